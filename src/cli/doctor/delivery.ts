import { MINUTE } from '../../core/clock.ts';
import { outboxHealth } from '../../delivery/health.ts';
import { listConversations } from '../../delivery/list-conversations.ts';
import { digestHealth, listSubscriptions } from '../../digests/read.ts';
import type { House } from '../../wire.ts';
import { placeName } from '../places.ts';
import { durationText } from '../words.ts';
import type { Finding } from './finding.ts';

const LONG_DUE = 10 * MINUTE;

/** Posts that were given up or wait too long, conversations that are gone, digests that can not run. */
export async function checkDelivery({ database, clock }: House): Promise<Finding[]> {
  const now = clock.now();
  const { pending, dead, oldestDueMs, goneConversations } = await database.read((reader) => outboxHealth(reader, now));
  const findings: Finding[] = [];
  const find = (state: Finding['state'], message: string, hint: string | null = null) =>
    void findings.push({ subject: 'posts', state, message, hint });

  if (dead > 0) {
    find(
      'wrong',
      `${posts(dead)} could not be delivered and ${dead === 1 ? 'was' : 'were'} given up.`,
      'patchwarden outbox lists them; outbox retry sends again, outbox drop lets rest.',
    );
  }
  if (oldestDueMs > LONG_DUE) {
    find(
      'wrong',
      `A post has been due for ${durationText(oldestDueMs)}.`,
      'Is Patchwarden running? patchwarden outbox says how it was tried.',
    );
  }
  if (findings.length === 0)
    find('ok', pending === 0 ? 'Nothing waits to be posted.' : `${posts(pending)} on the way.`);
  if (goneConversations > 0) {
    find(
      'note',
      goneConversations === 1 ? '1 conversation is gone.' : `${goneConversations} conversations are gone.`,
      'patchwarden conversations says why; installing the app there again ends it.',
    );
  }
  return [...findings, ...(await checkDigests(database))];
}

async function checkDigests(database: House['database']): Promise<Finding[]> {
  const [{ invalid }, all, places] = await database.read(async (reader) => [
    await digestHealth(reader),
    await listSubscriptions(reader),
    await listConversations(reader),
  ]);
  if (invalid.length === 0) {
    const on = all.filter((one) => one.on).length;
    const message = on === 1 ? '1 conversation gets a digest.' : `${on} conversations get a digest.`;
    return [{ subject: 'digests', state: 'ok', message, hint: null }];
  }
  return invalid.map(({ conversation, why }) => {
    const place = places.find(({ id }) => id === conversation) ?? null;
    return {
      subject: 'digests',
      state: 'wrong',
      message: `${placeName(place, conversation)} gets no digest: ${why}`,
      hint: 'Set it anew there: digest daily 08:00.',
    };
  });
}

function posts(count: number): string {
  return count === 1 ? '1 post' : `${count} posts`;
}
