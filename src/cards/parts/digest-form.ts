import type { CardElementArray, IChoice, IChoiceSetInput } from '@microsoft/teams.cards';
import type { Day } from '../../core/clock.ts';
import { localDay } from '../../core/local-time.ts';
import { weekdayName } from '../../digests/describe-schedule.ts';
import type { DigestAnswer, DigestCommand, DigestSettings, Minimum, Weekday } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import type { Scope } from '../../readiness/model.ts';
import { scopeText, scopeTitle } from '../../readiness/scope-match.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { minimumTexts } from './digest-words.ts';
import { clean, inert, plain } from './escape.ts';
import { text } from './text.ts';
import { knownZone } from './when.ts';

type SettingsAnswer = Extract<DigestAnswer, { readonly kind: 'digest-settings' }>;

/** The value of the scope's input that stands for the whole fleet. */
const WHOLE_FLEET = 'all';
const MOST_SCOPES = 40;
/** Of quiet dates the button carries; more leave the quiet days to the typed command. */
const MOST_DATES = 40;
/** A choice comes back as it is or not at all: a longer one can't be shortened. */
const LONGEST_SCOPE = 120;

const everyDay = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly Weekday[];

/** Inputs `days`, `time`, `zone`, `scope`, `minimum`, `quiet`, filled with what is set. Days are numbers, Monday is 1. */
export function digestForm(answer: SettingsAnswer, audience: Audience, room: Room): CardElementArray {
  const { schedule, minimum, quiet, scope } = settingsOf(answer);
  return [
    { ...days('days', 'Days', schedule.days), isRequired: true, errorMessage: 'Tick at least one day.' },
    {
      type: 'Input.Time',
      id: 'time',
      label: 'Time',
      value: schedule.time,
      isRequired: true,
      errorMessage: 'Choose a time, for example 08:00.',
    },
    {
      type: 'Input.Text',
      id: 'zone',
      label: 'Time zone, for example Europe/Berlin',
      value: plain(schedule.zone, 64),
      maxLength: 64,
      isRequired: true,
      errorMessage: 'Name a time zone, for example Europe/Berlin.',
    },
    ...scopes(answer.scopes, scope, audience, room),
    {
      type: 'Input.ChoiceSet',
      id: 'minimum',
      label: 'Post, besides once a week in any case',
      style: 'compact',
      value: minimum,
      choices: (['every', 'worse', 'due'] as const satisfies readonly Minimum[]).map((value) => ({
        title: minimumTexts[value],
        value,
      })),
    },
    keepsDates(answer)
      ? days('quiet', 'Quiet days, without a digest', quiet.weekdays)
      : text('Quiet days stay as they are. To change them, write for example: digest quiet saturday, sunday', {
          subtle: true,
          size: 'Small',
        }),
  ];
}

/**
 * What "Save" asks for; the inputs fill in the rest. Quiet dates have no input: the button carries those to come. It carries
 * no weekday, as some clients leave out an input in which nothing is ticked.
 */
export function saveDigest(answer: SettingsAnswer): DigestCommand {
  return keepsDates(answer) ? { kind: 'set', quiet: { weekdays: [], dates: datesToCome(answer) } } : { kind: 'set' };
}

function settingsOf({ subscription, zone }: SettingsAnswer): DigestSettings {
  const usual = { days: everyDay, time: '08:00', zone: knownZone(zone) };
  if (!subscription) return { schedule: usual, scope: null, minimum: 'every', quiet: { weekdays: [], dates: [] } };
  const { schedule } = subscription;
  return {
    ...subscription,
    schedule: {
      days: schedule.days.length > 0 ? schedule.days : usual.days,
      time: /^\d\d:\d\d$/.test(schedule.time) ? schedule.time : usual.time,
      zone: knownZone(schedule.zone) === schedule.zone ? schedule.zone : usual.zone,
    },
  };
}

function days(id: string, label: string, chosen: readonly Weekday[]): IChoiceSetInput {
  return {
    type: 'Input.ChoiceSet',
    id,
    label,
    style: 'expanded',
    isMultiSelect: true,
    useMultipleColumns: true,
    value: chosen.join(','),
    choices: everyDay.map((day) => ({ title: weekdayName(day), value: String(day) })),
  };
}

/** Where names are not shown, a site or DAG that is set stays as it is: the input that would name it is left out. */
function scopes(known: readonly Scope[], set: Scope | null, audience: Audience, room: Room): CardElementArray {
  const tellable = (scope: Scope) => audience === 'names' || scope.by === 'product';
  if (set && (!tellable(set) || scopeText(set).length > LONGEST_SCOPE))
    return [text('It stays about the part of the fleet that it is about now.', { subtle: true, size: 'Small' })];
  const all = [...(set ? [set] : []), ...known.filter(tellable)];
  const distinct = all.filter((scope, at) => all.findIndex((other) => scopeText(other) === scopeText(scope)) === at);
  const shown = distinct
    .filter((scope) => scopeText(scope).length <= LONGEST_SCOPE)
    .slice(0, Math.min(MOST_SCOPES, room.rows));
  const left = distinct.length - shown.length;
  const choice = (scope: Scope): IChoice => ({
    title: inert(clean(scopeTitle(scope), room.name + 10)) || 'part of the fleet without a name',
    value: scopeText(scope),
  });
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'scope',
      label: 'About',
      style: 'compact',
      value: set ? scopeText(set) : WHOLE_FLEET,
      choices: [{ title: 'Whole fleet', value: WHOLE_FLEET }, ...shown.map(choice)],
    },
    ...(left > 0
      ? [
          text(
            `${countText(left, 'more site, DAG or product does', 'more sites, DAGs and products do')} not fit here: write the name, for example: digest daily 08:00 in Berlin`,
            {
              subtle: true,
              size: 'Small',
            },
          ),
        ]
      : []),
  ];
}

function keepsDates(answer: SettingsAnswer): boolean {
  return datesToCome(answer).length <= MOST_DATES;
}

function datesToCome({ subscription, now }: SettingsAnswer): readonly Day[] {
  if (!subscription) return [];
  const today = localDay(now, knownZone(subscription.schedule.zone));
  return subscription.quiet.dates.filter((date) => date >= today);
}
