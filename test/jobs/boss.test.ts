import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { type Clock, HOUR, type Instant, later, systemClock } from '../../src/core/clock.ts';
import { type Log, silentLog } from '../../src/core/log.ts';
import { openBossConnection } from '../../src/jobs/boss-connection.ts';
import { openBossJobs } from '../../src/jobs/boss-jobs.ts';
import type { Handler, Jobs } from '../../src/jobs/model.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { freshPostgresUrl, stopPostgresAfterwards } from '../support/postgres.ts';
import { gate, QUICK_BOSS, withinTenSeconds } from './rig.ts';

stopPostgresAfterwards();

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

interface Setting {
  readonly url: string;
  readonly database: Database;
  open(options?: { readonly clock?: Clock; readonly log?: Log }): Jobs;
}

async function fresh(): Promise<Setting> {
  const url = await freshPostgresUrl();
  const database = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
  const opened: Jobs[] = [];
  closing.push(async () => {
    await Promise.all(opened.map((jobs) => jobs.stop()));
    await database.close();
  });
  return {
    url,
    database,
    open({ clock = systemClock, log = silentLog } = {}) {
      const jobs = openBossJobs({ database, url, clock, log, times: QUICK_BOSS });
      opened.push(jobs);
      return jobs;
    },
  };
}

function skewed(by: number): Clock {
  return { ...systemClock, now: () => later(systemClock.now(), by) };
}

function enqueue(database: Database, jobs: Jobs, key: string, at: Instant): Promise<void> {
  return database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key, at, payload: null }));
}

interface JobRow {
  readonly state: string;
  /** Seconds from now. */
  readonly starts_in: number;
  readonly kept_days: number;
}

async function rows(database: Database, table: 'job' | 'archive' = 'job'): Promise<readonly JobRow[]> {
  const query = sql<JobRow>`
    SELECT state::text, extract(epoch FROM start_after - now())::float8 AS starts_in,
      extract(epoch FROM keep_until - now())::float8 / 86400 AS kept_days
    FROM ${sql.raw(`patchwarden_jobs.${table}`)}`;
  return database.read(async (reader) => (await query.execute(reader)).rows);
}

