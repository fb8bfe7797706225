import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import { type ConflictType, conflictTypes } from '../../../src/changes/conflicts/model.ts';
import type { Change } from '../../../src/changes/model.ts';
import { stateAt } from '../../../src/changes/state-at.ts';
import { type Instant, instant } from '../../../src/core/clock.ts';
import type { Reader } from '../../../src/storage/database.ts';
import type { Kept } from './kept.ts';
import { picturing } from './model.ts';

/** What the passing of time alone neither brings nor takes: whatever does has asked for a look at what is planned. */
const lasting: ReadonlySet<string> = new Set<ConflictType>([
  'freeze',
  'freeze-warning',
  'outside-rules',
  'unreachable',
  'prerequisite',
  'too-short',
  'order',
]);

/** Every plan that has not begun has its conflicts noted, or is to be looked at. */
export async function unnoted(reader: Reader, kept: Kept, changes: readonly Change[], now: Instant): Promise<string[]> {
  const ahead = changes.filter((change) => ['proposed', 'approved'].includes(stateAt(change, now)));
  if (kept.recheck || ahead.length === 0) return [];
  const plans = ahead.map(({ plan }) => plan);
  const from = instant(Math.min(...plans.map(({ window }) => window.start)));
  const to = instant(Math.max(...plans.map(({ window }) => window.end)));
  const picture = await picturing.picture(reader, { plans, from, to, now });
  return ahead.flatMap(({ id, plan, record }) => {
    const stands = keys(conflictsIn(picture, plan, id).map(({ key }) => key));
    const noted = keys(record.conflicts);
    return stands === noted ? [] : `${id} stands in (${stands}), (${noted}) is noted, and no look is booked`;
  });
}

function keys(all: readonly string[]): string {
  const kept = all.filter((key) => lasting.has(conflictTypes.find((type) => key.split(' ')[0] === type) ?? ''));
  return [...new Set(kept)].sort().join(', ');
}
