import { describeDays } from '../describe-schedule.ts';
import type { DigestCommand } from '../model.ts';
import type { Parts } from './parts.ts';
import { unreadable } from './refusals.ts';

/** Makes the command of what stood before the word "digest" and after it, or says what does not go together. */
export function assemble(before: Parts, after: Parts): DigestCommand {
  const verbs = [...before.verbs, ...after.verbs];
  const has = (verb: (typeof verbs)[number]): boolean => verbs.includes(verb);
  // "The daily digest" may name it only: such days count where no others are said.
  const parts = partsOf(after);
  const other = parts.length > 0;

  if (has('off')) {
    if (has('now')) return refused('Off and now do not go together.', 'For example: digest off.');
    if (other) {
      return refused(
        `Off ends the whole digest and takes nothing else, such as ${parts.join(', ')}.`,
        'Say digest off; for single days without one: digest quiet sat, sun.',
      );
    }
    return { kind: 'off' };
  }
  if (has('now')) {
    if (!other) return { kind: 'now' };
    return refused(
      `A digest sent now takes nothing else, such as ${parts.join(', ')}.`,
      'Say digest now; for one that comes by itself: digest daily 08:00.',
    );
  }
  if (has('show') && !has('set')) {
    if (!other) return { kind: 'show' };
    return refused(
      `Showing the digest takes nothing else, such as ${parts.join(', ')}.`,
      'Say digest to see it, or digest daily 08:00 to set it.',
    );
  }

  const days = after.days ?? before.days;
  if (days === undefined && (before.weekly || after.weekly)) {
    return refused('A weekly digest needs its day.', 'For example: digest monday 09:00.');
  }
  if (!other && days === undefined) return bare(has('on'), has('give'));
  if (days && after.quiet && days.every((day) => after.quiet?.weekdays.includes(day))) {
    return refused(
      `Every day of it would be quiet: ${describeDays(days)}.`,
      'Leave a day that is not. For example: digest daily 08:00 quiet sat, sun.',
    );
  }
  const { time, zone, scope, minimum, quiet } = after;
  return {
    kind: 'set',
    ...(days && { days }),
    ...(time !== undefined && { time }),
    ...(zone !== undefined && { zone }),
    ...(scope !== undefined && { scope }),
    ...(minimum !== undefined && { minimum }),
    ...(quiet && { quiet }),
  };
}

function bare(on: boolean, give: boolean): DigestCommand {
  if (on) return { kind: 'set' };
  return give ? { kind: 'now' } : { kind: 'show' };
}

/** What was said apart from verbs, in words. */
function partsOf({ days, time, zone, scope, minimum, quiet }: Parts): string[] {
  return [
    ...(days ? [describeDays(days)] : []),
    ...(time === undefined ? [] : [time]),
    ...(zone === undefined ? [] : [zone]),
    ...(scope === undefined ? [] : [scope ?? 'all servers']),
    ...(minimum === undefined ? [] : [minimum === 'every' ? 'every change' : `only ${minimum}`]),
    ...(quiet ? ['quiet days'] : []),
  ];
}

function refused(message: string, hint: string): DigestCommand {
  return { kind: 'unreadable', refusal: unreadable(message, hint) };
}
