import { actOnAck } from '../../src/acknowledgements/act.ts';
import type { AckApp } from '../../src/acknowledgements/app.ts';
import { actOnCalendar } from '../../src/calendar/act.ts';
import type { CalendarApp } from '../../src/calendar/app.ts';
import { serveFeed } from '../../src/calendar/serve-feed.ts';
import { present } from '../../src/cards/present.ts';
import { actOnChange } from '../../src/changes/act.ts';
import type { ChangeApp } from '../../src/changes/app.ts';
import { usualPicture } from '../changes/pictures.ts';
import { plannedEntries } from '../../src/changes/planned-entries.ts';
import { askReached } from '../../src/changes/reach.ts';
import { rolloutViewOf } from '../../src/changes/rollout/view.ts';
import { viewOf } from '../../src/changes/view.ts';
import { silentLog } from '../../src/core/log.ts';
import { type Dispatcher, startDispatcher } from '../../src/delivery/dispatcher.ts';
import { chatsOf } from '../../src/delivery/person-chats.ts';
import { TEAMS_LIMITS } from '../../src/delivery/sends/limits.ts';
import { actOnMaintenance } from '../../src/maintenance/act.ts';
import type { MaintenanceApp } from '../../src/maintenance/app.ts';
import type { WakeupBook } from '../../src/jobs/model.ts';
import { actOnPeople } from '../../src/people/act.ts';
import type { PeopleApp } from '../../src/people/app.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { personKey } from '../../src/people/identity.ts';
import type { PersonRole } from '../../src/people/model.ts';
import { actOnServer } from '../../src/readiness/act-on-server.ts';
import { parseCommand, readAct } from '../../src/teams/desk-grammar.ts';
import type { ViewOfChange } from '../../src/teams/render/change.ts';
import type { ViewOfRollout } from '../../src/teams/render/rollout.ts';
import { createRenders } from '../../src/teams/render.ts';
import { aDesk, reportOf } from '../questions/a-desk.ts';
import type { TestBot } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, aPress, BO, startBot } from '../support/bot.ts';
import { fakeClock } from '../support/clock.ts';
import type { RosterMember, StandingMessage } from '../support/connector.ts';
import { BOT_ID, TENANT_ID } from '../support/tokens.ts';

export const CY = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
export const TEAM = '19:team@thread.tacv2';
export const OPS = '19:ops@thread.tacv2';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId: string;
}
export const ana: Person = { id: '29:ana', name: 'Ana Alt', aadObjectId: ANA };
export const bo: Person = { id: '29:bo', name: 'Bo Berg', aadObjectId: BO };
export const cy: Person = { id: '29:cy', name: 'Cy Chen', aadObjectId: CY };
export const di: Person = { id: '29:di', name: 'Di Diaz', aadObjectId: 'dddddddd-dddd-4ddd-8ddd-dddddddddddd' };
export const everybody = [ana, bo, cy, di] as const;

const jobs: WakeupBook = { enqueue: async () => undefined };

