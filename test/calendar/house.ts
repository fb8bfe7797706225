import { randomUUID } from 'node:crypto';
import { actOnCalendar } from '../../src/calendar/act.ts';
import { secretIn } from '../../src/calendar/address.ts';
import type { CalendarApp } from '../../src/calendar/app.ts';
import type { CalendarAnswer, CalendarCommand, CalendarRequest } from '../../src/calendar/model.ts';
import { type ServedFeed, serveFeed } from '../../src/calendar/serve-feed.ts';
import type { Refusal } from '../../src/core/result.ts';
import { saveConversation } from '../../src/delivery/store.ts';
import { chatsOf } from '../../src/delivery/person-chats.ts';
import type { Database } from '../../src/storage/database.ts';
import { aConversation } from '../support/conversations.ts';
import { aPeopleHouse, type PeopleHouse, TENANT, type User } from '../people/house.ts';

export const OPS = '19:ops@thread.tacv2';
export const OWN = { conversation: null } as const;

export interface CalendarHouse extends Pick<PeopleHouse, 'clock' | 'give' | 'audited' | 'database'> {
  readonly app: CalendarApp;
  /** As a member in a chat with the bot alone, by a button of its own, unless told otherwise. */
  say(user: User, command: CalendarCommand, over?: Partial<CalendarRequest>): Promise<CalendarAnswer>;
  /** The secret of a link that is made so. @throws when none was made. */
  link(user: User, conversation?: string): Promise<string>;
  serve(secret: string, over?: Partial<CalendarApp>): Promise<ServedFeed>;
}

/** Whoever holds a role reads; the conversation OPS reads a digest. */
export async function aCalendarHouse(database: Database, over: Partial<CalendarApp> = {}): Promise<CalendarHouse> {
  const people = aPeopleHouse(database);
  const app: CalendarApp = {
    ...people.app,
    rules: { ...people.rules, viewers: [] },
    on: true,
    publicUrl: 'https://patchwarden.contoso.example',
    chats: chatsOf,
    channels: async () => [OPS],
    ...over,
  };
  await database.transaction((tx) =>
    saveConversation(tx, aConversation({ id: OPS, kind: 'channel', tenantId: TENANT, person: null, name: 'Ops' })),
  );
  const say: CalendarHouse['say'] = (actor, command, changes = {}) =>
    actOnCalendar(app, { actor, standing: 'member', command, once: randomUUID(), alone: true, ...changes });
  return {
    ...people,
    app,
    say,
    async link(user, conversation) {
      const secret = secretOf(await say(user, { kind: 'make', conversation: conversation ?? null }));
      if (secret === null) throw new Error('no link was made');
      return secret;
    },
    serve: (secret, changes = {}) => serveFeed({ ...app, ...changes }, secret),
  };
}

/** Null: the answer tells no address. */
export function secretOf(answer: CalendarAnswer): string | null {
  return answer.kind === 'calendar-made' ? secretIn(new URL(answer.address).pathname) : null;
}

export function refusalOf(answer: CalendarAnswer): Refusal {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}
