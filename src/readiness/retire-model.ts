import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import type { Readiness, ServerRow } from './model.ts';

/** A server that somebody took out of the fleet: it counts nowhere and stands in no list until it is revived. */
export interface Retirement {
  readonly server: ServerId;
  readonly at: Instant;
  readonly by: Actor;
  readonly reason: string;
  /** The server that took its place. `name`: as known here, else the id. */
  readonly replacedBy: { readonly id: ServerId; readonly name: string; readonly known: boolean } | null;
}

export interface RetiredServer {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
  readonly retirement: Retirement;
  /** When its newest report was taken in; a later one than the retirement is kept and does not bring it back. */
  readonly newestReport: Instant | null;
}

/** What may be said of a server's place in the fleet. Words yield the form; a button does it. */
export type ServerCommand =
  /** `server`, `replacedBy` as typed or ids; left out: nobody named one. */
  | {
      readonly kind: 'retire-form';
      readonly server: string;
      readonly replacedBy?: string;
      readonly reason?: string;
    }
  /** `replacedBy`: an id or a name, which need not be known. */
  | {
      readonly kind: 'retire';
      readonly server: ServerId;
      readonly replacedBy: string | null;
      readonly reason: string;
    }
  | { readonly kind: 'revive-form'; readonly server: string; readonly reason?: string }
  | { readonly kind: 'revive'; readonly server: ServerId; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

export interface ServerRequest extends Doer {
  readonly command: ServerCommand;
  readonly once: string;
}

export type ServerAnswer =
  | {
      readonly kind: 'server-retire-form';
      readonly asOf: Instant;
      readonly server: ServerRow;
      /** As it would be stored; null: nobody named one. */
      readonly replacedBy: { readonly id: ServerId; readonly name: string; readonly known: boolean } | null;
      readonly reason: string;
    }
  /** Just retired, or asked about and retired. `notice`: one sentence; null: it was only asked for. */
  | {
      readonly kind: 'server-retired';
      readonly asOf: Instant;
      readonly server: RetiredServer;
      readonly notice: string | null;
    }
  | {
      readonly kind: 'server-revive-form';
      readonly asOf: Instant;
      readonly server: RetiredServer;
      readonly reason: string;
    }
  | {
      readonly kind: 'server-revived';
      readonly asOf: Instant;
      readonly server: { readonly id: ServerId; readonly name: string };
      readonly readiness: Readiness | null;
      readonly notice: string;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
