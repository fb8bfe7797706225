import type { Instant } from '../core/clock.ts';
import { refuse, type Refusal } from '../core/result.ts';
import { lengthText } from '../maintenance/window-words.ts';
import type { Reader } from '../storage/database.ts';
import { openingsOf } from './maintenance-of.ts';
import type { Plan } from './model.ts';

/**
 * Why nothing new starts at `now` in the maintenance windows that a plan lies in: the last of them is too near to its end.
 * Null: it may start, or it lies in none.
 */
export async function pastLastStart(reader: Reader, plan: Plan, now: Instant): Promise<Refusal | null> {
  const openings = await openingsOf(reader, plan);
  const last = openings.reduce<(typeof openings)[number] | null>(
    (latest, one) => (latest === null || one.occurrence.lastStart > latest.occurrence.lastStart ? one : latest),
    null,
  );
  if (last === null || now < last.occurrence.lastStart) return null;
  const { rule, occurrence } = last;
  return refuse(
    'conflict',
    `Nothing new starts in the last ${lengthText(occurrence.end - occurrence.lastStart)} of the maintenance rule ${rule.name}.`,
    'Postpone it to the next window.',
  ).refusal;
}
