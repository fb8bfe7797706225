import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';

export type ConversationKind = 'personal' | 'group' | 'channel';

/** A stored place the bot can post to. A channel's id is without a thread. */
export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly serviceUrl: string;
  readonly tenantId: string | null;
  readonly bot: { readonly id: string; readonly name: string | null };
  /** Of a personal chat: the one person in it. */
  readonly person: { readonly id: string; readonly aadObjectId: string | null; readonly name: string | null } | null;
  /** Of a channel. */
  readonly teamId: string | null;
  /** A channel shared with other teams or tenants. */
  readonly shared: boolean;
  /** As Teams calls it; often not told. */
  readonly name: string | null;
  readonly seenAt: Instant;
  /** From when on nothing is sent there: the bot was removed or refused; a new installation ends it. */
  readonly gone: { readonly at: Instant; readonly why: string } | null;
}

/** What a card looks like to the rooms below Teams: JSON, and the same in a line of plain text. */
export interface Message {
  readonly card: object;
  readonly text: string;
}

/** Where a message goes. `thread`: the id of the message whose thread it joins; null: a post of its own. */
export interface Place {
  readonly conversation: Conversation;
  readonly thread: string | null;
}

/** How one call to Teams ended. `code` is a short stable word for logs and people: `429`, `ECONNRESET`, `timeout`. */
export type SendResult =
  /** Without an id it can't be updated later. */
  | { readonly kind: 'sent'; readonly activityId: string | null }
  /** Not accepted for now; `retryAfter` in ms where Teams named it. */
  | { readonly kind: 'throttled'; readonly code: string; readonly retryAfter: number | null }
  /** Not accepted, may be another time. */
  | { readonly kind: 'failed'; readonly code: string }
  /** No answer that tells: it may have arrived. */
  | { readonly kind: 'doubtful'; readonly code: string }
  /** The bot may not or can not post there any more. */
  | { readonly kind: 'gone'; readonly code: string }
  /** Of an update: the message is not there any more. */
  | { readonly kind: 'vanished'; readonly code: string }
  /** Never will be accepted: malformed, too large. */
  | { readonly kind: 'refused'; readonly code: string };

/** Puts one message into Teams with one call: no retries, an end by a time-out. Never rejects. */
export interface Messenger {
  post(place: Place, message: Message): Promise<SendResult>;
  /** Replaces what stands under `activityId`. */
  update(place: Place, activityId: string, message: Message): Promise<SendResult>;
}

/** What is to be said: rendered when it is sent, from the newest state. */
export interface Post {
  readonly conversation: string;
  /** Which renderer: `digest`. */
  readonly kind: string;
  /** The id of what it tells of. Conversation, kind and subject make one message, which is updated in place. */
  readonly subject: string;
  readonly thread: string | null;
}

export interface RenderRequest {
  readonly conversation: Conversation;
  readonly kind: string;
  readonly subject: string;
  /** An earlier try may have arrived: the message says so, unless it replaces what is known to stand there. */
  readonly repeat: boolean;
  /** How often it was tried before; a renderer that waits for something says `later` a few times only. */
  readonly attempts: number;
  /** When it is rendered, and sent at once. */
  readonly now: Instant;
}

export type Rendered =
  | { readonly kind: 'message'; readonly message: Message }
  /** The reason for it is gone. */
  | { readonly kind: 'superseded'; readonly why: string }
  /** Something that it needs can't be had at the moment. */
  | { readonly kind: 'later'; readonly why: string };

/** Reads only, outside a transaction. */
export type Render = (reader: Reader, request: RenderRequest) => Promise<Rendered>;
export type Renders = Readonly<Record<string, Render>>;

/** `sending`: claimed by a process until its deadline. `dead`: given up; shown until it is retried or dropped. */
export type PostState = 'pending' | 'sending' | 'sent' | 'superseded' | 'dead' | 'dropped';

/** One row of the outbox. */
export interface OutboxRow extends Post {
  readonly id: string;
  readonly state: PostState;
  readonly activityId: string | null;
  readonly createdAt: Instant;
  /** When it was first accepted by Teams. */
  readonly sentAt: Instant | null;
  /** When it is tried next. */
  readonly dueAt: Instant;
  readonly attempts: number;
  /** How many of the tries may have arrived without an answer. */
  readonly doubts: number;
  /** Of the last try that failed, or why it was superseded. */
  readonly lastCode: string | null;
}

/** At most `most` sends in any `window` ms. */
export interface Limit {
  readonly most: number;
  readonly window: number;
}

export interface Limits {
  readonly conversation: readonly Limit[];
  readonly app: readonly Limit[];
}

/** Told of what leaves; the process makes metrics of it. */
export interface DeliveryMetrics {
  /** `result` is the kind of a SendResult, or `superseded`, `dead`. */
  send(kind: string, result: string, milliseconds: number): void;
  retry(kind: string): void;
}
