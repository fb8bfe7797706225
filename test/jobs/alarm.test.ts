import assert from 'node:assert/strict';
import { test } from 'node:test';
import { later } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { createAlarm } from '../../src/jobs/alarm.ts';
import { openTableJobs } from '../../src/jobs/table-jobs.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { fakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folder.ts';

function alarmOn(clock = fakeClock()) {
  const start = clock.now();
  const rung: number[] = [];
  const alarm = createAlarm(clock, () => rung.push(clock.now() - start));
  return { clock, rung, alarm, setFor: (wait: number) => alarm.setFor(later(start, wait)) };
}

test('an alarm rings at the earliest instant it was set for, and once', () => {
  const { clock, rung, setFor } = alarmOn();
  setFor(700);
  setFor(300);
  setFor(500);
  clock.advance(1_000);
  assert.deepEqual(rung, [300]);
});

test('an alarm that has rung can be set again', () => {
  const { clock, rung, setFor } = alarmOn();
  setFor(300);
  clock.advance(400);
  setFor(600);
  clock.advance(1_000);
  assert.deepEqual(rung, [300, 600]);
});

test('an alarm that was set before the clock jumped keeps no other from ringing', () => {
  const { clock, rung, setFor } = alarmOn();
  setFor(60_000);
  clock.set(later(clock.now(), 3_600_000));
  setFor(3_600_200);
  clock.advance(200);
  assert.deepEqual(rung, [3_600_200]);
});

test('an alarm that is off does not ring', () => {
  const { clock, rung, setFor, alarm } = alarmOn();
  setFor(300);
  alarm.off();
  clock.advance(1_000);
  assert.deepEqual(rung, []);
  assert.equal(clock.waiting, 0);
});

test('a job for later has nothing looked up when it is enqueued, and runs at its instant', async () => {
  const clock = fakeClock();
  const database = await openDatabase({ kind: 'sqlite', path: `${temporaryFolder()}/jobs.db` }, { log: silentLog });
  let looks = 0;
  const counting: Database = {
    ...database,
    read(work) {
      looks += 1;
      return database.read(work);
    },
    transaction(work) {
      looks += 1;
      return database.transaction(work);
    },
  };
  const jobs = openTableJobs({ database: counting, clock, log: silentLog });
  const ran: number[] = [];
  await jobs.work({
    do: async () => {
      ran.push(clock.now());
    },
  });
  await clock.run(10);
  looks = 0;

  const at = later(clock.now(), 437);
  await database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key: 'later', at, payload: null }));
  await clock.run(400);
  assert.equal(looks, 0);
  await clock.run(200);
  assert.deepEqual(ran, [at]);

  await jobs.stop();
  await database.close();
});
