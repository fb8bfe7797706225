import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Instant } from '../../src/core/clock.ts';
import { LeaseLost } from '../../src/jobs/lease-lost.ts';
import type { Handler, Jobs, Wakeup } from '../../src/jobs/model.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freshPostgresUrl, stopPostgresAfterwards } from '../support/postgres.ts';
import { bossRig, gate, type Rig, tableRig } from './rig.ts';

stopPostgresAfterwards();

const rigs: Record<string, () => Promise<Rig>> = {
  'jobs in a table on SQLite': () => tableRig({ kind: 'sqlite', path: `${temporaryFolder()}/jobs.db` }),
  'jobs in a table on PostgreSQL': async () => tableRig({ kind: 'postgres', url: await freshPostgresUrl() }),
  'jobs in pg-boss': async () => bossRig(await freshPostgresUrl()),
};

/** Notes what it is called with, and lets a test wait for the nth call. */
function recorder(rig: Rig, then: Handler = async () => {}) {
  const runs: { readonly job: Wakeup; readonly at: Instant }[] = [];
  const waiting: { readonly count: number; readonly open: () => void }[] = [];
  return {
    runs,
    handler: (async (job, run) => {
      runs.push({ job, at: rig.clock.now() });
      for (const { count, open } of waiting) if (runs.length >= count) open();
      await then(job, run);
    }) satisfies Handler,
    ran(count: number): Promise<void> {
      const { opened, open } = gate();
      waiting.push({ count, open });
      if (runs.length >= count) open();
      return opened;
    },
    keys: () => runs.map(({ job }) => job.key),
  };
}

