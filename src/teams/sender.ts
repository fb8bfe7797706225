import type { Actor } from '../core/actor.ts';
import type { Conversation } from '../delivery/model.ts';
import { type Identity, type PersonKey, personKey } from '../people/identity.ts';
import type { Incoming } from './activity.ts';
import { tenantsOf } from './activity.ts';

export const TEAMS: Actor = { kind: 'system', job: 'teams' };

/** Where an activity names no tenant, which only a demo takes. */
const NO_TENANT = 'unknown';

/** Lower case. */
export function aadIdOf(incoming: Pick<Incoming, 'from'>): string | null {
  return incoming.from.aadObjectId?.toLowerCase() || null;
}

/** The tenant that people of this conversation are known in. */
export function homeOf(incoming: Incoming): string {
  return tenantsOf(incoming)[0] ?? NO_TENANT;
}

/** Null: the activity does not say who it is from. */
export function identityOf(incoming: Incoming): Identity | null {
  const aadObjectId = aadIdOf(incoming);
  return aadObjectId === null ? null : { tenantId: homeOf(incoming), aadObjectId };
}

export function actorOf(incoming: Incoming): Actor | null {
  const identity = identityOf(incoming);
  return identity && { kind: 'user', ...identity, name: incoming.from.name ?? null };
}

/** For the log of deeds: whoever it is from, or Teams itself. */
export function senderOf(incoming: Incoming): Actor {
  return actorOf(incoming) ?? TEAMS;
}

/** Whose own chat a stored conversation is; null: it is nobody's, or nobody knows whose. */
export function ownerOf({ kind, person, tenantId }: Conversation): Identity | null {
  if (kind !== 'personal' || !person?.aadObjectId) return null;
  return { tenantId: tenantId?.toLowerCase() ?? NO_TENANT, aadObjectId: person.aadObjectId };
}

/** The one person who sees what is drawn there. */
export function viewerIn(conversation: Conversation): PersonKey | null {
  const owner = ownerOf(conversation);
  return owner && personKey(owner);
}
