import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { openJobs } from '../../src/jobs/open.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freshPostgresUrl, stopPostgresAfterwards } from '../support/postgres.ts';
import { gate, withinTenSeconds } from './rig.ts';

stopPostgresAfterwards();

async function runOne(url: DatabaseUrl): Promise<void> {
  const database = await openDatabase(url, { log: silentLog });
  const options = { database, url, clock: systemClock, log: silentLog };
  const [book, jobs] = [await openJobs(options), await openJobs(options)];
  const ran = gate();
  await database.transaction((tx) => book.enqueue(tx, { name: 'do', key: 'x', at: systemClock.now(), payload: null }));
  await book.stop();

  await jobs.work({ do: async () => ran.open() });
  await withinTenSeconds(ran.opened);
  await jobs.stop();
  await database.close();
}

function loaded(name: string): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes(`/node_modules/${name}/`));
}

test('one process may enqueue and another run, on SQLite without pg-boss being loaded', async () => {
  await runOne({ kind: 'sqlite', path: `${temporaryFolder()}/jobs.db` });
  assert.equal(loaded('pg-boss'), false);

  await runOne({ kind: 'postgres', url: await freshPostgresUrl() });
  assert.equal(loaded('pg-boss'), true);
});

test('a user who may not create the queues is told so', async () => {
  const url = await freshPostgresUrl();
  const owner = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
  const jobs = await openJobs({
    database: owner,
    url: { kind: 'postgres', url: url.replace('postgres@', 'nobody_we_know@') },
    clock: systemClock,
    log: silentLog,
  });

  await assert.rejects(
    owner.transaction((tx) => jobs.enqueue(tx, { name: 'do', key: 'x', at: systemClock.now(), payload: null })),
    /The database postgres:\/\/.* refuses the user or the password/,
  );
  await jobs.stop();
  await owner.close();
});
