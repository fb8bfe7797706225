import type { Instant } from '../../../src/core/clock.ts';
import { actorKey } from '../../../src/core/actor.ts';
import { saveConversation } from '../../../src/delivery/store.ts';
import { rememberPerson } from '../../../src/people/directory.ts';
import { insertGrant } from '../../../src/people/store.ts';
import type { Database } from '../../../src/storage/database.ts';
import { aConversation } from '../../support/conversations.ts';
import { approvers, CHANNEL, everybody, operators, TENANT } from './model.ts';

/** People with their roles and chats, the channel; gives the number of the last row of the log. */
export async function settle(database: Database, at: Instant): Promise<number> {
  return database.transaction(async (tx) => {
    for (const one of everybody) {
      await rememberPerson(tx, at, one, one.name);
      const person = actorKey(one) as Parameters<typeof insertGrant>[1]['person'];
      const granted = { person, granted_by: '{}', granted_at: at };
      if (operators.includes(one)) await insertGrant(tx, { ...granted, role: 'operator' });
      if (approvers.includes(one)) await insertGrant(tx, { ...granted, role: 'approver' });
      const aad = one.aadObjectId;
      const theirs = { id: `29:${aad}`, aadObjectId: aad, name: one.name };
      await saveConversation(tx, aConversation({ id: `a:${aad}`, tenantId: TENANT, person: theirs }));
    }
    await saveConversation(tx, aConversation({ id: CHANNEL, kind: 'channel', tenantId: TENANT, person: null }));
    const newest = await tx.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return newest?.seq ?? 0;
  });
}
