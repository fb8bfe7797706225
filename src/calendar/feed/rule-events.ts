import type { Instant } from '../../core/clock.ts';
import { localAt, resolveLocal } from '../../core/local-time.ts';
import type { Occurrence } from '../../maintenance/model.ts';
import type { FeedEvent, FeedRule, FeedState } from './model.ts';
import { rruleOf } from './recurrence.ts';

/**
 * Maintenance rules as recurring events. Readers differ in what they make of a start that does not exist or comes twice and of
 * a length across a change of the clocks, so such a time is an event of its own, in UTC, and the recurrence goes on after it.
 */
export function ruleEvents({ rules, instance }: FeedState): FeedEvent[] {
  return rules.flatMap((one) => ofRule(one, instance));
}

function ofRule(one: FeedRule, instance: string): FeedEvent[] {
  const { rule, occurrences } = one;
  const rrule = rruleOf(rule.recurrence);
  return runsOf(occurrences, (occurrence) => rrule !== null && isOrdinary(occurrence, rule.zone)).flatMap(
    (run): FeedEvent[] => {
      const [first] = run;
      if (!first) return [];
      const described = {
        uid: `${rule.id}-${first.local.replace(/[-:]/g, '')}@${instance}`,
        revision: rule.revision,
        changedAt: rule.changedAt,
        title: `Maintenance: ${rule.name}`,
        status: 'CONFIRMED',
        busy: false,
        alarm: null,
      } as const;
      const about = [one.when, `For: ${one.scope}`];
      if (rrule !== null && run.length > 1) {
        const end = localAt(first.end, rule.zone);
        const time = { kind: 'recurring', zone: rule.zone, start: first.local, end, rrule, times: run.length } as const;
        return [{ ...described, about, time }];
      }
      const { start, end, remarks } = first;
      return [{ ...described, about: [...about, ...remarks], time: { kind: 'once', start, end } }];
    },
  );
}

/** Neighbours that are all ordinary, together; every other one by itself. */
function runsOf(occurrences: readonly Occurrence[], ordinary: (one: Occurrence) => boolean): Occurrence[][] {
  const runs: Occurrence[][] = [];
  let open: Occurrence[] | null = null;
  for (const occurrence of occurrences) {
    if (!ordinary(occurrence)) {
      open = null;
      runs.push([occurrence]);
    } else if (open) {
      open.push(occurrence);
    } else {
      open = [occurrence];
      runs.push(open);
    }
  }
  return runs;
}

/** Whether its local start and end mean one instant each, and it lasts as long on the clocks as it does. */
function isOrdinary({ start, end, local }: Occurrence, zone: string): boolean {
  const ends = localAt(end, zone);
  return means(local, start, zone) && means(ends, end, zone) && asShown(ends) - asShown(local) === end - start;
}

function means(local: string, at: Instant, zone: string): boolean {
  const resolved = resolveLocal(local, zone);
  return resolved.kind === 'exact' && resolved.at === at;
}

function asShown(local: string): number {
  return Date.parse(`${local}Z`);
}
