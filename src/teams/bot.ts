import type { InvokeResponse } from 'botbuilder';
import type { Config } from '../config/model.ts';
import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Actor } from '../core/actor.ts';
import type { Conversation, Messenger } from '../delivery/model.ts';
import type { Policy } from '../people/policy.ts';
import type { Answer, Audience, Intent } from '../questions/model.ts';
import type { Database } from '../storage/database.ts';
import type { Incoming } from './activity.ts';
import { asActivity, parseActivity, tenantsOf } from './activity.ts';
import type { Proof } from './adapter.ts';
import { PatchwardenAdapter } from './adapter.ts';
import { createAdmission } from './admission.ts';
import { createApp } from './app.ts';
import { createAudience, type PostAudience } from './audience.ts';
import type { Endpoints } from './auth/endpoints.ts';
import { publicEndpoints } from './auth/endpoints.ts';
import { createOutgoing } from './auth/outgoing.ts';
import { noProxy } from './auth/proxy.ts';
import type { ProxyFor } from './auth/proxy.ts';
import { NotAuthenticated } from './auth/strict.ts';
import { createCapture } from './capture.ts';
import type { ReadPress } from './card-action.ts';
import { CommandDesk } from './command-desk.ts';
import type { ConversationBook } from './conversation-book.ts';
import type { Present, TurnMetrics } from './desk.ts';
import { QuestionDesk } from './desk.ts';
import type { DeskActs } from './desk-command.ts';
import { Inbox } from './inbox.ts';
import { failedInvoke } from './invoke-response.ts';
import { createMessenger, mayCall } from './messenger.ts';
import { createPeopleBook } from './people-book.ts';
import type { Grammar } from './planner.ts';
import { Rosters } from './roster.ts';
import { mayAsk, mayTell } from './tenants.ts';
import { createWelcome } from './welcome.ts';

/** Teams shows "Unable to reach app" some seconds after a button was pressed, and may press it again by itself. */
const INVOKE_DEADLINE = 4 * SECOND;
const TOO_SLOW = 'This takes longer than a button may. Ask again in a minute.';

export interface BotOptions extends Grammar, ReadPress {
  readonly config: Pick<Config, 'bot' | 'botAuth' | 'allowedTenants' | 'admins' | 'viewers' | 'timeZone'>;
  readonly answer: (intent: Intent, audience: Audience, asker: Actor | null) => Promise<Answer>;
  /** Left out: nobody is a fallback. */
  readonly policy?: Pick<Policy, 'fallbacks'>;
  /** Who carries out what is commanded. */
  readonly acts: DeskActs;
  readonly present: Present;
  readonly database: Pick<Database, 'read' | 'transaction'>;
  /** Where every conversation that is heard of is taken down. */
  readonly conversations: ConversationBook;
  /** Told of every direct reply. */
  readonly sendLog: { note(conversation: string): void };
  readonly metrics: TurnMetrics;
  readonly log: Log;
  readonly clock: Clock;
  /** Left out: no proxy. */
  readonly proxyFor?: ProxyFor;
  /** Left out: the public cloud. */
  readonly endpoints?: Endpoints;
  /** Milliseconds an outgoing call may take. Left out: ten seconds. */
  readonly outgoingTimeout?: number;
}

/** One POST /api/messages. */
export interface Delivery {
  /** The Authorization header, or '' without one. */
  readonly authorization: string;
  /** The parsed JSON. */
  readonly body: unknown;
}

export interface Receipt {
  readonly status: number;
  /** JSON-safe; undefined: an empty answer. */
  readonly body?: unknown;
}

export interface Bot {
  /** Never rejects. 200 taken, 400 malformed, 401 not authenticated, 403 wrong tenant, 429 flooded, 503 keys out of reach. */
  receive(delivery: Delivery): Promise<Receipt>;
  /** Resolves when no turn runs any more. */
  drain(): Promise<void>;
  /** What leaves without a turn goes through here. */
  readonly messenger: Messenger;
  /** Who will read a post that nobody asked for. */
  audienceOf(conversation: Conversation): Promise<PostAudience>;
}

