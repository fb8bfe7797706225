import { claimWelcome } from '../delivery/conversations.ts';
import type { Clock } from '../core/clock.ts';
import type { Database } from '../storage/database.ts';
import type { Incoming } from './activity.ts';
import { conversationOf } from './activity.ts';
import type { QuestionDesk, Served } from './desk.ts';
import { senderOf } from './sender.ts';

/** The welcome of a conversation that had none yet, else null. */
export type Welcome = (incoming: Incoming) => Promise<Served | null>;

/** Claimed before it is sent: one that gets lost is better than one that comes twice. */
export function createWelcome(database: Pick<Database, 'transaction'>, desk: QuestionDesk, clock: Clock): Welcome {
  return async (incoming) => {
    const by = senderOf(incoming);
    const first = await database.transaction((tx) => claimWelcome(tx, conversationOf(incoming), clock.now(), by));
    return first ? desk.welcome(incoming) : null;
  };
}

/** An installation is told twice, as `installationUpdate` and as the bot joining; in a team both name the channel that was chosen. */
export function addsBot(incoming: Incoming): boolean {
  if (incoming.type === 'installationUpdate') return incoming.action === 'add';
  if (incoming.type !== 'conversationUpdate') return false;
  if (!incoming.membersAdded?.some((member) => member.id === incoming.recipient.id)) return false;
  const chosen = incoming.channelData?.settings?.selectedChannel?.id;
  return chosen == null || chosen === conversationOf(incoming);
}

export function changesMembers(incoming: Incoming): boolean {
  if (incoming.type !== 'conversationUpdate') return false;
  return Boolean(incoming.membersAdded?.length || incoming.membersRemoved?.length);
}
