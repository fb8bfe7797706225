import { AppCredentials } from 'botframework-connector';
import type { Config } from '../../src/config/model.ts';
import type { Log } from '../../src/core/log.ts';
import type { AskCalendar } from '../../src/http/calendar.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { Metrics } from '../../src/http/metrics.ts';
import type { RateLimit } from '../../src/http/rate-limit.ts';
import { startHttp } from '../../src/http/server.ts';
import type { Handler, HttpDoors } from '../../src/http/server.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Conversation } from '../../src/delivery/model.ts';
import type { DigestAnswer } from '../../src/digests/model.ts';
import type { WordContext } from '../../src/questions/desk-command.ts';
import type { WakeupBook } from '../../src/jobs/model.ts';
import type { Answer } from '../../src/questions/model.ts';
import { readAsk } from '../../src/questions/read-ask.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Bot, BotOptions } from '../../src/teams/bot.ts';
import { createBot } from '../../src/teams/bot.ts';
import type { Command } from '../../src/teams/command-desk.ts';
import type { DeskActs, DeskCommand } from '../../src/teams/desk-command.ts';
import type { Present } from '../../src/teams/desk.ts';
import { type Question, stubCards } from './stub-cards.ts';
import { parseDigestWords, parseWords, readAnyAct } from './stub-grammar.ts';
import type { DigestRequest } from '../../src/digests/act.ts';
import { createConversationBook } from '../../src/teams/conversation-book.ts';
import type { BookOptions, ConversationBook } from '../../src/teams/conversation-book.ts';
import type { FakeClock } from './clock.ts';
import { fakeClock } from './clock.ts';
import type { FakeConnector } from './connector.ts';
import { startConnector } from './connector.ts';
import { openSqlite } from './database.ts';
import type { TokenAuthority } from './tokens.ts';
import { BOT_ID, ISSUER, startTokenAuthority, TENANT_ID } from './tokens.ts';

export const ANA = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export const BO = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** Something other than a digest that got as far as being carried out. */
export type Deed = {
  [About in Exclude<keyof DeskActs, 'digest'>]: {
    readonly about: About;
    readonly request: Parameters<DeskActs[About]>[0];
  };
}[Exclude<keyof DeskActs, 'digest'>];

export type Sighting =
  | { readonly kind: 'remember'; readonly conversation: Conversation; readonly by: Actor }
  | { readonly kind: 'remove' | 'removeTeam'; readonly id: string; readonly why: string }
  | { readonly kind: 'reviveTeam'; readonly id: string };

export interface TestBotOptions {
  readonly botAuth?: Config['botAuth'];
  readonly allowedTenants?: readonly string[];
  readonly admins?: readonly string[];
  readonly viewers?: Config['viewers'];
  readonly rateLimit?: RateLimit;
  readonly answer?: (question: Question) => Promise<Answer>;
  readonly actOnDigest?: (request: DigestRequest) => Promise<DigestAnswer>;
  readonly policy?: BotOptions['policy'];
  readonly heard?: BookOptions['heard'];
  /** Left out: whatever is asked for is refused. */
  readonly acts?: Partial<Omit<DeskActs, 'digest'>>;
  readonly parseCommand?: (text: string, context: WordContext) => DeskCommand | null;
  readonly readAct?: (data: unknown) => Command | null;
  /** Left out: each answer's card says what was asked. */
  readonly present?: Present;
  /** Takes conversations down in a real database instead of in `sightings`. */
  readonly keepConversations?: boolean;
  /** Left out: an empty one, opened by whoever needs it first. */
  readonly database?: Database;
  readonly clock?: FakeClock;
  readonly reports?: Handler;
  /** Left out: no secret opens a calendar. */
  readonly calendar?: AskCalendar;
  readonly ready?: () => Promise<{ ready: boolean; reasons: string[] }>;
  readonly outgoingTimeout?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  readonly json: any;
}

