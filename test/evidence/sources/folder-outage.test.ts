import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MINUTE, SECOND } from '../../../src/core/clock.ts';
import { OperationalError } from '../../../src/core/errors.ts';
import { openSqlite } from '../../support/database.ts';
import { aSweep, numbered, using } from '../../support/sweep.ts';

describe('the sweep on a bad day', () => {
  test('says once that the folder is away and once that it is back, and goes on', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines, dir, clock }) => {
      put('a.xml');
      pool.put('a.xml', numbered(1));
      await settle();
      renameSync(dir, `${dir}-away`);
      assert.equal((await settle()).reachable, false);
      assert.equal((await settle()).reachable, false);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^the report folder can not be read .*ENOENT/);
      assert.equal(sweep.status().unreachableSince, clock.now() - 6 * SECOND);

      renameSync(`${dir}-away`, dir);
      put('b.xml');
      pool.put('b.xml', numbered(2));
      const back = await settle();

      assert.deepEqual([back.taken, sweep.status().unreachableSince, sweep.status().cause], [1, null, null]);
      assert.deepEqual(pool.asked, ['a.xml', 'b.xml']);
    });
    await database.close();
  });

  test('tries again what could not be read, and says so once', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines, clock }) => {
      put('a.xml');
      pool.put('a.xml', { code: 'unavailable', message: 'a.xml is locked.', hint: 'Wait.' });
      await settle();
      await settle();
      assert.equal(sweep.status().pending, 1);
      assert.equal(lines.length, 1);
      pool.put('a.xml', numbered(1));
      clock.advance(MINUTE);

      assert.equal((await sweep.sweepOnce()).taken, 1);
    });
    await database.close();
  });

  test('tries less and less often what can never be read', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep }) => {
      put('a.xml');
      pool.put('a.xml', { code: 'unavailable', message: 'a.xml stops its reader.', hint: '' });
      for (let round = 0; round < 40; round += 1) await settle();

      assert.ok(pool.asked.length < 9, `${pool.asked.length} attempts in two minutes`);
      assert.equal(sweep.status().pending, 1);
    });
    await database.close();
  });

  test('waits quietly for a file that changes while it is read', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines }) => {
      put('a.xml');
      pool.put('a.xml', { code: 'conflict', message: 'a.xml is still being written.', hint: '' });
      assert.equal((await settle()).waiting, 1);
      pool.put('a.xml', numbered(1));

      assert.equal((await sweep.sweepOnce()).taken, 1);
      assert.deepEqual(lines, []);
    });
    await database.close();
  });

  test('says that the folder is away, not each file in it, when that happens in the middle', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, lines, dir }) => {
      for (const name of ['a.xml', 'b.xml', 'c.xml']) put(name);
      pool.parse = async ({ name }) => {
        rmSync(dir, { recursive: true, force: true });
        return { ok: false, refusal: { code: 'unavailable', message: `${name} could not be read (EIO).`, hint: '' } };
      };
      // What is gone with the folder is not told from the folder's own absence by the file alone.
      await settle();
      await settle();

      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', /^the report folder can not be read/);
    });
    await database.close();
  });

  test('forgets a file that is taken away before its turn', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, lines, dir }) => {
      put('a.xml');
      const parse = pool.parse;
      pool.parse = (file) => {
        rmSync(join(dir, 'a.xml'));
        return parse(file);
      };
      pool.put('a.xml', { code: 'unavailable', message: 'a.xml is gone.', hint: '' });

      assert.equal((await settle()).unavailable, 0);
      assert.deepEqual(lines, []);
    });
    await database.close();
  });

  test('outlives a throw, says so once, and takes the file in afterwards', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, intake, lines, servers, clock }) => {
      const healthy = intake.evidenceChanged;
      Object.assign(intake, { evidenceChanged: () => Promise.reject(new Error('a bug')) });
      put('a.xml');
      pool.put('a.xml', numbered(1));
      await settle();
      await settle();
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^taking in a file failed/);
      Object.assign(intake, { evidenceChanged: healthy });
      clock.advance(MINUTE);

      await settle();
      assert.deepEqual(await servers(), ['ex1.contoso.test']);
    });
    await database.close();
  });

  test('stops for now when the database can not be written, and tries everything again', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, intake, servers }) => {
      const full = new OperationalError('unavailable', 'The database can not grow.', 'Free space.');
      Object.assign(intake, { database: { ...database, transaction: () => Promise.reject(full) } });
      for (let number = 0; number < 9; number += 1) {
        put(`${number}.xml`);
        pool.put(`${number}.xml`, numbered(number));
      }
      await settle();
      assert.ok(pool.asked.length < 9, `${pool.asked.length} were parsed for nothing`);
      Object.assign(intake, { database });

      await settle();
      assert.equal((await servers()).length, 9);
    });
    await database.close();
  });

  test('calls the folder unreachable when it does not answer', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ sweep, clock, lines }) => {
      const running = sweep.sweepOnce();
      await null;
      clock.advance(MINUTE);

      assert.notEqual(sweep.status().unreachableSince, null);
      assert.match(lines[0] ?? '', /does not answer/);
      await running;
      assert.equal(sweep.status().unreachableSince, null);
    });
    await database.close();
  });
});
