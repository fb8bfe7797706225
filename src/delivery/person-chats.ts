import { identityOf, type PersonKey } from '../people/identity.ts';
import type { Reader } from '../storage/database.ts';

const CHUNK = 500;

/** The own chat of each person to whom the bot can post: the one heard of last. Who can't be reached is left out. */
export async function chatsOf(reader: Reader, people: readonly PersonKey[]): Promise<ReadonlyMap<PersonKey, string>> {
  const wanted = [...new Set(people)].flatMap((person) => {
    const identity = identityOf(person);
    return identity ? [{ person, ...identity }] : [];
  });
  const chats = new Map<PersonKey, string>();
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const some = wanted.slice(from, from + CHUNK);
    const rows = await personalChats(
      reader,
      some.map(({ aadObjectId }) => aadObjectId),
    );
    for (const { person, tenantId, aadObjectId } of some) {
      const chat = rows.find(
        (row) => row.aad === aadObjectId && (row.tenant === null || row.tenant.toLowerCase() === tenantId),
      );
      if (chat) chats.set(person, chat.id);
    }
  }
  return chats;
}

async function personalChats(reader: Reader, ids: readonly string[]) {
  // Object ids are kept as an activity wrote them.
  const spellings = [...new Set([...ids, ...ids.map((id) => id.toUpperCase())])];
  const rows = await reader
    .selectFrom('conversations')
    .select(['id', 'person_aad', 'tenant_id'])
    .where('person_aad', 'in', spellings)
    .where('kind', '=', 'personal')
    .where('gone_at', 'is', null)
    .where('service_url', 'is not', null)
    .where('bot_id', 'is not', null)
    .where('seen_at', 'is not', null)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, person_aad, tenant_id }) => ({ id, aad: person_aad?.toLowerCase(), tenant: tenant_id }));
}
