import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimWelcome } from '../../src/delivery/conversations.ts';
import { instant } from '../../src/core/clock.ts';
import { onBothDialects } from '../support/database.ts';

const AT = instant(1_795_000_000_000);

onBothDialects((_, open) => {
  it('gives the welcome of a conversation to the first who claims it, and to nobody after', async () => {
    const database = await open();
    const claim = (id: string) => database.transaction((tx) => claimWelcome(tx, id, AT));

    assert.equal(await claim('19:ops@thread.tacv2'), true);
    assert.equal(await claim('19:ops@thread.tacv2'), false);
    assert.equal(await claim('a:ana'), true);
  });

  it('gives it to one of many who claim it at once', async () => {
    const database = await open();

    const claims = await Promise.all(
      [1, 2, 3, 4].map(() => database.transaction((tx) => claimWelcome(tx, 'a:bo', AT))),
    );

    assert.equal(claims.filter(Boolean).length, 1);
  });

  it('gives it again when the transaction did not commit', async () => {
    const database = await open();
    const broken = database.transaction(async (tx) => {
      await claimWelcome(tx, 'a:cy', AT);
      throw new Error('undone');
    });

    await assert.rejects(broken, /undone/);
    assert.equal(await database.transaction((tx) => claimWelcome(tx, 'a:cy', AT)), true);
  });
});
