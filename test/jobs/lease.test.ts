import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DAY, later, MINUTE, SECOND } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Handler, Jobs } from '../../src/jobs/model.ts';
import { openTableJobs } from '../../src/jobs/table-jobs.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { fakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type FakeRig, gate, tableRig } from './rig.ts';

const rigs: FakeRig[] = [];
after(async () => {
  for (const rig of rigs) await rig.close();
});

async function fresh(): Promise<FakeRig> {
  const rig = await tableRig({ kind: 'sqlite', path: `${temporaryFolder()}/jobs.db` });
  rigs.push(rig);
  return rig;
}

/** Two processes, the second standing by; `ran` notes who ran which key. */
async function twoProcesses(rig: FakeRig) {
  const ran: string[] = [];
  const by =
    (who: string): Handler =>
    async ({ key }) =>
      void ran.push(`${who} ${key}`);
  const [one, two] = [rig.open('one'), rig.open('two')];
  await one.work({ do: by('one') });
  await two.work({ do: by('two') });
  return { one, two, ran };
}

function enqueue(rig: FakeRig, jobs: Jobs, key: string, wait = 0): Promise<void> {
  return rig.database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key, at: rig.in(wait), payload: null }));
}

async function leaseRow(rig: FakeRig) {
  return rig.database.read((reader) => reader.selectFrom('leases').selectAll().executeTakeFirstOrThrow());
}

/** A process of which nothing is heard any more. */
async function vanish(rig: FakeRig, jobs: Jobs): Promise<void> {
  await jobs.stop();
  await rig.database.transaction((tx) =>
    tx
      .updateTable('leases')
      .set({ holder: 'a process that was killed', expires_at: rig.in(20 * SECOND) })
      .execute(),
  );
}

test('the second process on a database stands by for as long as the first one works', async () => {
  const rig = await fresh();
  const { one, two, ran } = await twoProcesses(rig);

  await enqueue(rig, two, 'a');
  await rig.pass(5 * MINUTE);

  assert.deepEqual([one.standing(), two.standing()], [{ role: 'working' }, { role: 'standby', holder: 'one' }]);
  assert.deepEqual(ran, ['one a']);
  assert.equal((await leaseRow(rig)).epoch, 1);
});

test('a process that vanished is replaced after 20 to 30 seconds, under the next epoch', async () => {
  const rig = await fresh();
  const { one, two, ran } = await twoProcesses(rig);
  await vanish(rig, one);
  await enqueue(rig, two, 'left');

  await rig.pass(19 * SECOND);
  assert.deepEqual([two.standing().role, ran], ['standby', []]);
  await rig.pass(5 * SECOND);

  assert.deepEqual([two.standing().role, ran], ['working', ['two left']]);
  assert.deepEqual([(await leaseRow(rig)).holder, (await leaseRow(rig)).epoch], ['two', 2]);
});

test('a process that stopped is replaced within a second', async () => {
  const rig = await fresh();
  const { one, two } = await twoProcesses(rig);

  await rig.until(one.stop());
  await rig.pass(SECOND);

  assert.deepEqual([one.standing().role, two.standing().role], ['idle', 'working']);
});

for (const [how, by] of [
  ['back', -DAY],
  ['forward', DAY],
] as const) {
  test(`a clock set ${how} by a day changes nothing in who works, and nothing runs twice`, async () => {
    const rig = await fresh();
    const { one, two, ran } = await twoProcesses(rig);
    await enqueue(rig, one, 'before');
    await rig.pass(SECOND);

    rig.clock.set(later(rig.clock.now(), by));
    await enqueue(rig, one, 'after');
    await rig.pass(2 * MINUTE);

    assert.deepEqual([one.standing().role, two.standing().role], ['working', 'standby']);
    assert.deepEqual(ran, ['one before', 'one after']);
    assert.equal((await leaseRow(rig)).epoch, 1);
  });

  test(`a clock set ${how} by a day does not keep a vanished process's place from being taken`, async () => {
    const rig = await fresh();
    const { one, two } = await twoProcesses(rig);
    await vanish(rig, one);

    rig.clock.set(later(rig.clock.now(), by));
    await rig.pass(19 * SECOND);
    assert.equal(two.standing().role, 'standby');
    await rig.pass(5 * SECOND);

    assert.equal(two.standing().role, 'working');
  });
}