export interface TestBot {
  readonly url: string;
  readonly internalUrl: string;
  readonly connector: FakeConnector;
  readonly tokens: TokenAuthority;
  readonly clock: FakeClock;
  readonly log: readonly LogLine[];
  readonly metrics: Metrics;
  readonly bot: Bot;
  /** What got as far as being asked. */
  readonly questions: readonly Question[];
  /** What got as far as being carried out. */
  readonly commands: readonly DigestRequest[];
  readonly deeds: readonly Deed[];
  /** Of every question, in their order: who asked. */
  readonly askers: readonly (Actor | null)[];
  /** What the conversation book was told, unless it keeps them. */
  readonly sightings: readonly Sighting[];
  /** The conversation of every direct reply. */
  readonly notes: readonly string[];
  readonly database: Pick<Database, 'read' | 'transaction'>;
  /** Posts to /api/messages; `token` undefined: a good one, null: none. */
  post(body: unknown, token?: string | null): Promise<Reply>;
  /** Posts any header and any text. */
  postRaw(body: string, headers: Record<string, string>): Promise<Reply>;
  doors: HttpDoors;
  close(): Promise<void>;
}

/** The real HTTP door, bot and SDK on loopback, with questions and cards faked: each answer's card says what was asked. */
export async function startBot(options: TestBotOptions = {}): Promise<TestBot> {
  haveBotToken();
  const [connector, tokens] = await Promise.all([startConnector(), startTokenAuthority()]);
  // Few turns write: a database is opened by the first.
  let opened: Promise<Database> | null = null;
  function database(): Promise<Database> {
    if (options.database) return Promise.resolve(options.database);
    opened ??= openSqlite();
    return opened;
  }
  const storage: Pick<Database, 'read' | 'transaction'> = {
    async read(work) {
      return (await database()).read(work);
    },
    async transaction(work) {
      return (await database()).transaction(work);
    },
  };
  const clock = options.clock ?? fakeClock();
  const lines: LogLine[] = [];
  const questions: Question[] = [];
  const commands: DigestRequest[] = [];
  const deeds: Deed[] = [];
  const askers: (Actor | null)[] = [];
  const { acts = {} } = options;
  const sightings: Sighting[] = [];
  const notes: string[] = [];
  const log = recordingLog(lines);
  const metrics = createMetrics({ evidenceAge: async () => null });
  const bot = createBot({
    config: {
      bot: { type: 'SingleTenant', id: BOT_ID, password: 'a secret of the tests', tenantId: TENANT_ID },
      botAuth: options.botAuth ?? 'required',
      allowedTenants: options.allowedTenants ?? [],
      admins: options.admins ?? [ANA],
      viewers: options.viewers ?? [],
      timeZone: 'Europe/Berlin',
    },
    parse: parseWords,
    parseCommand: options.parseCommand ?? parseDigestWords,
    readAsk,
    readAct: options.readAct ?? readAnyAct,
    acts: {
      async digest(request) {
        commands.push(request);
        return options.actOnDigest ? options.actOnDigest(request) : { kind: 'digest-coming' };
      },
      async acknowledgement(request) {
        deeds.push({ about: 'acknowledgement', request });
        return acts.acknowledgement?.(request) ?? NOT_HERE;
      },
      async change(request) {
        deeds.push({ about: 'change', request });
        return acts.change?.(request) ?? NOT_HERE;
      },
      async maintenance(request) {
        deeds.push({ about: 'maintenance', request });
        return acts.maintenance?.(request) ?? NOT_HERE;
      },
      async calendar(request) {
        deeds.push({ about: 'calendar', request });
        return acts.calendar?.(request) ?? NOT_HERE;
      },
      async people(request) {
        deeds.push({ about: 'people', request });
        return acts.people?.(request) ?? NOT_HERE;
      },
      async server(request) {
        deeds.push({ about: 'server', request });
        return acts.server?.(request) ?? NOT_HERE;
      },
    },
    answer: async (intent, audience, asker) => {
      questions.push({ intent, audience });
      askers.push(asker);
      return options.answer ? options.answer({ intent, audience }) : { kind: 'help' };
    },
    present: options.present ?? stubCards(() => questions.at(-1)),
    database: storage,
    conversations: options.keepConversations
      ? createConversationBook({
          database: storage,
          jobs: noJobs,
          clock,
          ...(options.heard && { heard: options.heard }),
        })
      : recordingBook(sightings),
    sendLog: { note: (conversation) => void notes.push(conversation) },
    metrics,
    log,
    clock,
    endpoints: tokens.endpoints,
    ...(options.policy && { policy: options.policy }),
    ...(options.outgoingTimeout !== undefined && { outgoingTimeout: options.outgoingTimeout }),
  });
  const doors = await startHttp({
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    bot,
    reports: options.reports ?? (async (_, response) => void response.end('taken')),
    calendar: options.calendar ?? (async () => ({ kind: 'unknown' })),
    ready: options.ready ?? (async () => ({ ready: true, reasons: [] })),
    metrics,
    log,
    clock,
    ...(options.rateLimit && { rateLimit: options.rateLimit }),
  });
  const url = `http://127.0.0.1:${doors.port}`;

  async function postRaw(body: string, headers: Record<string, string>): Promise<Reply> {
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  return {
    url,
    internalUrl: `http://127.0.0.1:${doors.internalPort}`,
    connector,
    tokens,
    clock,
    log: lines,
    metrics,
    bot,
    questions,
    commands,
    deeds,
    askers,
    sightings,
    notes,
    database: storage,
    doors,
    postRaw,
    post(body, token = tokens.token(connector.url)) {
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (token !== null) headers.Authorization = `Bearer ${token}`;
      return postRaw(JSON.stringify(body), headers);
    },
    async close() {
      await doors.close();
      await tokens.close();
      await (await opened)?.close();
      await connector.close();
    },
  };
}

/** The SDK keeps the bot's own tokens for the whole process; with one there, no test calls the login. */
function haveBotToken(): void {
  const cache = Reflect.get(AppCredentials, 'cache') as Map<string, unknown>;
  cache.set(`${BOT_ID}${ISSUER}-cache`, { accessToken: 'bot-token', expiresOn: new Date(Date.now() + 3_600_000) });
}

let activities = 0;

/** A message as Teams sends it in a personal chat with Ana. */
export function aMessage(
  bot: { connector: FakeConnector },
  text: string,
  over: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    type: 'message',
    id: `1700000000${++activities}`,
    timestamp: '2026-11-21T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl: bot.connector.url,
    from: { id: '29:ana', name: 'Ana Alt', aadObjectId: ANA },
    recipient: { id: `28:${BOT_ID}`, name: 'Patchwarden' },
    conversation: { id: 'a:ana', conversationType: 'personal', tenantId: TENANT_ID },
    channelData: { tenant: { id: TENANT_ID } },
    textFormat: 'plain',
    locale: 'en-US',
    text,
    ...over,
  };
}

