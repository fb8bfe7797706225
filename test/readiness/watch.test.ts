import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, HOUR, MINUTE } from '../../src/core/clock.ts';
import type { ServerId } from '../../src/core/ids.ts';
import { type Log, silentLog } from '../../src/core/log.ts';
import { findServer } from '../../src/readiness/rows.ts';
import { startWatch } from '../../src/readiness/watch.ts';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { aFleet, type TestFleet } from './fleets.ts';
import { catalogue } from './subjects.ts';

async function stored(database: Database, id: ServerId) {
  const row = await database.read((reader) =>
    reader
      .selectFrom('assessments')
      .select(['readiness', 'judged_at', 'catalogue_id'])
      .where('server_id', '=', id)
      .executeTakeFirstOrThrow(),
  );
  return row;
}

/** Waits until a judgement was stored: the log tells it. */
function told(): { readonly log: Log; next(message: string): Promise<void> } {
  const waiting: { message: string; done: () => void }[] = [];
  const tell = (_fields: object, message: string) => {
    for (const one of waiting.splice(0))
      if (one.message === message) one.done();
      else waiting.push(one);
  };
  return {
    log: { ...silentLog, info: tell, error: tell },
    next: (message) => new Promise((done) => waiting.push({ message, done })),
  };
}

const watching = (fleet: TestFleet, log: Log = silentLog) =>
  startWatch({ database: fleet.database, context: fleet.context, log });

onBothDialects((_name, open) => {
  it('judges a server anew at the instant at which its evidence grows too old', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    const { log, next } = told();
    const watch = watching(fleet, log);
    await watch.caughtUp;

    fleet.clock.set(new Date(fleet.clock.now() + 8 * DAY - 1).toISOString());
    await fleet.clock.run(MINUTE - 1);
    const due = next('servers judged anew');
    await fleet.clock.run(MINUTE);
    await due;
    await watch.stop();

    assert.equal((await stored(fleet.database, id)).readiness, 'unknown');
  });

  it('catches up at the start with what fell due while nobody watched', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    fleet.clock.advance(9 * DAY);
    const before = await fleet.database.read((reader) => findServer(reader, id, fleet.clock.now()));
    assert.equal(before?.assessment.checks[0]?.reasons[0]?.code, 'expired');

    const watch = watching(fleet);
    await watch.caughtUp;
    await watch.stop();

    const after = await fleet.database.read((reader) => findServer(reader, id, fleet.clock.now()));
    assert.equal(
      after?.assessment.checks[0]?.reasons[0]?.text,
      'The newest report is 9 days old; it may be trusted for 8 days.',
    );
    assert.equal(fleet.clock.waiting, 0);
  });

  it('judges all servers anew when another catalogue judges', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    const newer = { ...catalogue, id: 'f'.repeat(64) };
    const context = { ...fleet.context, catalogue: () => newer };

    const watch = startWatch({ database: fleet.database, context, log: silentLog });
    await watch.caughtUp;
    await watch.stop();
    assert.equal((await stored(fleet.database, id)).catalogue_id, newer.id);
  });

  it('comes to an end when the catalogue changes while it judges', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    let current = { ...catalogue, id: 'e'.repeat(64) };
    const newest = { ...catalogue, id: 'f'.repeat(64) };
    const replace = async () => {
      current = newest;
    };
    const context = { ...fleet.context, catalogue: () => current, listeners: [replace] };

    const watch = startWatch({ database: fleet.database, context, log: silentLog });
    await watch.caughtUp;
    await watch.stop();
    assert.equal((await stored(fleet.database, id)).catalogue_id, newest.id);
  });

  it('writes nothing while nothing is due', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    const { judged_at } = await stored(fleet.database, id);
    const watch = watching(fleet);
    await watch.caughtUp;

    await fleet.clock.run(HOUR);
    await watch.stop();
    assert.equal((await stored(fleet.database, id)).judged_at, judged_at);
  });

  it('tries again after a failure, and stops for good when told', async () => {
    const fleet = aFleet(await open());
    const id = await fleet.report('BER-EX01');
    fleet.clock.advance(9 * DAY);
    let failures = 1;
    const failing: Database = {
      ...fleet.database,
      read: (work) => (failures-- > 0 ? Promise.reject(new Error('gone')) : fleet.database.read(work)),
    };
    const { log, next } = told();
    const watch = startWatch({ database: failing, context: fleet.context, log });
    await watch.caughtUp;
    assert.equal((await stored(fleet.database, id)).readiness, 'ready');

    const judged = next('servers judged anew');
    await fleet.clock.run(MINUTE);
    await judged;
    assert.equal((await stored(fleet.database, id)).readiness, 'unknown');
    await watch.stop();
    assert.equal(fleet.clock.waiting, 0);
  });
});
