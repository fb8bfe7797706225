import { DAY, type Instant, instant } from '../../core/clock.ts';
import { localAt, resolveLocal } from '../../core/local-time.ts';
import { clockRemarks, type LocalSpan, localText } from '../../maintenance/window-words.ts';
import type { Freeze } from '../../maintenance/model.ts';

/** A day around a change of the clocks: what comes near it is looked at closely. */
const NEAR = 2 * DAY;

/**
 * What the clocks do to windows, in sentences. Days on which the clocks of a zone change are found once; of a window that is
 * near none of them there is nothing to say.
 */
export function clockWatch(from: Instant, to: Instant): (window: LocalSpan) => string[] {
  const known = new Map<string, readonly number[]>();
  return (window) => {
    const { start, end, zone } = window;
    if (start < from - NEAR || end > to + NEAR) return clockRemarks(window);
    const changes = known.get(zone) ?? changesOf(zone, from - 2 * NEAR, to + 2 * NEAR);
    known.set(zone, changes);
    return changes.some((day) => day + NEAR > start && day - NEAR < end) ? clockRemarks(window) : [];
  };
}

/** The starts of the UTC days within which the offset of a zone changes. */
function changesOf(zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  let before: number | null = null;
  for (let day = Math.floor(from / DAY) * DAY; day <= to; day += DAY) {
    const offset = offsetAt(instant(day), zone);
    if (before !== null && offset !== before) found.push(day - DAY);
    before = offset;
  }
  return found;
}

function offsetAt(at: Instant, zone: string): number {
  return Date.parse(`${localAt(at, zone)}Z`) - at;
}

/** A freeze ends at a time of its own, so that only its two ends may come into a gap or an overlap. */
export function freezeRemarks({ name, localStart, localEnd, zone }: Freeze): string[] {
  return [
    ...edgeRemark(`the freeze ${name} starts`, localStart, zone),
    ...edgeRemark(`the freeze ${name} ends`, localEnd, zone),
  ];
}

function edgeRemark(what: string, local: string, zone: string): string[] {
  const { at, kind } = resolveLocal(local, zone);
  switch (kind) {
    case 'exact':
      return [];
    case 'gap':
      return [`${localText(local)} does not exist in ${zone}: ${what} at ${localText(localAt(at, zone))}.`];
    case 'overlap':
      return [`${localText(local)} comes twice in ${zone}: ${what} at the first.`];
  }
}
