import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { type Instant, systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { openBossJobs } from '../../src/jobs/boss-jobs.ts';
import type { Jobs } from '../../src/jobs/model.ts';
import { openTableJobs } from '../../src/jobs/table-jobs.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { startChild } from '../support/child.ts';
import { onBothUrls } from '../support/database.ts';
import { gate, QUICK_BOSS, QUICK_LEASE, withinTenSeconds } from './rig.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const start = (url: DatabaseUrl) => startChild(CHILD, url);

function openJobs(url: DatabaseUrl, database: Database): Jobs {
  const options = { database, clock: systemClock, log: silentLog };
  return url.kind === 'sqlite'
    ? openTableJobs({ ...options, times: QUICK_LEASE })
    : openBossJobs({ ...options, url: url.url, times: QUICK_BOSS });
}

function enqueue(database: Database, jobs: Jobs, key: string, at: Instant = systemClock.now()): Promise<void> {
  return database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key, at, payload: null }));
}

onBothUrls((name, freshUrl) => {
  const closing: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closing) await close();
  });

  async function open(): Promise<{ url: DatabaseUrl; database: Database; jobs: Jobs }> {
    const url = await freshUrl();
    const database = await openDatabase(url, { log: silentLog });
    const jobs = openJobs(url, database);
    closing.push(async () => {
      await jobs.stop();
      await database.close();
    });
    return { url, database, jobs };
  }

  test('what a killed process was doing is done by another', async () => {
    const { url, database, jobs } = await open();
    await enqueue(database, jobs, 'hang');
    const child = start(url);
    await child.said('runs hang');

    const taken = gate<string>();
    await jobs.work({ do: async ({ key }) => taken.open(key) });
    if (name === 'SQLite') assert.equal(jobs.standing().role, 'standby');
    child.process.kill('SIGKILL');
    await child.ended;

    assert.equal(await withinTenSeconds(taken.opened), 'hang');
    assert.equal(jobs.standing().role, 'working');
  });

  test('a process that stops leaves its work to others at once', async () => {
    const { url, database, jobs } = await open();
    const child = start(url);
    await child.said('working');
    const taken = gate<number>();
    await jobs.work({ do: async () => taken.open(systemClock.monotonic()) });

    child.process.stdin?.write('stop\n');
    await child.ended;
    const stoppedAt = systemClock.monotonic();
    await enqueue(database, jobs, 'next');

    const wait = (await withinTenSeconds(taken.opened)) - stoppedAt;
    assert.ok(wait < QUICK_LEASE.ttl, `${wait} ms`);
  });

  // A lease is silent or not whatever its handlers do; here each job is.
  if (name === 'PostgreSQL')
    test('a job that takes longer than a silent process is waited for stays with the one that runs it', async () => {
      const { url, database, jobs } = await open();
      const child = start(url);
      await child.said('working');
      await enqueue(database, jobs, 'hang');
      await child.said('runs hang');

      const others: string[] = [];
      await jobs.work({ do: async ({ key }) => void others.push(key) });
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      assert.deepEqual(others, []);

      child.process.kill('SIGKILL');
      await child.ended;
    });
});
