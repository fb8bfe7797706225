import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Refusal } from '../core/result.ts';
import type { Identity, PersonKey } from './identity.ts';

/**
 * `viewer` reads; `operator` acknowledges, proposes, starts, finishes, retires; `approver` approves; `admin` does all of
 * these and says who holds which role. Each of them reads.
 */
export const personRoles = ['viewer', 'operator', 'approver', 'admin'] as const;
export type PersonRole = (typeof personRoles)[number];

export type Standing = 'member' | 'guest' | 'untold';

/** Who does something, as the door that they came through knows them. */
export interface Doer {
  /** A user, or `cli`. */
  readonly actor: Actor;
  readonly standing: Standing;
}

export interface KnownPerson extends Identity {
  readonly person: PersonKey;
  /** Null: never told. */
  readonly name: string | null;
}

export interface RoleHolder extends KnownPerson {
  /** In the order of `personRoles`. */
  readonly roles: readonly PersonRole[];
  /** Named in ADMINS: such a role can't be revoked here. */
  readonly bySetting: boolean;
  /** Whether the bot can post to this person's own chat. */
  readonly reachable: boolean;
}

export interface Delegation {
  readonly id: string;
  readonly from: KnownPerson;
  readonly to: KnownPerson;
  /** Half-open: [starts, ends). */
  readonly starts: Instant;
  readonly ends: Instant;
  readonly reason: string;
  readonly setBy: Actor;
  readonly setAt: Instant;
}

/** What may be said of people. Words yield the form; a button does it. */
export type PeopleCommand =
  | { readonly kind: 'roles' }
  /** `person` as Teams resolved the mention, or as typed; the door resolves it before anything is done. */
  | { readonly kind: 'grant-form' | 'revoke-form'; readonly role: PersonRole; readonly who: Mentioned }
  | {
      readonly kind: 'grant' | 'revoke';
      readonly role: PersonRole;
      readonly person: PersonKey;
      readonly name: string | null;
    }
  | { readonly kind: 'delegations' }
  /** `from`, `until` as typed or as a form's fields, in `zone`; left out: now, and nothing chosen yet. */
  | {
      readonly kind: 'delegate-form';
      readonly who: Mentioned;
      /** In whose place; left out: of the one who asks. Only an admin may name another. */
      readonly principal?: Mentioned;
      readonly from?: string;
      readonly until?: string;
      readonly reason?: string;
    }
  | {
      readonly kind: 'delegate';
      readonly person: PersonKey;
      readonly name: string | null;
      /** In whose place, as the form's answer named them; left out: of the one who presses. */
      readonly principal?: { readonly person: PersonKey; readonly name: string | null };
      /** Local days `2026-11-28`: the first one and the last one, both whole, in `zone`. */
      readonly from: string;
      readonly until: string;
      readonly zone: string;
      readonly reason: string;
    }
  | { readonly kind: 'end-delegation'; readonly delegation: string }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

/** A person somebody named in a message, as the roster of the conversation knows them. */
export type Mentioned =
  | { readonly kind: 'member'; readonly person: PersonKey; readonly name: string | null }
  | { readonly kind: 'guest'; readonly name: string | null }
  /** Nobody was mentioned, or the roster could not say who that is. `typed` may be empty. */
  | { readonly kind: 'unresolved'; readonly typed: string };

export type PeopleAnswer =
  | {
      readonly kind: 'roles';
      readonly asOf: Instant;
      readonly holders: readonly RoleHolder[];
      readonly mayGrant: boolean;
      readonly notice: string | null;
    }
  | {
      readonly kind: 'role-confirm';
      readonly what: 'grant' | 'revoke';
      readonly role: PersonRole;
      readonly person: KnownPerson;
      readonly held: readonly PersonRole[];
      readonly reachable: boolean;
    }
  | {
      readonly kind: 'delegations';
      readonly asOf: Instant;
      /** That hold now or later, of the one who asks; of everybody for an admin. */
      readonly delegations: readonly Delegation[];
      readonly notice: string | null;
    }
  | {
      readonly kind: 'delegate-form';
      readonly person: KnownPerson;
      /** In whose place. The button carries it: whoever else presses it does not speak for themselves. */
      readonly principal: KnownPerson;
      readonly from: string;
      readonly until: string;
      readonly zone: string;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
