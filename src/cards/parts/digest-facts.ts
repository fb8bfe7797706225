import type { CardElementArray } from '@microsoft/teams.cards';
import type { Instant } from '../../core/clock.ts';
import { describeSchedule, weekdayName } from '../../digests/describe-schedule.ts';
import type { CheckedAs, DigestAnswer, QuietDays } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import { countText, dayText, listText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { digestScope, minimumTexts } from './digest-words.ts';
import { clean, markdown } from './escape.ts';
import { datedMoment, knownZone } from './when.ts';
import { whoText } from './who.ts';

const MOST_DATES = 6;

const found: Readonly<Record<CheckedAs | 'not-noted', string>> = {
  unchanged: 'unchanged',
  'below-minimum': 'with changes that are not posted here',
  'not-noted': 'nothing to post',
};

/** What a digest is set to, by whom, and what became of it. Times are in the zone of its schedule, which stands above. */
export function digestFacts(
  { subscription, last, after }: Extract<DigestAnswer, { readonly kind: 'digest-settings' }>,
  audience: Audience,
  room: Room,
): CardElementArray {
  if (!subscription || after === 'off') return [];
  const { schedule, scope, minimum, quiet, setBy, setAt, missed, on, invalid } = subscription;
  const zone = knownZone(schedule.zone);
  const moment = (at: Instant) => `${datedMoment(at, zone)}${zone === schedule.zone ? '' : ` ${zone}`}`;
  const facts: readonly (readonly [string, string])[] = [
    ...(on && invalid === null ? [] : ([['Was set to', clean(describeSchedule(schedule), 120)]] as const)),
    ['About', capital(digestScope(scope, audience, room.name))],
    ['Posted', `${minimumTexts[minimum]}; once a week in any case`],
    ...quietFact(quiet, room),
    ['Set by', `${whoText(setBy, room)}, ${moment(setAt)}`],
    ['Last digest', last === null ? 'none yet' : moment(last.at)],
    ...(last?.checkedAt == null
      ? []
      : ([['Last checked', `${moment(last.checkedAt)}, ${found[last.checkedAs ?? 'not-noted']}`]] as const)),
    ...(missed > 0 ? ([['Missed', `${countText(missed, 'digest')} since the last one`]] as const) : []),
  ];
  return [{ type: 'FactSet', facts: facts.map(([title, value]) => ({ title, value: markdown(value) })) }];
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function quietFact({ weekdays, dates }: QuietDays, room: Room): readonly (readonly [string, string])[] {
  const shown = dates.slice(0, Math.min(MOST_DATES, room.rows)).map(dayText);
  const more = dates.length - shown.length;
  const days = [...weekdays.map(weekdayName), ...shown, ...(more > 0 ? [`${more} more days`] : [])];
  return days.length > 0 ? [['Quiet on', listText(days)]] : [];
}
