import type { Activity, ConversationParameters } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Messenger, Place, SendResult } from '../delivery/model.ts';
import { OUTGOING_TIMEOUT } from './auth/outgoing.ts';
import { witness } from './auth/wire.ts';
import { cardActivity } from './card-activity.ts';
import { type Act, sendResult } from './send-result.ts';

export interface MessengerOptions {
  /** A client that neither repeats a call nor waits for ever. */
  readonly clientOf: (serviceUrl: string) => Promise<ConnectorClient>;
  /** Whether the bot's token may go to an address. */
  readonly mayCall: (serviceUrl: string) => boolean;
  /** Told of a conversation that Teams refused, before the result is. */
  readonly onGone?: (conversation: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds one call may take, its token included. Left out: ten seconds. */
  readonly timeout?: number;
}

interface CallOptions {
  readonly abortSignal: AbortSignal;
}

type Call = (client: ConnectorClient, options: CallOptions) => Promise<unknown>;

/** Posts and updates through the SDK's connector client, without an incoming turn. */
export function createMessenger(options: MessengerOptions): Messenger {
  const { clientOf, mayCall, onGone, clock, log, timeout = OUTGOING_TIMEOUT } = options;

  async function one(act: Act, { conversation }: Place, call: Call): Promise<SendResult> {
    const { serviceUrl } = conversation;
    if (!mayCall(serviceUrl)) return { kind: 'failed', code: 'service-url' };
    const end = new AbortController();
    const cancel = clock.after(timeout, () => end.abort());
    const record = await witness(async () => call(await clientOf(serviceUrl), { abortSignal: end.signal }), end.signal);
    cancel();
    const result = sendResult(act, record, { now: clock.now(), timedOut: end.signal.aborted });
    if (result.kind === 'gone') onGone?.(conversation.id);
    if (!record.left)
      log.warn({ conversation: conversation.id, ...namesOf(record.error) }, 'a post had no token to go out with');
    return result;
  }

  return {
    post(place, message) {
      const activity = cardActivity(message);
      const { conversation, thread } = place;
      if (conversation.kind === 'channel' && thread === null) {
        const parameters = newThread(place, activity);
        return one('post', place, ({ conversations }, call) => conversations.createConversation(parameters, call));
      }
      const id = thread === null ? conversation.id : threadOf(place, thread);
      return one('post', place, ({ conversations }, call) => conversations.sendToConversation(id, activity, call));
    },

    update(place, activityId, message) {
      const { conversation, thread } = place;
      const activity = { ...cardActivity(message), id: activityId };
      // What begins a thread stands in the thread that it begins.
      const id = conversation.kind === 'channel' ? threadOf(place, thread ?? activityId) : conversation.id;
      return one('update', place, ({ conversations }, call) =>
        conversations.updateActivity(id, activityId, activity, call),
      );
    },
  };
}

/** Without the message: it may quote what was sent to the login. */
function namesOf(error: unknown): { error: string; code?: string } {
  const code: unknown = Reflect.get(Object(error), 'errorCode') ?? Reflect.get(Object(error), 'code');
  return { error: error instanceof Error ? error.name : typeof error, ...(typeof code === 'string' && { code }) };
}

function newThread({ conversation }: Place, activity: Partial<Activity>): ConversationParameters {
  const { bot, tenantId, id } = conversation;
  return {
    isGroup: true,
    bot: { id: bot.id, name: bot.name ?? '' },
    ...(tenantId !== null && { tenantId }),
    activity,
    channelData: { channel: { id } },
  } as ConversationParameters;
}

function threadOf({ conversation }: Place, root: string): string {
  return `${conversation.id};messageid=${root}`;
}

/**
 * Addresses come from authenticated activities only. Still the bot's token goes nowhere in plain text but to this machine,
 * unless activities are not authenticated, and then there is no token.
 */
export function mayCall(isOpen: boolean): (serviceUrl: string) => boolean {
  return (serviceUrl) => {
    if (!URL.canParse(serviceUrl)) return false;
    const { protocol, hostname } = new URL(serviceUrl);
    if (protocol === 'https:') return true;
    return protocol === 'http:' && (isOpen || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
  };
}