for (const [name, openRig] of Object.entries(rigs)) {
  describe(name, () => {
    const rigsOpened: Rig[] = [];
    after(async () => {
      for (const rig of rigsOpened) await rig.close();
    });

    async function fresh(): Promise<Rig> {
      const rig = await openRig();
      rigsOpened.push(rig);
      return rig;
    }

    function enqueue(rig: Rig, jobs: Jobs, key: string, at: Instant, payload: Wakeup['payload'] = null): Promise<void> {
      return rig.database.transaction((tx) => jobs.enqueue(tx, { name: 'do', key, at, payload }));
    }

    /** Waits until no job is left. */
    async function drained(rig: Rig, jobs: Jobs): Promise<void> {
      for (let tries = 0; (await jobs.backlog()).waiting > 0; tries += 1) {
        if (tries > 100) throw new Error('jobs are left');
        await rig.pass(100);
      }
    }

    test('a job is handed over as it was enqueued, once, and is gone then', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig);
      await jobs.work({ do: seen.handler });
      const at = rig.in(0);
      const payload = { list: [1, 'two\u0000', null], exact: 1e21, nested: { yes: true } };

      await enqueue(rig, jobs, 'a key', at, payload);
      await rig.until(seen.ran(1));
      await drained(rig, jobs);

      assert.deepEqual(
        seen.runs.map(({ job }) => job),
        [{ name: 'do', key: 'a key', at, payload }],
      );
    });

    test('a rollback takes the job with it', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig);
      await jobs.work({ do: seen.handler });

      await assert.rejects(
        rig.database.transaction(async (tx) => {
          await jobs.enqueue(tx, { name: 'do', key: 'undone', at: rig.in(0), payload: null });
          throw new Error('no');
        }),
        /no/,
      );
      await enqueue(rig, jobs, 'done', rig.in(0));
      await rig.until(seen.ran(1));
      await drained(rig, jobs);

      assert.deepEqual(seen.keys(), ['done']);
    });

    test('the same name, key and instant twice is one job, others are not', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig);
      const at = rig.in(0);
      await enqueue(rig, jobs, 'one', at);
      await enqueue(rig, jobs, 'one', at);
      await rig.database.transaction(async (tx) => {
        await jobs.enqueue(tx, { name: 'do', key: 'two', at, payload: null });
        await jobs.enqueue(tx, { name: 'do', key: 'two', at, payload: null });
        await jobs.enqueue(tx, { name: 'do', key: 'one', at: (at - 1) as Instant, payload: null });
      });
      assert.equal((await jobs.backlog()).waiting, 3);

      await jobs.work({ do: seen.handler });
      await rig.until(seen.ran(3));
      await drained(rig, jobs);

      assert.deepEqual(seen.keys().sort(), ['one', 'one', 'two']);
    });

    test('a job runs at its time or later, never before', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig);
      await jobs.work({ do: seen.handler });
      const due = [0, 137, 700, 1_234].map((wait) => rig.in(wait));

      for (const at of due) await enqueue(rig, jobs, String(at), at);
      await rig.until(seen.ran(due.length));

      for (const { job, at } of seen.runs) assert.ok(at >= job.at, `${job.at - at} ms early`);
      for (const { job, at } of seen.runs) assert.ok(at < job.at + 5_000, `${at - job.at} ms late`);
    });

    test('a job whose handler throws comes back until it succeeds', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      let failures = 2;
      const seen = recorder(rig, async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('not yet');
      });
      await jobs.work({ do: seen.handler });

      await enqueue(rig, jobs, 'stubborn', rig.in(0), 'kept');
      await rig.until(seen.ran(3));
      await drained(rig, jobs);

      assert.deepEqual(
        seen.runs.map(({ job }) => job.payload),
        ['kept', 'kept', 'kept'],
      );
      const [first, second, third] = seen.runs.map(({ at }) => at);
      assert.ok(first && second && third && second - first >= 500 && third - second >= 1_000, 'pauses grow');
    });

    test('a job enqueued again while it runs, for the same or for another instant, runs again', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const at = rig.in(0);
      const holdUp = gate();
      const seen = recorder(rig, () => (seen.runs.length === 1 ? holdUp.opened : Promise.resolve()));
      await jobs.work({ do: seen.handler });
      await enqueue(rig, jobs, 'again', at);
      await rig.until(seen.ran(1));

      await enqueue(rig, jobs, 'again', at);
      await enqueue(rig, jobs, 'again', rig.in(1));
      await rig.pass(300);
      assert.equal(seen.runs.length, 1, 'one key, one at a time');
      holdUp.open();
      await rig.until(seen.ran(3));
      await drained(rig, jobs);

      assert.equal(seen.runs.length, 3);
    });

    test('a job enqueued again after it ran runs again', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig);
      await jobs.work({ do: seen.handler });
      const at = rig.in(0);

      for (let times = 1; times <= 3; times += 1) {
        await enqueue(rig, jobs, 'again', at);
        await rig.until(seen.ran(times));
        await drained(rig, jobs);
      }

      assert.equal(seen.runs.length, 3);
    });

    test('what a transaction wrote is seen by a run, though the same job was due before it ended', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const read = (): Promise<number> =>
        rig.database.read(async (reader) => (await reader.selectFrom('conversations').select('id').execute()).length);
      let newest = -1;
      const seen = recorder(rig, async () => {
        newest = await read();
      });
      await jobs.work({ do: seen.handler });
      const at = rig.in(200);
      await enqueue(rig, jobs, 'look', at);

      await rig.database.transaction(async (tx) => {
        await jobs.enqueue(tx, { name: 'do', key: 'look', at, payload: null });
        await tx.insertInto('conversations').values({ id: 'new' }).execute();
        await rig.passInside(600);
      });
      await rig.until(seen.ran(1));
      await drained(rig, jobs);

      assert.equal(newest, 1);
    });

    test('of many who ask for the same job while it runs, each is followed by a run that sees what it wrote', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const seen = recorder(rig, async (_job, run) => {
        const told = await rig.database.read((reader) =>
          reader.selectFrom('conversations').select('id').where('welcomed_at', 'is', null).execute(),
        );
        await new Promise((resolve) => setImmediate(resolve));
        if (told.length === 0) return;
        await run.transaction((tx) =>
          tx
            .updateTable('conversations')
            .set({ welcomed_at: 1 })
            .where(
              'id',
              'in',
              told.map(({ id }) => id),
            )
            .execute(),
        );
      });
      await jobs.work({ do: seen.handler });
      const at = rig.in(0);

      for (let n = 0; n < 20; n += 1) {
        await rig.database.transaction(async (tx) => {
          await jobs.enqueue(tx, { name: 'do', key: 'same', at, payload: null });
          if (n % 4 === 0) await rig.passInside(100);
          await tx
            .insertInto('conversations')
            .values({ id: `row ${n}` })
            .execute();
        });
        if (n % 5 === 0) await rig.pass(100);
      }
      await drained(rig, jobs);

      const untold = await rig.database.read((reader) =>
        reader.selectFrom('conversations').select('id').where('welcomed_at', 'is', null).execute(),
      );
      assert.deepEqual(untold, []);
      assert.ok(seen.runs.length > 1);
    });

    test('slow handlers hold up neither other keys nor other names', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const holdUp = gate();
      const slow = recorder(rig, ({ key }) => (key.startsWith('slow') ? holdUp.opened : Promise.resolve()));
      const other = recorder(rig);
      await jobs.work({ do: slow.handler, other: other.handler });

      for (const key of ['slow 1', 'slow 2', 'slow 3', 'quick']) await enqueue(rig, jobs, key, rig.in(0));
      await rig.until(slow.ran(4));
      for (const key of ['slow 4', 'slow 5', 'slow 6']) await enqueue(rig, jobs, key, rig.in(0));
      await rig.database.transaction((tx) =>
        jobs.enqueue(tx, { name: 'other', key: 'x', at: rig.in(0), payload: null }),
      );
      await rig.until(other.ran(1));
      await rig.until(slow.ran(5));
      await rig.pass(1_500);

      assert.equal(slow.runs.length, 5, 'only so many at once');
      holdUp.open();
      await rig.until(slow.ran(7));
      await drained(rig, jobs);
      assert.equal(slow.runs.length, 7);
    });

    test('a job of a name without a handler waits for a process that has one', async () => {
      const rig = await fresh();
      const old = rig.open();
      const seen = recorder(rig);
      await old.work({ other: async () => {} });
      await enqueue(rig, old, 'later', rig.in(0));
      await rig.pass(1_200);
      assert.equal((await old.backlog()).waiting, 1);
      await rig.until(old.stop());

      await rig.open('a newer one').work({ do: seen.handler });
      await rig.until(seen.ran(1));
      assert.deepEqual(seen.keys(), ['later']);
    });

    test('the backlog tells how many wait and how late the oldest is', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      assert.deepEqual(await jobs.backlog(), { waiting: 0, lag: 0 });

      await enqueue(rig, jobs, 'future', rig.in(3_600_000));
      assert.deepEqual(await jobs.backlog(), { waiting: 1, lag: 0 });

      await enqueue(rig, jobs, 'late', rig.in(-5_000));
      await enqueue(rig, jobs, 'later', rig.in(-60_000));
      const { waiting, lag } = await jobs.backlog();
      assert.equal(waiting, 3);
      assert.ok(lag >= 60_000 && lag < 70_000, `${lag} ms`);
    });

    test('a stop waits for the handler that runs, and another process goes on at once', async () => {
      const rig = await fresh();
      const [first, second] = [rig.open('first'), rig.open('second')];
      const holdUp = gate();
      const seen = recorder(rig, () => holdUp.opened);
      const follows = recorder(rig);
      await first.work({ do: seen.handler });
      await enqueue(rig, first, 'running', rig.in(0));
      await rig.until(seen.ran(1));

      let stopped = false;
      const stop = first.stop().then(() => {
        stopped = true;
      });
      await rig.pass(200);
      assert.equal(stopped, false);
      await enqueue(rig, second, 'next', rig.in(0));
      holdUp.open();
      await rig.until(stop);
      await second.work({ do: follows.handler });
      const before = rig.clock.monotonic();
      await rig.until(follows.ran(1));

      assert.ok(rig.clock.monotonic() - before < 2_000);
      assert.deepEqual([seen.keys(), follows.keys()], [['running'], ['next']]);
      assert.deepEqual([first.standing().role, second.standing().role], ['idle', 'working']);
    });

    test('whose work was taken over writes nothing more', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      const outcome = gate<unknown>();
      const written: string[] = [];
      const seen = recorder(rig, async (_job, run) => {
        await run.transaction((tx) => tx.insertInto('conversations').values({ id: 'before' }).execute());
        await rig.steal();
        const stale = run.transaction(async (tx) => {
          written.push('after');
          await tx.insertInto('conversations').values({ id: 'after' }).execute();
        });
        outcome.open(await stale.catch((error: unknown) => error));
      });
      await jobs.work({ do: seen.handler });
      await enqueue(rig, jobs, 'x', rig.in(0));

      assert.ok((await rig.until(outcome.opened)) instanceof LeaseLost);
      const rows = await rig.database.read((reader) => reader.selectFrom('conversations').select('id').execute());
      assert.deepEqual([rows, written], [[{ id: 'before' }], []]);
      assert.equal((await jobs.backlog()).waiting, 1, 'the job is left to whoever took over');
    });

    test('work can not be begun twice', async () => {
      const rig = await fresh();
      const jobs = rig.open();
      assert.equal(jobs.standing().role, 'idle');
      await jobs.work({});
      assert.equal(jobs.standing().role, 'working');
      await assert.rejects(jobs.work({}), /already/);
    });
  });
}
