import type { Instant } from '../core/clock.ts';
import type { Conversation, ConversationKind } from '../delivery/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal } from './activity.ts';

/** What an activity says of the places the bot can post to. */
export type Sighting =
  | { readonly kind: 'seen'; readonly conversation: Conversation; readonly revivesTeam: RevivedTeam | null }
  | { readonly kind: 'removed'; readonly conversation: string; readonly team: string | null; readonly why: string };

export interface RevivedTeam {
  readonly id: string;
  /** Whether what had gone for this reason is back. */
  readonly isOver: (why: string) => boolean;
}

const LONGEST_NAME = 200;

const lostTeams: Readonly<Record<string, string>> = {
  teamDeleted: 'team-deleted',
  teamHardDeleted: 'team-deleted',
  teamArchived: 'team-archived',
};
const regainedTeams: Readonly<Record<string, string>> = {
  teamRestored: 'team-deleted',
  teamUnarchived: 'team-archived',
};
const REMOVED = 'bot-removed';
const CHANNEL_DELETED = 'channel-deleted';

/** Null: it tells nothing of a place. */
export function sightingOf(incoming: Incoming, at: Instant): Sighting | null {
  const why = removalOf(incoming);
  if (why === CHANNEL_DELETED) {
    const deleted = incoming.channelData?.channel?.id;
    return deleted ? { kind: 'removed', conversation: deleted, team: null, why } : null;
  }
  if (why !== null) return { kind: 'removed', conversation: conversationOf(incoming), team: teamOf(incoming), why };
  if (!['message', 'invoke', 'installationUpdate', 'conversationUpdate'].includes(incoming.type)) return null;
  return { kind: 'seen', conversation: seenIn(incoming, at), revivesTeam: revivedBy(incoming) };
}

/** Why a stored place ends with this activity; null: it does not. */
function removalOf(incoming: Incoming): string | null {
  // The action `remove-upgrade` is half of an upgrade, whose other half follows.
  if (incoming.type === 'installationUpdate') return incoming.action === 'remove' ? REMOVED : null;
  if (incoming.type !== 'conversationUpdate') return null;
  if (incoming.membersRemoved?.some((member) => member.id === incoming.recipient.id)) return REMOVED;
  const event = incoming.channelData?.eventType ?? '';
  if (event === 'channelDeleted') return CHANNEL_DELETED;
  return lostTeams[event] ?? null;
}

function revivedBy(incoming: Incoming): RevivedTeam | null {
  const id = teamOf(incoming);
  if (id === null) return null;
  // Told in one channel only; the others, removed with it or refused meanwhile, can be posted to as well.
  if (joins(incoming)) return { id, isOver: (why) => why !== CHANNEL_DELETED };
  if (incoming.type !== 'conversationUpdate') return null;
  const regained = regainedTeams[incoming.channelData?.eventType ?? ''];
  return regained === undefined ? null : { id, isOver: (why) => why === regained };
}

function joins(incoming: Incoming): boolean {
  if (incoming.type === 'installationUpdate') return incoming.action === 'add';
  if (incoming.type !== 'conversationUpdate') return false;
  return incoming.membersAdded?.some((member) => member.id === incoming.recipient.id) ?? false;
}

function seenIn(incoming: Incoming, at: Instant): Conversation {
  const { recipient, serviceUrl, channelData } = incoming;
  const kind = kindOf(incoming);
  const id = channelData?.eventType === 'channelRestored' ? channelOf(incoming) : conversationOf(incoming);
  return {
    id,
    kind,
    serviceUrl,
    tenantId: incoming.conversation.tenantId ?? channelData?.tenant?.id ?? null,
    bot: { id: recipient.id, name: nameFrom(recipient.name) },
    person: kind === 'personal' ? personOf(incoming) : null,
    teamId: teamOf(incoming),
    shared: channelData?.channel?.type === 'shared',
    name: kind === 'personal' ? null : nameOf(incoming, id),
    seenAt: at,
    gone: null,
  };
}

function kindOf(incoming: Incoming): ConversationKind {
  if (isPersonal(incoming)) return 'personal';
  return incoming.conversation.conversationType === 'channel' || incoming.channelData?.team ? 'channel' : 'group';
}

function personOf({ from, recipient }: Incoming): Conversation['person'] {
  if (from.id === recipient.id || from.id === 'nobody') return null;
  return { id: from.id, aadObjectId: from.aadObjectId?.toLowerCase() || null, name: nameFrom(from.name) };
}

/** An event may name another channel than the one it is told in. The channel `General` has no name, and goes by its team's. */
function nameOf({ conversation, channelData }: Incoming, id: string): string | null {
  const channel = channelData?.channel;
  const named = channel?.id == null || channel.id === id ? channel?.name : null;
  return nameFrom(named ?? conversation.name ?? channelData?.team?.name);
}

function nameFrom(name: string | null | undefined): string | null {
  return name?.trim().slice(0, LONGEST_NAME) || null;
}

function channelOf(incoming: Incoming): string {
  return incoming.channelData?.channel?.id ?? conversationOf(incoming);
}

function teamOf(incoming: Incoming): string | null {
  return incoming.channelData?.team?.id ?? null;
}