test('a clock set back by a day does not keep a failed job waiting for a day', async () => {
  const rig = await fresh();
  const jobs = rig.open();
  let tries = 0;
  await jobs.work({
    async do() {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    },
  });
  await enqueue(rig, jobs, 'old', -2 * DAY);
  await rig.pass(0);
  assert.equal(tries, 1);

  rig.clock.set(later(rig.clock.now(), -DAY));
  await rig.pass(MINUTE);

  assert.equal(tries, 3);
  assert.equal((await jobs.backlog()).waiting, 0);
});

test('a standby that slept through a while does not take a living holder for dead', async () => {
  const path = `${temporaryFolder()}/jobs.db`;
  const rig = await tableRig({ kind: 'sqlite', path });
  rigs.push(rig);
  await rig.open('awake').work({});
  const sleeper = fakeClock();
  const database = await openDatabase({ kind: 'sqlite', path }, { log: silentLog });
  const jobs = openTableJobs({ database, clock: sleeper, log: silentLog, name: 'sleeper' });
  await jobs.work({});
  await sleeper.run(10 * SECOND);

  // Both were suspended: the row has not changed, and an hour has passed on a clock that counts sleep.
  sleeper.advance(3_600 * SECOND);
  await sleeper.run(0);
  assert.deepEqual(jobs.standing(), { role: 'standby', holder: 'awake' });

  await jobs.stop();
  await database.close();
});

test('a holder that was replaced stands by, and its handler writes nothing more', async () => {
  const rig = await fresh();
  const holdUp = gate();
  const refusals: unknown[] = [];
  const [one, two] = [rig.open('one'), rig.open('two')];
  await one.work({
    async do(_job, run) {
      await holdUp.opened;
      await run.transaction(async () => {}).catch((error: unknown) => refusals.push(error));
    },
  });
  await enqueue(rig, one, 'slow');
  await rig.pass(0);

  await rig.steal();
  const ran: string[] = [];
  await two.work({ do: async ({ key }) => void ran.push(key) });
  await rig.pass(25 * SECOND);
  assert.equal(one.standing().role === two.standing().role, false, 'one of them works');
  holdUp.open();
  await rig.pass(25 * SECOND);

  assert.match(String(refusals[0]), /LeaseLost/);
  assert.equal((await jobsLeft(rig)).length, 0);
});

async function jobsLeft(rig: FakeRig) {
  return rig.database.read((reader) => reader.selectFrom('jobs').selectAll().execute());
}

test('with nothing to do the table is looked at once a second and not written but for the lease', async () => {
  const rig = await fresh();
  let reads = 0;
  let writes = 0;
  const database = {
    ...rig.database,
    read: (work: Parameters<typeof rig.database.read>[0]) => {
      reads += 1;
      return rig.database.read(work);
    },
    transaction: (work: Parameters<typeof rig.database.transaction>[0]) => {
      writes += 1;
      return rig.database.transaction(work);
    },
  } as typeof rig.database;
  const jobs = openTableJobs({ database, clock: rig.clock, log: silentLog });
  await jobs.work({ do: async () => {} });
  await rig.database.transaction((tx) =>
    jobs.enqueue(tx, { name: 'nobody', key: 'waits', at: rig.in(-MINUTE), payload: null }),
  );
  await rig.pass(SECOND);
  [reads, writes] = [0, 0];

  await rig.pass(60 * SECOND);

  assert.ok(reads <= 60 * 3, `${reads} reads`);
  assert.equal(writes, 12);
  await jobs.stop();
});

test('a job that is due between two looks runs at its instant', async () => {
  const rig = await fresh();
  const jobs = rig.open();
  const at: number[] = [];
  await jobs.work({ do: async () => void at.push(rig.clock.now()) });
  const due = rig.in(300);
  await rig.database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key: 'soon', at: due, payload: null }));
  await rig.pass(1_000);
  assert.deepEqual(at, [due]);
});
