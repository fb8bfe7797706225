import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { later } from '../../src/core/clock.ts';
import { chatsOf } from '../../src/delivery/person-chats.ts';
import type { Conversation } from '../../src/delivery/model.ts';
import { saveConversation, saveWelcomed } from '../../src/delivery/store.ts';
import { type PersonKey, personKey } from '../../src/people/identity.ts';
import { aConversation } from '../support/conversations.ts';
import { onBothDialects } from '../support/database.ts';

const AAD = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const ANA = personKey({ tenantId: 'tenant-1', aadObjectId: AAD });

onBothDialects((_name, open) => {
  async function chats(conversations: readonly Conversation[], people: readonly PersonKey[] = [ANA]) {
    const database = await open();
    await database.transaction(async (tx) => {
      await saveWelcomed(tx, 'a:only-welcomed', aConversation().seenAt);
      for (const conversation of conversations) await saveConversation(tx, conversation);
    });
    return Object.fromEntries(await database.read((reader) => chatsOf(reader, people)));
  }

  describe("a person's own chat", () => {
    it('is the personal one that was heard of last', async () => {
      const now = aConversation().seenAt;
      const found = await chats([
        aConversation({ id: 'a:old' }),
        aConversation({ id: 'a:new', seenAt: later(now, 5) }),
        aConversation({ id: 'a:gone', seenAt: later(now, 9), gone: { at: now, why: 'removed' } }),
        aConversation({ id: '19:group', kind: 'group', seenAt: later(now, 9) }),
      ]);
      assert.deepEqual(found, { [ANA]: 'a:new' });
    });

    it('is found however its ids are spelled, and never in another tenant', async () => {
      const person = { id: '29:ana', aadObjectId: AAD.toUpperCase(), name: 'Ana' };
      assert.deepEqual(await chats([aConversation({ person, tenantId: 'Tenant-1' })]), { [ANA]: 'a:ana' });
      assert.deepEqual(await chats([aConversation({ tenantId: null })]), { [ANA]: 'a:ana' });
      assert.deepEqual(await chats([aConversation({ tenantId: 'tenant-2' })]), {});
    });

    it('is missing of somebody who has none', async () => {
      const other = personKey({ tenantId: 'tenant-1', aadObjectId: 'other' });
      assert.deepEqual(await chats([aConversation()], [other, ANA, 'cli:x' as PersonKey]), { [ANA]: 'a:ana' });
      assert.deepEqual(await chats([], []), {});
    });
  });
});
