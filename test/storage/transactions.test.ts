import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Database, Reader, Tx } from '../../src/storage/database.ts';
import { StorageBusy } from '../../src/storage/errors.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothDialects, onBothUrls, openPostgres, openSqlite } from '../support/database.ts';
import { freshPostgresUrl } from '../support/postgres.ts';

async function welcome(tx: Tx, id: string, at = 0): Promise<void> {
  await tx.insertInto('conversations').values({ id, welcomed_at: at }).execute();
}

async function welcomed(database: Database): Promise<readonly string[]> {
  const rows = await database.read((reader) => reader.selectFrom('conversations').select('id').orderBy('id').execute());
  return rows.map(({ id }) => id);
}

/** Reads, thinks, then writes what it read plus one: loses counts wherever two can do so at a time. */
async function count(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    const row = await tx.selectFrom('conversations').select('welcomed_at').where('id', '=', 'n').executeTakeFirst();
    await nextTurn();
    const next = (row?.welcomed_at ?? 0) + 1;
    await tx
      .insertInto('conversations')
      .values({ id: 'n', welcomed_at: next })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ welcomed_at: next }))
      .execute();
  });
}

onBothDialects((_name, open) => {
  test('what a transaction wrote is there once it ended, with its answer', async () => {
    const database = await open();
    const answer = await database.transaction(async (tx) => {
      await welcome(tx, 'a');
      return 42;
    });
    assert.deepEqual([answer, await welcomed(database)], [42, ['a']]);
  });

  test('a transaction that throws leaves nothing, and the next one works', async () => {
    const database = await open();
    const failure = new Error('changed my mind');
    const work = database.transaction(async (tx) => {
      await welcome(tx, 'a');
      throw failure;
    });
    await assert.rejects(work, failure);
    await database.transaction((tx) => welcome(tx, 'b'));
    assert.deepEqual(await welcomed(database), ['b']);
  });

  test('a transaction sees what it wrote itself, others do not yet', async () => {
    const database = await open();
    let started: () => void = () => {};
    const writing = new Promise<void>((resolve) => {
      started = resolve;
    });
    let finish: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const work = database.transaction(async (tx) => {
      await welcome(tx, 'a');
      started();
      await held;
      return (await tx.selectFrom('conversations').select('id').execute()).length;
    });

    await writing;
    const outside = await welcomed(database);
    finish();

    assert.deepEqual([outside, await work], [[], 1]);
  });

  test('the root connection inside a transaction throws instead of hanging', async () => {
    const database = await open();
    let captured: Reader | null = null;
    await database.read(async (reader) => {
      captured = reader;
    });

    await database.transaction(async (tx) => {
      await welcome(tx, 'a');
      await assert.rejects(welcomed(database), /inside a transaction/);
      await assert.rejects(
        database.read(async () => 'no query'),
        /inside a transaction/,
      );
      await nextTurn();
      const reader = captured as Reader | null;
      await assert.rejects(async () => reader?.selectFrom('servers').selectAll().execute(), /inside a transaction/);
    });

    assert.deepEqual(await welcomed(database), ['a']);
  });

  test('a transaction inside a transaction throws', async () => {
    const database = await open();
    await database.transaction(async (tx) => {
      await assert.rejects(
        database.transaction(async () => {}),
        /inside a transaction/,
      );
      await welcome(tx, 'a');
    });
    assert.deepEqual(await welcomed(database), ['a']);
  });

  test('what a transaction started and did not wait for may read once it ended', async () => {
    const database = await open();
    let ended: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    let afterwards: Promise<readonly string[]> = Promise.resolve([]);
    await database.transaction(async (tx) => {
      await welcome(tx, 'a');
      afterwards = end.then(() => welcomed(database));
    });
    ended();
    assert.deepEqual(await afterwards, ['a']);
  });

  test('the handle of a transaction that ended throws', async () => {
    const database = await open();
    const handle = await database.transaction(async (tx) => ({ tx }));
    await assert.rejects(welcome(handle.tx, 'late'));
    assert.deepEqual(await welcomed(database), []);
  });

  test('a read can not write', async () => {
    const database = await open();
    const write = database.read((reader) =>
      reader.insertInto('conversations').values({ id: 'x', welcomed_at: null }).execute(),
    );
    await assert.rejects(write, /read-?only/);
    assert.deepEqual(await welcomed(database), []);
  });

  test('writes run one at a time in the order in which they were asked for', async () => {
    const database = await open();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.transaction(async () => {
          order.push(index);
          for (let turn = 0; turn < 20 - index; turn += 1) await nextTurn();
          order.push(index);
        }),
      ),
    );
    assert.deepEqual(order, Array.from({ length: 20 }, (_, index) => [index, index]).flat());
  });

  test('references are checked at the commit, whatever the order of writes', async () => {
    const database = await open();
    const observation = { report_id: 'r', server_id: 's', generated_at: null, observation: '{}' };
    const orphan = database.transaction((tx) => tx.insertInto('observations').values(observation).execute());
    await assert.rejects(orphan, /foreign key/i);
    assert.equal((await database.read((reader) => reader.selectFrom('observations').selectAll().execute())).length, 0);

    await database.transaction((tx) => welcome(tx, 'a'));
    assert.deepEqual(await welcomed(database), ['a']);
  });

  test('closing twice is harmless and waits for the transaction that runs', async () => {
    const database = await open();
    const work = database.transaction(async (tx) => {
      await nextTurn();
      await welcome(tx, 'a');
      return 'done';
    });
    await Promise.all([database.close(), database.close()]);
    assert.equal(await work, 'done');
  });
});

