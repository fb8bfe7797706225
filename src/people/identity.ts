import { type Actor, actorKey } from '../core/actor.ts';

/** One person whatever they are called: `user:TENANT/OBJECT`, lower case. The key that `actorKey` gives for a user. */
export type PersonKey = string & { readonly __person: true };

export interface Identity {
  readonly tenantId: string;
  readonly aadObjectId: string;
}

export function personKey({ tenantId, aadObjectId }: Identity): PersonKey {
  return `user:${tenantId.toLowerCase()}/${aadObjectId.toLowerCase()}` as PersonKey;
}

/** Null: no person, so nobody who could approve or hold a role. */
export function personOf(actor: Actor): PersonKey | null {
  return actor.kind === 'user' ? (actorKey(actor) as PersonKey) : null;
}

/** What `personKey` was made of; null: not a key of a person. */
export function identityOf(key: string): Identity | null {
  const match = /^user:([^/]+)\/(.+)$/.exec(key);
  return match?.[1] && match[2] ? { tenantId: match[1], aadObjectId: match[2] } : null;
}

/**
 * Whether two keys may stand for one human being: the same object id, whatever the tenant. In a channel that is shared with
 * another tenant an activity may name that one's. Ask this, not for equal keys, where a person must not meet themselves.
 */
export function mayBeSamePerson(a: string, b: string): boolean {
  return humanOf(a) === humanOf(b);
}

/** What all keys of one human being have in common, for sets of people: see `mayBeSamePerson`. */
export function humanOf(key: string): string {
  return identityOf(key)?.aadObjectId ?? key;
}