/** A message in a channel's thread that mentions the bot. */
export function aChannelMessage(
  bot: { connector: FakeConnector },
  text: string,
  over: Record<string, unknown> = {},
): Record<string, unknown> {
  return aMessage(bot, text, {
    conversation: {
      id: '19:ops@thread.tacv2;messageid=1',
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT_ID,
    },
    channelData: {
      tenant: { id: TENANT_ID },
      team: { id: '19:team@thread.tacv2' },
      channel: { id: '19:ops@thread.tacv2' },
    },
    entities: [
      { type: 'mention', text: '<at>Patchwarden</at>', mentioned: { id: `28:${BOT_ID}`, name: 'Patchwarden' } },
    ],
    ...over,
  });
}

/** A press of a button, as Action.Execute sends it. */
export function aPress(
  bot: { connector: FakeConnector },
  data: unknown,
  over: Record<string, unknown> = {},
  verb: 'ask' | 'act' = 'ask',
): Record<string, unknown> {
  const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
  return { ...aMessage(bot, ''), type: 'invoke', name: 'adaptiveCard/action', value, ...over };
}

const NOT_HERE: Extract<DigestAnswer, { readonly kind: 'refused' }> = {
  kind: 'refused',
  refusal: { code: 'unavailable', message: 'Nobody does that here.', hint: 'Give the test bot an act.' },
};

const noJobs: WakeupBook = { enqueue: async () => undefined };

function recordingBook(sightings: Sighting[]): ConversationBook {
  const tell = (kind: 'remove' | 'removeTeam') => async (id: string, why: string) =>
    void sightings.push({ kind, id, why });
  return {
    remember: async (conversation, by) => void sightings.push({ kind: 'remember', conversation, by }),
    wasShared: async () => false,
    remove: tell('remove'),
    removeTeam: tell('removeTeam'),
    reviveTeam: async (id) => void sightings.push({ kind: 'reviveTeam', id }),
  };
}

function recordingLog(lines: LogLine[]): Log {
  const at = (level: LogLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
