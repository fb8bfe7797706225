import { DAY, type Day, type Instant, isDay } from '../core/clock.ts';
import { dayLater, resolveLocal, TZDATA } from '../core/local-time.ts';
import { readReason } from '../core/plain-text.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { missing, readTime, readZone, wrong } from './fields.ts';
import type { Freeze, FreezeDraft } from './model.ts';
import { readNameText } from './read-rule.ts';
import { type Fleet, readScope } from './read-scope.ts';
import { localText } from './window-words.ts';

/** What a freeze says. */
export type FreezeContent = Pick<
  Freeze,
  'name' | 'start' | 'end' | 'localStart' | 'localEnd' | 'zone' | 'tzdata' | 'scope' | 'effect' | 'reason'
>;

const LONGEST_FREEZE = 400 * DAY;
/** How far ahead one may end. */
const FURTHEST_END = 5 * 366 * DAY;
const SAY_WHY = 'Say why, for example: Year-end closing.';

export interface FreezeReading {
  readonly fleet: Fleet;
  readonly now: Instant;
  /** The zone where none was chosen. */
  readonly zone: string;
}

/** Reads what a form sent. Without times it lasts whole days, the last one included. Refuses, naming the field and the value: `invalid`, `too-large`, `not-found`, `ambiguous`. */
export function readFreeze(draft: FreezeDraft, { fleet, now, zone: usual }: FreezeReading): Result<FreezeContent> {
  const name = readNameText(draft.name);
  if (!name.ok) return name;
  const zone = readZone(draft.zone.trim() === '' ? usual : draft.zone);
  if (!zone.ok) return zone;
  const localStart = readEdge('from', draft.fromDate, draft.fromTime, 0);
  if (!localStart.ok) return localStart;
  const localEnd = readEdge('until', draft.untilDate, draft.untilTime, 1);
  if (!localEnd.ok) return localEnd;
  const start = resolveLocal(localStart.value, zone.value).at;
  const end = resolveLocal(localEnd.value, zone.value).at;
  const span = spanProblem({ start, end, localStart: localStart.value, localEnd: localEnd.value }, now);
  if (!span.ok) return span;
  const scope = readScope(draft.scope, fleet);
  if (!scope.ok) return scope;
  const effect = readEffect(draft.effect);
  if (!effect.ok) return effect;
  const reason = readReason(draft.reason, SAY_WHY);
  if (!reason.ok) return reason;
  return ok({
    name: name.value,
    start,
    end,
    localStart: localStart.value,
    localEnd: localEnd.value,
    zone: zone.value,
    tzdata: TZDATA,
    scope: scope.value,
    effect: effect.value,
    reason: reason.value,
  });
}

/** A local time; without a time of day the start of the day that comes `daysOn` later. */
function readEdge(field: string, date: string, time: string, daysOn: number): Result<string> {
  const day = date.trim();
  if (day === '') return missing(`${field} date`, 'Write it like 2026-12-20.');
  if (!isDay(day) || !isOfOurTime(day)) return wrong(`${field} date`, date, 'Write it like 2026-12-20.');
  const clock = readTime(time);
  if (clock === null) return wrong(`${field} time`, time, 'Write it like 18:00, or leave it empty for the whole day.');
  return ok(clock === '' ? `${dayLater(day, daysOn)}T00:00` : `${day}T${clock}`);
}

/** Days of which the next one is written alike. */
function isOfOurTime(day: Day): boolean {
  return day >= '1900-01-01' && day < '9999-01-01';
}

function spanProblem(
  { start, end, localStart, localEnd }: Pick<FreezeContent, 'start' | 'end' | 'localStart' | 'localEnd'>,
  now: Instant,
): Result<null> {
  if (end <= start) {
    return refuse(
      'invalid',
      `The freeze can not end at ${localText(localEnd)}: it begins at ${localText(localStart)}.`,
      'Choose a later end.',
    );
  }
  if (end <= now) return refuse('invalid', `${localText(localEnd)} is past.`, 'Choose an end that is still to come.');
  if (end - start > LONGEST_FREEZE) {
    return refuse(
      'invalid',
      `From ${localText(localStart)} to ${localText(localEnd)} is too long for one freeze.`,
      `A freeze lasts at most ${LONGEST_FREEZE / DAY} days.`,
    );
  }
  if (end - now > FURTHEST_END) {
    return refuse('invalid', `${localText(localEnd)} is more than five years ahead.`, 'Choose a nearer end.');
  }
  return ok(null);
}

function readEffect(text: string): Result<Freeze['effect']> {
  const effect = text.trim().toLowerCase();
  if (effect === '') return missing('effect', 'Choose forbids or warns.');
  if (effect === 'forbids' || effect === 'forbid') return ok('forbids');
  if (effect === 'warns' || effect === 'warn') return ok('warns');
  return wrong('effect', text, 'Choose forbids or warns.');
}
