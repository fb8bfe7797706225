import assert from 'node:assert/strict';
import { it } from 'node:test';
import { actOnDigest } from '../../src/digests/act.ts';
import { digestHandler } from '../../src/digests/run.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { known } from '../support/evidence.ts';
import { aDigestHouse, ANA, CHANNEL, runOn, wakeup } from './house.ts';

/** A database whose transactions break at their `n`th statement, as one does whose process is killed there. */
function breaking(database: Database, n: number): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction((tx) => {
        let left = n;
        const broken: Tx = tx.withPlugin({
          transformQuery({ node }) {
            if (left === 0) throw new Error('broken off');
            left -= 1;
            return node;
          },
          transformResult: async ({ result }) => result,
        });
        return work(broken);
      }),
  };
}

const tables = ['digests', 'outbox', 'audit', 'digest_subscriptions', 'readiness_changes'] as const;

function everything(database: Database) {
  return database.read(async (reader) => {
    const rows = [];
    for (const table of tables) rows.push(await reader.selectFrom(table).selectAll().execute());
    return JSON.stringify(rows);
  });
}

onBothDialects((_name, open) => {
  const broken = { urlRewrite: known(false) };

  async function breakEverywhere(work: (database: Database) => Promise<unknown>, database: Database): Promise<number> {
    const before = await everything(database);
    for (let n = 0; n < 200; n += 1) {
      const done = await work(breaking(database, n)).then(
        () => true,
        (error: Error) => {
          assert.equal(error.message, 'broken off');
          return false;
        },
      );
      if (done) return n;
      assert.equal(await everything(database), before, `something stayed of what broke off at statement ${n}`);
    }
    throw new Error('never ends');
  }

  it('a digest that breaks off anywhere leaves nothing, and comes whole when it is tried again', async () => {
    const house = await aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });
    await house.fleet.report('FAIL-01', broken);
    await house.fleet.report('READY-01');
    await house.say({ kind: 'set' });
    house.clock.set('2026-12-02T07:00:00Z');

    const steps = await breakEverywhere(
      (database) => digestHandler({ ...house.app, database })(wakeup(CHANNEL, house.clock.now()), runOn(database)),
      house.database,
    );
    assert.ok(steps > 15, `only ${steps} statements`);
    assert.equal((await house.digests()).length, 1);
    assert.deepEqual(
      (await house.outbox()).map(({ state }) => state),
      ['pending'],
    );
    assert.deepEqual(house.told, { posted: 1, missed: 8 });
    assert.equal((await house.last()).unknown.total, 2);
  });

  it('a setting that breaks off anywhere leaves nothing', async () => {
    const house = await aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });
    const request = { actor: ANA, conversation: CHANNEL, once: 'press', mayManage: true, thread: null };
    for (const command of [{ kind: 'set' }, { kind: 'now' }, { kind: 'off' }] as const) {
      await breakEverywhere(
        (database) => actOnDigest({ ...house.app, database }, { ...request, command }),
        house.database,
      );
    }
    assert.equal((await house.digests()).length, 1);
  });
});
