import { announce } from '../../src/delivery/announce.ts';
import { rememberConversation, removeConversation } from '../../src/delivery/conversations.ts';
import type { Conversation, PostState } from '../../src/delivery/model.ts';
import type { WakeupBook } from '../../src/jobs/model.ts';
import type { House } from '../../src/wire.ts';
import { aConversation, ANA } from '../delivery/rig.ts';

export const noWakeups: WakeupBook = { enqueue: async () => {} };

type Stored = Pick<House, 'database' | 'clock'>;

/** Lets the bot be heard of in a conversation. */
export async function aPlace(
  { database, clock }: Stored,
  id: string,
  sketch: Partial<Conversation> = {},
): Promise<void> {
  await database.transaction((tx) =>
    rememberConversation(tx, clock.now(), aConversation(id, sketch), { by: ANA, jobs: noWakeups }),
  );
}

export async function leavePlace({ database, clock }: Stored, id: string): Promise<void> {
  await database.transaction((tx) => removeConversation(tx, clock.now(), id, 'the bot was removed', ANA));
}

/** A post in that state, tried three times unless it just waits. Answers its id. */
export async function aPost(
  { database, clock }: Stored,
  { conversation, subject, state }: { conversation: string; subject: string; state: PostState },
): Promise<string> {
  return database.transaction(async (tx) => {
    const id = await announce(tx, { clock, jobs: noWakeups }, { conversation, kind: 'digest', subject, thread: null });
    if (state !== 'pending') {
      await tx
        .updateTable('outbox')
        .set({ state, attempts: 3, last_code: state === 'dead' ? '502' : null })
        .where('id', '=', id)
        .execute();
    }
    return id;
  });
}

export async function stateOf({ database }: Stored, id: string): Promise<string> {
  const row = await database.read((reader) =>
    reader.selectFrom('outbox').select('state').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return row.state;
}
