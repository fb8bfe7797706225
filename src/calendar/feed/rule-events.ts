import { DAY, type Day, type Instant, later } from '../../core/clock.ts';
import { clockChanges, localAt, resolveLocal } from '../../core/local-time.ts';
import type { Occurrence, Recurrence } from '../../maintenance/model.ts';
import { daysOf } from '../../maintenance/recurrence.ts';
import { calledText } from './called-text.ts';
import type { FeedEvent, FeedRule, FeedState } from './model.ts';
import { rruleOf } from './recurrence.ts';

const WEEK = 7 * DAY;

/** Neighbours that one recurring event tells, or a single one. */
type Run = readonly [Occurrence, ...Occurrence[]];

/**
 * Maintenance rules as recurring events. Readers differ in what they make of a start that does not exist or comes twice and of
 * a length across a change of the clocks, so such a time is an event of its own, in UTC, and the recurrence goes on after it.
 */
export function ruleEvents({ rules, ...feed }: FeedState): FeedEvent[] {
  return rules.flatMap((one) => {
    const rrule = rruleOf(one.rule.recurrence);
    return runsOf(one, rrule !== null).map((run) => eventOf(one, run, rrule, feed));
  });
}

function eventOf(
  { rule, when, scope }: FeedRule,
  run: Run,
  rrule: string | null,
  { instance, audience }: Pick<FeedState, 'instance' | 'audience'>,
): FeedEvent {
  const [{ start, end, local, remarks }] = run;
  const { zone } = rule;
  const recurs = rrule !== null && run.length > 1;
  return {
    uid: `${rule.id}-${local.replace(/[-:]/g, '')}@${instance}`,
    revision: rule.revision,
    changedAt: rule.changedAt,
    time: recurs
      ? { kind: 'recurring', zone, start: local, end: localAt(end, zone), rrule, times: run.length }
      : { kind: 'once', start, end },
    title: calledText('Maintenance', rule, audience),
    about: [when, `For: ${scope}`, ...remarks],
    status: 'CONFIRMED',
    busy: false,
    alarm: null,
  };
}

function runsOf({ rule: { zone, recurrence }, occurrences }: FeedRule, mayRecur: boolean): Run[] {
  const changes = changesAround(occurrences, zone);
  const runs: [Occurrence, ...Occurrence[]][] = [];
  let open: Occurrence[] | null = null;
  for (const occurrence of occurrences) {
    const { start, end } = occurrence;
    const near = changes.some((at) => start - WEEK <= at && at <= end + WEEK);
    // Nearly all are far from any change of the clocks, and need not be looked up.
    const ordinary = mayRecur && (near ? isOrdinary(occurrence, zone) : occurrence.kind === 'exact');
    if (ordinary && open) {
      open.push(occurrence);
      continue;
    }
    const run: [Occurrence, ...Occurrence[]] = [occurrence];
    runs.push(run);
    // Some readers count from the first day of its week, and stumble where the clocks were set since.
    const settled = !changes.some((at) => start - WEEK <= at && at < start);
    open = ordinary && settled ? run : null;
  }
  return runs.flatMap((run): Run[] => (isWhole(run, recurrence) ? [run] : run.map((one) => [one])));
}

/** When the clocks are set, from a week before the first to a week after the last. */
function changesAround(occurrences: readonly Occurrence[], zone: string): readonly Instant[] {
  const [first, last] = [occurrences[0], occurrences.at(-1)];
  return first && last ? clockChanges(zone, later(first.start, -WEEK), later(last.end, WEEK)) : [];
}

/** Whether its local start and end mean one instant each, and it lasts as long on the clocks as it does. */
function isOrdinary({ start, end, local }: Occurrence, zone: string): boolean {
  const ends = localAt(end, zone);
  return means(local, start, zone) && means(ends, end, zone) && asShown(ends) - asShown(local) === end - start;
}

/** Whether the recurrence comes on these days and on none between: where a zone skips a day, it may not. */
function isWhole(run: Run, recurrence: Recurrence): boolean {
  if (run.length === 1) return true;
  const days = run.map(({ local }) => local.slice(0, 10));
  const meant = daysOf(recurrence, days[0] as Day, days.at(-1) as Day);
  return meant.length === days.length && meant.every((day, index) => day === days[index]);
}

function means(local: string, at: Instant, zone: string): boolean {
  const resolved = resolveLocal(local, zone);
  return resolved.kind === 'exact' && resolved.at === at;
}

function asShown(local: string): number {
  return Date.parse(`${local}Z`);
}
