import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import { findConversation, rememberConversation, removeConversation, type Sighting } from './conversations.ts';

/** A team was taken away, or the bot out of it: nothing is sent to any of its channels. */
export async function removeTeam(tx: Tx, at: Instant, teamId: string, why: string, by: Actor): Promise<void> {
  for (const id of await channelsOf(tx, teamId)) await removeConversation(tx, at, id, why, by);
}

/** A team came back, or the bot into it: the channels that had gone for a reason that is over now are there again. */
export async function reviveTeam(
  tx: Tx,
  at: Instant,
  teamId: string,
  isOver: (why: string) => boolean,
  how: Sighting,
): Promise<void> {
  for (const id of await channelsOf(tx, teamId)) {
    const known = await findConversation(tx, id);
    if (known?.gone && isOver(known.gone.why)) await rememberConversation(tx, at, known, how);
  }
}

async function channelsOf(tx: Tx, teamId: string): Promise<string[]> {
  const rows = await tx.selectFrom('conversations').select('id').where('team_id', '=', teamId).orderBy('id').execute();
  return rows.map(({ id }) => id);
}