async function emptied(database: Database): Promise<void> {
  for (let tries = 0; (await rows(database)).length > 0; tries += 1) {
    if (tries > 100) throw new Error('jobs are left');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a job that a process waits for goes back when its clock is set back by a day', async () => {
  const { database, open } = await fresh();
  let behind = 1_500;
  const clock: Clock = { ...systemClock, now: () => later(systemClock.now(), -behind) };
  const jobs = open({ clock });
  let ran = false;
  await jobs.work({
    async do() {
      ran = true;
    },
  });
  await enqueue(database, jobs, 'one', later(systemClock.now(), 100));
  const becomes = async (state: string) => {
    for (let tries = 0; (await rows(database))[0]?.state !== state; tries += 1) {
      assert.ok(tries < 150, `it never was ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await becomes('active');

  behind += 24 * HOUR;
  await becomes('created');

  const [row] = await rows(database);
  assert.ok((row?.starts_in ?? 0) > 50 && (row?.starts_in ?? 0) <= 60, `starts in ${row?.starts_in} s`);
  assert.equal(ran, false);
});

test('a process whose clock is behind runs nothing before its time comes there too', async () => {
  const { database, open } = await fresh();
  const behind = skewed(-HOUR);
  const jobs = open({ clock: behind });
  const ran = new Map<string, Instant>();
  const soonRan = gate();
  await jobs.work({
    async do({ key }) {
      ran.set(key, behind.now());
      if (key === 'soon') soonRan.open();
    },
  });

  await enqueue(database, open(), 'in an hour, as it thinks', systemClock.now());
  const soon = later(behind.now(), 700);
  await enqueue(database, jobs, 'soon', soon);
  await withinTenSeconds(soonRan.opened);

  assert.ok((ran.get('soon') ?? 0) >= soon);
  assert.deepEqual([...ran.keys()], ['soon']);
  const [waiting] = await rows(database);
  assert.equal(waiting?.state, 'created');
  assert.ok(waiting.starts_in > 30 && waiting.starts_in <= 60, 'it looks again within a minute');
});

test('a process whose clock is ahead runs nothing before its time', async () => {
  const { database, open } = await fresh();
  const jobs = open({ clock: skewed(HOUR) });
  const ran = gate<Instant>();
  await jobs.work({ do: async () => ran.open(systemClock.now()) });

  const at = later(systemClock.now(), 800);
  await enqueue(database, open(), 'x', at);

  assert.ok((await withinTenSeconds(ran.opened)) >= at);
});

test('three processes share the work, and each job runs once', async () => {
  const { database, open } = await fresh();
  const ran: string[] = [];
  const all = gate();
  const handler =
    (who: number): Handler =>
    async ({ key }) => {
      ran.push(`${key} by ${who}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (ran.length === 60) all.open();
    };
  const first = open();
  await Promise.all([first, open(), open()].map((jobs, who) => jobs.work({ do: handler(who) })));

  const at = systemClock.now();
  await database.transaction(async (tx) => {
    for (let n = 0; n < 60; n += 1) {
      await first.enqueue(tx, { name: 'do', key: `job ${n}`, at, payload: null });
    }
  });
  await withinTenSeconds(all.opened);
  await emptied(database);

  assert.equal(new Set(ran.map((line) => line.split(' by ')[0])).size, 60);
  assert.equal(ran.length, 60);
  assert.ok(new Set(ran.map((line) => line.split(' by ')[1])).size > 1, 'more than one worked');
});

test('processes that start at once on a new database all come up, and nothing is enqueued into nowhere', async () => {
  const { database, open } = await fresh();
  const books = open();

  await Promise.all([
    ...[open(), open(), open()].map((jobs) => jobs.work({ do: async () => {}, another: async () => {} })),
    database.transaction((tx) => books.enqueue(tx, { name: 'third', key: 'x', at: systemClock.now(), payload: null })),
  ]);

  assert.equal((await books.backlog()).waiting, 1);
});

test('what is done leaves no row behind, and what waits is not thrown away', async () => {
  const { database, open } = await fresh();
  const jobs = open();
  let tries = 0;
  const ran = gate();
  await jobs.work({
    async do() {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      ran.open();
    },
  });

  await enqueue(database, jobs, 'x', systemClock.now());
  await withinTenSeconds(ran.opened);
  await emptied(database);
  assert.deepEqual(await rows(database, 'archive'), []);

  await enqueue(database, jobs, 'far', later(systemClock.now(), 40 * 24 * HOUR));
  assert.ok(((await rows(database))[0]?.kept_days ?? 0) > 3_000);
});

test('connections that the server ends are logged, and the work goes on', async () => {
  const { database, url, open } = await fresh();
  const logged: string[] = [];
  const note = (_fields: object, message: string): void => void logged.push(message);
  const jobs = open({ log: { ...silentLog, warn: note, error: note } });
  const ran = gate();
  await jobs.work({ do: async () => ran.open() });

  const other = openBossConnection(url, silentLog);
  await other.executeSql(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await other.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await enqueue(database, jobs, 'x', systemClock.now());
  await withinTenSeconds(ran.opened);

  assert.ok(logged.length > 0);
});

test('a database that refuses is logged instead of taken for one where nothing is due', async () => {
  const { database, open } = await fresh();
  const complained = gate();
  const note = (_fields: object, message: string): void => {
    if (message === 'due jobs could not be looked for') complained.open();
  };
  const jobs = open({ log: { ...silentLog, error: note } });
  const ran = gate();
  await jobs.work({ do: async () => ran.open() });
  await enqueue(database, jobs, 'x', later(systemClock.now(), 600));

  await database.transaction((tx) => sql`ALTER SCHEMA patchwarden_jobs RENAME TO elsewhere`.execute(tx));
  await withinTenSeconds(complained.opened);
  await database.transaction((tx) => sql`ALTER SCHEMA elsewhere RENAME TO patchwarden_jobs`.execute(tx));

  await withinTenSeconds(ran.opened);
});

test('a statement that fails in the middle of a transaction leaves the connection usable', async () => {
  const connection = openBossConnection(await freshPostgresUrl(), silentLog);
  await assert.rejects(connection.executeSql('BEGIN; SELECT 1/0; COMMIT'), /division by zero/);
  const answers = await Promise.all([1, 2, 3].map((n) => connection.executeSql('SELECT $1::int AS n', [n])));
  assert.deepEqual(
    answers.map(({ rows }) => rows),
    [[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]],
  );
  await connection.close();
});

test('a job that nobody can read is put aside', async () => {
  const { database, open } = await fresh();
  const jobs = open();
  const ran: string[] = [];
  const readable = gate();
  await jobs.work({
    async do({ key }) {
      ran.push(key);
      readable.open();
    },
  });

  await database.transaction((tx) =>
    sql`INSERT INTO patchwarden_jobs.job (name, data, policy) VALUES ('do', '{"odd": true}', 'short')`.execute(tx),
  );
  await enqueue(database, jobs, 'readable', systemClock.now());
  await withinTenSeconds(readable.opened);

  assert.deepEqual(ran, ['readable']);
  assert.ok((await rows(database)).some(({ state }) => state === 'cancelled'));
});
