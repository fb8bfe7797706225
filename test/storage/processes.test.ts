import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { startChild } from '../support/child.ts';
import { onBothUrls } from '../support/database.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const start = (url: DatabaseUrl, ...args: readonly string[]) => startChild(CHILD, url, ...args);

async function openWithCounter(url: DatabaseUrl): Promise<Database> {
  const database = await openDatabase(url, { log: silentLog });
  await database.transaction((tx) => tx.insertInto('conversations').values({ id: 'n', welcomed_at: 0 }).execute());
  return database;
}

async function increment(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    // Reads first: a transaction that began deferred would fail here whenever the other process wrote since.
    const row = await tx.selectFrom('conversations').select('welcomed_at').executeTakeFirstOrThrow();
    await new Promise((resolve) => setImmediate(resolve));
    await tx
      .updateTable('conversations')
      .set({ welcomed_at: (row.welcomed_at ?? 0) + 1 })
      .execute();
  });
}

onBothUrls((_name, freshUrl) => {
  test('a second process may write beside the first, and neither loses a write', async () => {
    const url = await freshUrl();
    const database = await openWithCounter(url);
    const before = await database.revision();
    const child = start(url, 'count', '100');
    await child.said('open');

    for (let n = 0; n < 100; n += 1) await increment(database);

    assert.equal(await child.ended, 0);
    const row = await database.read((reader) =>
      reader.selectFrom('conversations').select('welcomed_at').executeTakeFirst(),
    );
    assert.equal(row?.welcomed_at, 200);
    assert.notEqual(await database.revision(), before);
    await database.close();
  });

  test('what a second process wrote shows in the revision and in the next read', async () => {
    const url = await freshUrl();
    const database = await openWithCounter(url);
    const before = await database.revision();

    assert.equal(await start(url, 'count', '1').ended, 0);

    assert.notEqual(await database.revision(), before);
    const row = await database.read((reader) =>
      reader.selectFrom('conversations').select('welcomed_at').executeTakeFirst(),
    );
    assert.equal(row?.welcomed_at, 1);
    await database.close();
  });

  test('a process that is killed while it writes leaves nothing half and does not keep the lock', async () => {
    const url = await freshUrl();
    const database = await openWithCounter(url);
    const child = start(url, 'hang');
    await child.said('writing');

    const waiting = increment(database);
    child.process.kill('SIGKILL');
    await child.ended;
    await waiting;

    const rows = await database.read((reader) =>
      reader.selectFrom('conversations').select(['id', 'welcomed_at']).execute(),
    );
    assert.deepEqual(rows, [{ id: 'n', welcomed_at: 1 }]);
    await database.close();
  });

  test('processes that start at once on a new database all come up', async () => {
    const url = await freshUrl();
    const children = [1, 2, 3].map(() => start(url, 'count', '1'));
    assert.deepEqual(await Promise.all(children.map(({ ended }) => ended)), [0, 0, 0]);
  });

  test('a process with nothing else to do stays alive until it may write', async () => {
    const url = await freshUrl();
    const database = await openWithCounter(url);
    const child = start(url, 'count', '1');
    await child.said('open');
    const other = start(url, 'count', '1');
    await database.transaction(async (tx) => {
      // The children wait for this transaction; nothing but their wait keeps them alive.
      await other.said('open');
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await tx.updateTable('conversations').set({ welcomed_at: 10 }).execute();
    });

    assert.deepEqual(await Promise.all([child.ended, other.ended]), [0, 0]);
    await database.close();
  });
});
