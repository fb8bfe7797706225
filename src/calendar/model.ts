import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Refusal } from '../core/result.ts';
import type { PersonKey } from '../people/identity.ts';
import type { Doer } from '../people/model.ts';

/** Whose calendar it is. One owner has one link at a time. */
export type Owner =
  | { readonly kind: 'person'; readonly person: PersonKey }
  | { readonly kind: 'conversation'; readonly conversation: string };

/** An address under which a calendar can be read; the secret in it is kept nowhere. */
export interface CalendarLink {
  readonly id: string;
  readonly owner: Owner;
  /** Of whoever made it. */
  readonly zone: string;
  readonly madeBy: Actor;
  readonly madeAt: Instant;
}

/** `conversation` null: the calendar of whoever presses; empty: none was chosen. */
export type CalendarCommand =
  | { readonly kind: 'show' }
  | { readonly kind: 'make' | 'revoke'; readonly conversation: string | null };

export interface CalendarRequest extends Doer {
  readonly command: CalendarCommand;
  readonly once: string;
  /** Whether this is a chat with the bot alone. */
  readonly alone: boolean;
}

/** A conversation for which an admin may have a link. */
export interface LinkedConversation {
  readonly conversation: string;
  /** Null: Teams did not tell it. */
  readonly name: string | null;
  /** Null: it has no link. */
  readonly madeAt: Instant | null;
}

export type CalendarAnswer =
  | {
      readonly kind: 'calendar';
      readonly asOf: Instant;
      /** When the link of the one who asks was made; null: there is none. */
      readonly madeAt: Instant | null;
      /** For admins; else empty. */
      readonly conversations: readonly LinkedConversation[];
      /** Why no link can be made; null: one can. */
      readonly closed: Refusal | null;
      readonly notice: string | null;
    }
  | {
      readonly kind: 'calendar-made';
      readonly asOf: Instant;
      /** The whole address, this once. */
      readonly address: string;
      /** Null: of the one who asked. */
      readonly conversation: { readonly name: string | null } | null;
      /** Whether an earlier link ended with it. */
      readonly replaced: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