onBothUrls((name, freshUrl) => {
  async function pair(): Promise<{ one: Database; other: Database; url: DatabaseUrl }> {
    const url = await freshUrl();
    // One after the other: the impatient one would not wait for the first one's migrations on a busy machine.
    const one = await openDatabase(url, { log: silentLog });
    const other = await openDatabase(url, { log: silentLog, patience: 100 });
    return { one, other, url };
  }

  test('two that read, then write, never overwrite each other', async () => {
    const url = await freshUrl();
    const all = await Promise.all([1, 2, 3].map(() => openDatabase(url, { log: silentLog })));

    await Promise.all(all.flatMap((database) => Array.from({ length: 15 }, () => count(database))));

    const row = await all[0]?.read((reader) =>
      reader.selectFrom('conversations').select('welcomed_at').executeTakeFirst(),
    );
    assert.equal(row?.welcomed_at, 45);
    await Promise.all(all.map((database) => database.close()));
  });

  test('the revision changes with every commit, whoever made it, and with nothing else', async () => {
    const { one, other } = await pair();
    const seen = [await one.revision()];
    await welcomed(one);
    assert.equal(await one.revision(), seen[0], 'a read changes nothing');

    await one.transaction(async (tx) => {
      const before = await other.revision();
      await welcome(tx, 'a');
      assert.equal(await other.revision(), before, 'it moves with the commit, not before');
    });
    seen.push(await one.revision());
    await other.transaction((tx) => welcome(tx, 'b'));
    seen.push(await one.revision());

    assert.equal(new Set(seen).size, 3);
    await Promise.all([one.close(), other.close()]);
  });

  test('a write that another holds up gives up in the end, writes nothing, and the next one works', async () => {
    const { one, other } = await pair();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started: () => void = () => {};
    const writing = new Promise<void>((resolve) => {
      started = resolve;
    });
    const holder = one.transaction(async (tx) => {
      await welcome(tx, 'a');
      started();
      await held;
    });
    await writing;

    const refused = await other.transaction((tx) => welcome(tx, 'b')).catch((error: unknown) => error);
    assert.deepEqual(await welcomed(other), [], 'reading goes on meanwhile');
    release();
    await holder;
    await other.transaction((tx) => welcome(tx, 'c'));

    assert.ok(refused instanceof StorageBusy, String(refused));
    assert.equal(refused.code, 'unavailable');
    assert.deepEqual(await welcomed(one), ['a', 'c']);
    await Promise.all([one.close(), other.close()]);
  });

  test(`one write waits for another's on ${name} without keeping the event loop`, async () => {
    const { one, url } = await pair();
    const patient = await openDatabase(url, { log: silentLog });
    let turns = 0;
    let waiting: Promise<void> = Promise.resolve();
    await one.transaction(async (tx) => {
      waiting = patient.transaction((second) => welcome(second, 'b'));
      for (; turns < 500; turns += 1) await nextTurn();
      await welcome(tx, 'a');
    });
    await waiting;
    assert.deepEqual(await welcomed(one), ['a', 'b']);
    await Promise.all([one.close(), patient.close()]);
  });
});

describe('SQLite', () => {
  test('is durable, checks references, and blocks for at most 50 ms', async () => {
    const database = await openSqlite();
    const pragma = async (tx: Tx, name: string): Promise<unknown> =>
      Object.values((await sql<object>`${sql.raw(`PRAGMA ${name}`)}`.execute(tx)).rows[0] ?? {})[0];
    await database.transaction(async (tx) => {
      assert.equal(await pragma(tx, 'journal_mode'), 'wal');
      assert.equal(await pragma(tx, 'synchronous'), 2);
      assert.equal(await pragma(tx, 'foreign_keys'), 1);
      assert.ok(Number(await pragma(tx, 'busy_timeout')) <= 50);
      const tables = await sql<{ name: string; strict: number }>`PRAGMA table_list`.execute(tx);
      const loose = tables.rows.filter(({ name, strict }) => !name.startsWith('sqlite_') && strict !== 1);
      assert.deepEqual(loose, []);
    });
    await database.close();
  });

  test('nothing that follows its own rollback is written', async () => {
    const database = await openSqlite();
    await database.transaction((tx) => welcome(tx, 'a'));
    const work = database.transaction(async (tx) => {
      await welcome(tx, 'b');
      await sql`INSERT OR ROLLBACK INTO conversations (id) VALUES ('a')`.execute(tx).catch(() => {});
      await welcome(tx, 'c');
    });
    await assert.rejects(work, /rolled back/);
    assert.deepEqual(await welcomed(database), ['a']);
    await database.close();
  });
});

describe('PostgreSQL', () => {
  test('an error that was swallowed fails the transaction instead of undoing it in silence', async () => {
    const database = await openPostgres();
    const work = database.transaction(async (tx) => {
      await welcome(tx, 'a');
      await welcome(tx, 'a').catch(() => {});
    });
    await assert.rejects(work, /aborted/);
    assert.deepEqual(await welcomed(database), []);
    await database.close();
  });

  test('a server that isolates more by default is told not to', async () => {
    const url = await freshPostgresUrl();
    const first = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
    const name = new URL(url).pathname.slice(1);
    await first.transaction((tx) =>
      sql.raw(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`).execute(tx),
    );
    await first.close();

    const database = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
    const level = await database.transaction((tx) =>
      sql<{ level: string }>`SELECT current_setting('transaction_isolation') AS level`.execute(tx),
    );

    assert.equal(level.rows[0]?.level, 'read committed');
    await database.close();
  });

  test('a connection that the server ends fails its transaction, not the process', async () => {
    const database = await openPostgres();
    const kill = database.transaction(async (tx) => {
      await welcome(tx, 'a');
      await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await assert.rejects(kill, { name: 'StorageUnavailable' });

    await database.transaction((tx) => welcome(tx, 'b'));
    assert.deepEqual(await welcomed(database), ['b']);
    await database.close();
  });
});