/** A card, or one of its buttons, as it came over the wire. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
export type Sent = any;

export interface DeskHouse {
  readonly bot: TestBot;
  readonly viewOf: ViewOfChange;
  readonly rolloutViewOf: ViewOfRollout;
  /** What `who` writes in the channel, or alone with the bot; the card that is answered. */
  write(who: Person, text: string, where?: 'ops' | 'alone'): Promise<Sent>;
  /** A press of the button of a card with this title, as a body that can be posted several times: with the card's inputs, some filled in. */
  pressOf(who: Person, card: Sent, title: string, inputs?: object, where?: 'ops' | 'alone'): Record<string, unknown>;
  /** The card that it is answered with, or the sentence. */
  press(who: Person, card: Sent, title: string, inputs?: object, where?: 'ops' | 'alone'): Promise<Sent>;
  guestJoins(): void;
  /** What Teams says when somebody joined the team. */
  joined(): Record<string, unknown>;
  /** Everything in the outbox was sent. */
  delivered(): Promise<void>;
  /** The newest version of every message that stands in this conversation. */
  cardsIn(conversation: string): Sent[];
  /** What was done to it, by whom: `change.voted Bo Berg`. */
  deeds(subject: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * The bot over real rooms: Ana operates and approves, Bo approves, Cy reads, Di is an admin; BER-EX01 to BER-EX04 fail.
 * `apart`: each server is at a site of its own and in no DAG, so that no change is in the way of another.
 */
export async function openDeskHouse({ apart = false } = {}): Promise<DeskHouse> {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const desk = await aDesk(
    [1, 2, 3, 4].map((number) =>
      reportOf(`ber-ex0${number}.contoso.test`, {
        build: '15.2.2562.37',
        ...(apart && { site: `Site ${number}`, dag: null }),
      }),
    ),
  );
  const { database } = desk;
  const grant = (who: Person, role: PersonRole) =>
    database.transaction((tx) =>
      tx
        .insertInto('role_grants')
        .values({ person: personKey({ tenantId: TENANT_ID, ...who }), role, granted_by: '{}', granted_at: 0 })
        .execute(),
    );
  for (const role of ['operator', 'approver'] as const) await grant(ana, role);
  await grant(bo, 'approver');
  await grant(cy, 'viewer');
  await grant(di, 'admin');

  const rules = { admins: [], viewers: [], demo: false };
  const shared = { database, clock, log: silentLog, jobs, rules, policy: defaultPolicy, zone: 'Europe/Berlin' };
  const changes: ChangeApp = {
    ...shared,
    picture: usualPicture,
    preApproval: async () => null,
    channels: async () => [],
    metrics: { changed: () => undefined },
  };
  const acks: AckApp = { ...shared, updating: async () => new Set() };
  const people: PeopleApp = { ...shared, chats: chatsOf };
  const maintenance: MaintenanceApp = {
    ...shared,
    changed: async () => undefined,
    planned: (reader, from, to, now) => plannedEntries(reader, changes, { from, to, now }),
  };
  const calendar: CalendarApp = {
    ...shared,
    on: true,
    publicUrl: 'https://patchwarden.contoso.example',
    chats: chatsOf,
    channels: async () => [OPS],
  };
  const bot = await startBot({
    admins: [],
    viewers: [],
    database,
    clock,
    keepConversations: true,
    rateLimit: { burst: 100_000, perSecond: 1 },
    parseCommand,
    readAct,
    present,
    heard: (tx, seen) => askReached(tx, changes, seen),
    calendar: (secret) => serveFeed(calendar, secret),
    acts: {
      calendar: (request) => actOnCalendar(calendar, request),
      change: (request) => actOnChange(changes, request),
      acknowledgement: (request) => actOnAck(acks, request),
      maintenance: (request) => actOnMaintenance(maintenance, request),
      people: (request) => actOnPeople(people, request),
      server: (request) => actOnServer({ ...shared, rejudge: async () => undefined }, request),
    },
  });
  const viewOfChange: ViewOfChange = (reader, id, now) => viewOf(reader, changes, id, now);
  const viewOfRollout: ViewOfRollout = (reader, id, now) => rolloutViewOf(reader, changes, id, now);
  const dispatcher: Dispatcher = startDispatcher({
    database,
    clock,
    log: silentLog,
    messenger: bot.bot.messenger,
    renders: createRenders({
      audienceOf: bot.bot.audienceOf,
      zone: 'Europe/Berlin',
      viewOf: viewOfChange,
      rolloutViewOf: viewOfRollout,
    }),
    limits: TEAMS_LIMITS,
    jobs,
    metrics: { send: () => undefined, retry: () => undefined },
  });
  bot.connector.setRoster(TEAM, everybody.map(memberOf));
  for (const who of everybody) bot.connector.setRoster(`a:${who.id}`, [memberOf(who)]);

  const placeOf = (who: Person, where: 'ops' | 'alone') => {
    const from = { from: who };
    if (where === 'alone')
      return { ...from, conversation: { id: `a:${who.id}`, conversationType: 'personal', tenantId: TENANT_ID } };
    const { conversation, channelData } = aChannelMessage(bot, '');
    return { ...from, conversation, channelData };
  };
  const house: DeskHouse = {
    bot,
    viewOf: viewOfChange,
    rolloutViewOf: viewOfRollout,
    async write(who, text, where = 'ops') {
      const before = bot.connector.posts.length;
      const entities = [{ type: 'mention', text: '<at>Patchwarden</at>', mentioned: { id: `28:${BOT_ID}` } }];
      await bot.post(aMessage(bot, text, { ...placeOf(who, where), entities }));
      const answered = bot.connector.posts[before];
      return Object(answered?.attachments)[0]?.content ?? answered?.text;
    },
    pressOf(who, card, title, inputs = {}, where = 'ops') {
      const pressed = button(card, title);
      const sent = pressed.associatedInputs === 'none' ? {} : { ...inputsOf(card), ...inputs };
      return aPress(bot, { ...pressed.data, ...sent }, placeOf(who, where), pressed.verb);
    },
    async press(who, card, title, inputs, where) {
      const reply = await bot.post(house.pressOf(who, card, title, inputs, where));
      return reply.json.value;
    },
    guestJoins() {
      bot.connector.setRoster(TEAM, [...everybody.map(memberOf), { id: '29:guest', userRole: 'guest' }]);
    },
    joined: () =>
      aChannelMessage(bot, '', { type: 'conversationUpdate', text: undefined, membersAdded: [{ id: '29:guest' }] }),
    async delivered() {
      // A wake-up books the full second after what was announced; many rows leave in more than one go.
      for (let go = 0; go < 5; go++) {
        clock.advance(1000);
        dispatcher.nudge();
        await dispatcher.idle();
      }
    },
    cardsIn: (conversation) =>
      bot.connector.standing.filter((message) => message.conversation === conversation).flatMap(newest),
    async deeds(subject) {
      const rows = await database.read((reader) =>
        reader.selectFrom('audit').select(['verb', 'actor']).where('subject', '=', subject).orderBy('seq').execute(),
      );
      return rows.map(({ verb, actor }) => `${verb} ${Object(JSON.parse(actor)).name}`);
    },
    async close() {
      await dispatcher.stop();
      await bot.close();
      await desk.close();
    },
  };
  return house;
}

/** The button of a card with this title. @throws when there is none. */
function button(card: Sent, title: string): Sent {
  const found = buttonsOf(card).find((action) => action.title === title);
  if (!found) throw new Error(`no button ${title} among ${buttonsOf(card).map((action) => action.title)}`);
  return found;
}

/** Wherever they stand in it. */
export function buttonsOf(card: Sent): Sent[] {
  if (Array.isArray(card)) return card.flatMap(buttonsOf);
  if (typeof card !== 'object' || card === null) return [];
  const own = card.type === 'Action.Execute' ? [card] : [];
  return [...own, ...Object.entries(card).flatMap(([key, value]) => (key === 'fallback' ? [] : buttonsOf(value)))];
}

/** What a client sends of a card's inputs as they stand. A tick that is off sends its other value. */
function inputsOf(card: Sent): Record<string, string> {
  if (typeof card !== 'object' || card === null) return {};
  const inner = Object.assign({}, ...Object.values(card).map(inputsOf));
  if (typeof card.type !== 'string' || !card.type.startsWith('Input.')) return inner;
  return { ...inner, [card.id]: String(card.value ?? (card.type === 'Input.Toggle' ? 'false' : '')) };
}

export function titlesOf(card: Sent): string[] {
  return buttonsOf(card).map((action) => action.title);
}

function newest({ versions }: StandingMessage): Sent[] {
  const content = Object(versions.at(-1)?.attachments)[0]?.content;
  return content ? [content] : [];
}

function memberOf(who: Person): RosterMember {
  return { ...who, userRole: 'user', tenantId: TENANT_ID, userPrincipalName: `${who.id.slice(3)}@contoso.test` };
}
