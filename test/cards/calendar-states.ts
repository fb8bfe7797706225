import type { AnyAnswer } from '../../src/cards/present.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import { hostileStrings } from './hostile-strings.ts';

const none = {
  kind: 'calendar',
  asOf: NOW,
  madeAt: null,
  conversations: [],
  closed: null,
  notice: null,
} as const satisfies AnyAnswer;

const made = {
  kind: 'calendar-made',
  asOf: NOW,
  address: 'https://patchwarden.contoso.example/calendar/Zm9yIHRoZSBnb2xkZW4gZmlsZXMgb25seSwgbm8gb25l_A.ics',
  conversation: null,
  replaced: false,
} as const satisfies AnyAnswer;

const ops = { conversation: '19:ops@thread.tacv2', name: 'Exchange operations', madeAt: hoursAgo(72) };

/** Answers about calendars, by the name of their golden file. */
export const calendarAnswers: Readonly<Record<string, AnyAnswer>> = {
  calendar: none,
  'calendar-linked': { ...none, madeAt: hoursAgo(30) },
  'calendar-revoked': { ...none, notice: 'The link is revoked: its address opens nothing any more.' },
  'calendar-for-an-admin': {
    ...none,
    madeAt: hoursAgo(30),
    conversations: [ops, { conversation: '19:nameless@thread.tacv2', name: null, madeAt: null }],
  },
  'calendar-off': {
    ...none,
    madeAt: hoursAgo(30),
    conversations: [ops],
    closed: {
      code: 'unavailable',
      message: 'Calendars are turned off here.',
      hint: 'An administrator turns them on with the setting CALENDAR.',
    },
  },
  'calendar-hostile': {
    ...none,
    conversations: hostileStrings.map((name, at) => ({ conversation: `19:${at}@thread.tacv2`, name, madeAt: NOW })),
    notice: hostileStrings.slice(0, 8).join(' '),
  },
  'calendar-made': made,
  'calendar-made-for-a-conversation': { ...made, conversation: { name: ops.name }, replaced: true },
};