/** @throws Error when authentication is on and there are no credentials: the SDK takes a missing id for "let everybody in". */
export function createBot(options: BotOptions): Bot {
  const { config, clock, log, metrics, database } = options;
  const isOpen = config.botAuth === 'off';
  if (!isOpen && !config.bot) throw new Error('BOT_ID is required unless BOT_AUTH is off');

  const adapter = new PatchwardenAdapter({
    bot: isOpen ? null : config.bot,
    endpoints: options.endpoints ?? publicEndpoints,
    outgoing: createOutgoing(options.proxyFor ?? noProxy, options.outgoingTimeout),
    clock,
    log,
  });
  const isTrusted = mayCall(isOpen);
  const clientOf = async (serviceUrl: string) => {
    if (!isTrusted(serviceUrl)) throw new Error('a service address is not trusted');
    return adapter.connectorOf(serviceUrl);
  };
  const rosters = new Rosters(clientOf, clock, log);
  const rules = { admins: config.admins, viewers: config.viewers, demo: isOpen };
  const people = createPeopleBook({ database, rules, policy: options.policy ?? { fallbacks: [] }, clock });
  const { rolesOf } = people;
  const { wasShared } = options.conversations;
  const admission = createAdmission({ rules, rosters, rolesOf, wasShared });
  const zone = config.timeZone;
  const shared = { rules, zone, present: options.present, admission, metrics, clock };
  const desk = new QuestionDesk({ ...shared, answer: options.answer });
  const { parse, parseCommand, readAsk, readAct } = options;
  const turn = createApp({
    adapter,
    parse,
    parseCommand,
    readAsk,
    readAct,
    desk,
    commands: new CommandDesk({ ...shared, acts: options.acts, rolesOf, rosters }),
    rosters,
    welcome: createWelcome(database, desk, clock),
    noteSend: (conversation) => options.sendLog.note(conversation),
    zone,
    clock,
  });
  const capture = createCapture({ book: options.conversations, people, clock, log });
  const inbox = new Inbox(clock);

  async function receive({ authorization, body }: Delivery): Promise<Receipt> {
    let incoming: Incoming;
    let proof: Proof;
    try {
      adapter.precheck(authorization);
      const parsed = parseActivity(body);
      if (!parsed.ok) return refusal(400, parsed.refusal.code, parsed.refusal.message);
      incoming = parsed.value;
      proof = await adapter.authenticate(asActivity(incoming), authorization);
    } catch (error) {
      return notAuthenticated(error, log);
    }
    if (!mayAsk(config, incoming)) {
      log.warn(
        { tenants: tenantsOf(incoming), channel: incoming.channelId },
        'an activity from outside the allowed tenants was refused',
      );
      return refusal(403, 'not-allowed', 'This bot does not answer this organisation.');
    }
    return run(incoming, proof);
  }

  async function run(incoming: Incoming, proof: Proof): Promise<Receipt> {
    const conversation = incoming.conversation.id;
    const begin = async () => {
      await capture.take(incoming);
      return adapter.runTurn(proof, asActivity(incoming), turn).catch((error: unknown) => lost(incoming, error));
    };
    if (incoming.type === 'invoke') return receiptOf(await inbox.atOnce(INVOKE_DEADLINE, begin, late(incoming)));
    if (incoming.deliveryMode === 'expectReplies') return receiptOf(await inbox.inOrder(conversation, begin));

    const id = incoming.type === 'message' ? (incoming.id ?? null) : null;
    const taken = await inbox.take(conversation, id, async () => void (await begin()));
    if (taken === 'flooded') return refusal(429, 'throttled', 'Too many messages of this conversation are waiting.');
    return { status: 200 };
  }

  function lost(incoming: Incoming, error: unknown): undefined {
    const why = error instanceof Error ? error.name : typeof error;
    log.error(
      { activityId: incoming.id, conversation: incoming.conversation.id, error: why },
      'a turn could not be run',
    );
    return undefined;
  }

  const { outgoingTimeout: timeout } = options;
  return {
    receive,
    drain: () => inbox.drain(),
    messenger: createMessenger({
      clientOf,
      mayCall: isTrusted,
      onGone: (conversation) => capture.forget(conversation),
      clock,
      log,
      ...(timeout !== undefined && { timeout }),
    }),
    audienceOf: createAudience({ rules, rosters, rolesOf, mayTell: (tenantId) => mayTell(config, tenantId) }),
  };
}

function late(incoming: Incoming): InvokeResponse {
  return failedInvoke(incoming.name, TOO_SLOW).value as InvokeResponse;
}

function receiptOf(response: InvokeResponse | undefined): Receipt {
  return response ? { status: response.status, body: response.body } : { status: 200 };
}

function notAuthenticated(error: unknown, log: Log): Receipt {
  if (error instanceof NotAuthenticated && error.why === 'token')
    return refusal(401, 'not-authenticated', 'A token of the Bot Framework is required.');
  log.error({ error: error instanceof Error ? error.name : typeof error }, 'tokens can not be checked');
  return refusal(503, 'unavailable', 'Tokens can not be checked at the moment.');
}

function refusal(status: number, code: string, message: string): Receipt {
  return { status, body: { code, message } };
}
