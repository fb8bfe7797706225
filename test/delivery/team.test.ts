import assert from 'node:assert/strict';
import { it } from 'node:test';
import { instant } from '../../src/core/clock.ts';
import { findConversation, rememberConversation } from '../../src/delivery/conversations.ts';
import { removeTeam, reviveTeam } from '../../src/delivery/team.ts';
import { aConversation } from '../support/conversations.ts';
import { onBothDialects } from '../support/database.ts';

const at = instant(Date.parse('2026-11-21T09:00:00Z'));
const by = { kind: 'system', job: 'test' } as const;
const how = { by, jobs: { enqueue: async () => undefined } };

onBothDialects((_name, open) => {
  it('ends every channel of a team and no other, and brings back what went for that reason only', async () => {
    const database = await open();
    const channels = [
      ['19:a', 'team-1'],
      ['19:b', 'team-1'],
      ['19:c', 'team-2'],
    ] as const;
    const whys = () =>
      database.read((reader) =>
        Promise.all(channels.map(async ([id]) => (await findConversation(reader, id))?.gone?.why ?? null)),
      );
    await database.transaction(async (tx) => {
      for (const [id, teamId] of channels)
        await rememberConversation(tx, at, aConversation({ id, teamId, kind: 'channel', person: null }), how);
    });

    await database.transaction((tx) => removeTeam(tx, at, 'team-1', 'team-archived', by));
    assert.deepEqual(await whys(), ['team-archived', 'team-archived', null]);

    await database.transaction((tx) => reviveTeam(tx, at, 'team-1', (why) => why === 'team-deleted', how));
    assert.deepEqual(await whys(), ['team-archived', 'team-archived', null]);

    await database.transaction((tx) => reviveTeam(tx, at, 'team-1', (why) => why === 'team-archived', how));
    assert.deepEqual(await whys(), [null, null, null]);
  });
});
