import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SECOND, systemClock } from '../../../src/core/clock.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Intake } from '../../../src/evidence/intake.ts';
import { startSweep } from '../../../src/evidence/sources/folder.ts';
import { storedRows } from '../../audit/rows.ts';
import { onBothDialects, openSqlite } from '../../support/database.ts';
import { aListedServer, anInventoryFile, aReportFile, fakePool } from '../../support/evidence.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { aSweep, numbered, using } from '../../support/sweep.ts';

onBothDialects((_name, open) => {
  test('what was dealt with is remembered over a restart, until it changes', async () => {
    const database = await open();
    const dir = temporaryFolder();
    await using(await aSweep(database, dir), async ({ put, pool, settle, counted }) => {
      put('a.xml');
      put('bad.xml');
      put('again.xml');
      pool.put('a.xml', numbered(1));
      pool.put('again.xml', numbered(1));
      const result = await settle();
      assert.deepEqual([result.taken, result.unchanged, result.refused], [1, 1, 1]);
      assert.deepEqual(counted.sort(), ['folder refused', 'folder taken', 'folder unchanged']);
    });

    await using(await aSweep(database, dir), async ({ put, pool, settle, lines }) => {
      const nothing = await settle();
      assert.deepEqual(pool.asked, []);
      assert.equal(nothing.standRefused, 1);
      assert.deepEqual(lines, []);

      put('bad.xml', 'now it is longer');
      pool.put('bad.xml', numbered(2));
      assert.equal((await settle()).taken, 1);
      assert.deepEqual(pool.asked, ['bad.xml']);
    });
  });
});

describe('the sweep', () => {
  test('takes in exports from the folder and its subfolders, and passes by everything else', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, servers, lines, dir }) => {
      const names = ['a.xml', 'b.xml.gz', join('berlin', 'deep', 'c.XML')];
      for (const name of names) put(name);
      names.forEach((name, number) => void pool.put(name.split(/[\\/]/).at(-1) ?? '', numbered(number)));
      for (const name of ['a.txt', 'HealthChecker-ExchangeDCCoreRatio-1.xml', '.hidden.xml', 'zip.zip']) put(name);
      put(join('.snapshot', 'd.xml'));
      mkdirSync(join(dir, 'folder.xml'));

      const result = await settle();

      assert.equal(result.seen, 3);
      assert.deepEqual(await servers(), ['ex0.contoso.test', 'ex1.contoso.test', 'ex2.contoso.test']);
      assert.deepEqual(lines, []);
      const sweep = '{"job":"folder","kind":"system"}';
      assert.deepEqual(
        (await storedRows(database)).map(({ actor, verb }) => [actor, verb]),
        names.map(() => [sweep, 'report.taken']),
      );
    });
    await database.close();
  });

  test('waits until a file stops growing', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, sweep, clock, dir }) => {
      put('a.xml', 'begin');
      pool.put('a.xml', numbered(1));
      await sweep.sweepOnce();
      assert.equal((await sweep.sweepOnce()).waiting, 1, 'a second look at the same moment proves nothing');
      for (const more of ['middle', 'end']) {
        clock.advance(3 * SECOND);
        appendFileSync(join(dir, 'a.xml'), more);
        const growing = await sweep.sweepOnce();
        assert.deepEqual([growing.waiting, growing.taken], [1, 0]);
        assert.equal(sweep.status().pending, 1);
      }
      clock.advance(3 * SECOND);

      assert.equal((await sweep.sweepOnce()).taken, 1);
    });
    await database.close();
  });

  test('takes in a file that is renamed to its final name', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, dir }) => {
      put('a.xml.part');
      pool.put('a.xml', numbered(1));
      assert.equal((await settle()).seen, 0);
      renameSync(join(dir, 'a.xml.part'), join(dir, 'a.xml'));

      assert.equal((await settle()).taken, 1);
    });
    await database.close();
  });

  test('looks again at a file of the same size that was written anew', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, dir }) => {
      put('a.xml');
      pool.put('a.xml', numbered(1));
      await settle();
      pool.put('a.xml', numbered(2));
      utimesSync(join(dir, 'a.xml'), 1_800_000_000, 1_800_000_000);

      assert.equal((await settle()).taken, 1);
    });
    await database.close();
  });

  test('follows no link out of the folder', async () => {
    const database = await openSqlite();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.xml'), 'secret');
    await using(await aSweep(database), async ({ pool, settle, dir }) => {
      symlinkSync(join(outside, 'secret.xml'), join(dir, 'file.xml'));
      symlinkSync(outside, join(dir, 'folder'));

      assert.equal((await settle()).seen, 0);
      assert.deepEqual(pool.asked, []);
    });
    await database.close();
  });

  test('logs a refused file once, with name, code and cause', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines }) => {
      put('bad.xml');
      pool.put('bad.xml', { code: 'invalid', message: 'bad.xml ends in the middle.', hint: 'Copy it again.' });
      await settle();
      await settle();

      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /"file":"bad\.xml".*"code":"invalid","cause":"bad\.xml ends in the middle\."/);
      assert.deepEqual(pool.asked, ['bad.xml']);
      assert.equal(sweep.status().refused, 1);
    });
    await database.close();
  });

  test('gives a report with a short name another chance when its server has become known', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, servers }) => {
      put('a-short.xml');
      pool.put('a-short.xml', aReportFile({ fqdn: null, name: 'GHO-EX01' }));
      assert.equal((await settle()).refused, 1);
      put('inventory.xml');
      pool.put('inventory.xml', anInventoryFile([aListedServer()]));
      await settle();
      await settle();

      assert.deepEqual(await servers(), ['gho-ex01.contoso.test']);
    });
    await database.close();
  });

  test('takes in hundreds of files, few at a time', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle }) => {
      const names = Array.from({ length: 300 }, (_, number) => `${number}.xml`);
      for (const name of names) put(name);
      names.forEach((name, number) => void pool.put(name, numbered(number)));
      let parsing = 0;
      let most = 0;
      const parse = pool.parse;
      pool.parse = async (file) => {
        parsing += 1;
        most = Math.max(most, parsing);
        const result = await parse(file);
        parsing -= 1;
        return result;
      };

      assert.equal((await settle()).taken, 300);
      assert.ok(most <= 3, `${most} at a time`);
      assert.equal((await settle()).taken, 0);
      assert.equal(pool.asked.length, 300);
    });
    await database.close();
  });

  test('goes on by itself until it is stopped', async () => {
    const database = await openSqlite();
    const dir = temporaryFolder();
    const pool = fakePool();
    pool.put('a.xml', numbered(1));
    pool.put('b.xml', numbered(2));
    const log: Log = { debug() {}, info() {}, warn() {}, error() {} };
    let heard: () => void = () => {};
    const next = () =>
      new Promise<void>((resolve) => {
        heard = resolve;
      });
    const intake: Intake = { database, clock: systemClock, pool, log, evidenceChanged: async () => heard() };
    const keepAlive = setInterval(() => {}, 1_000);
    const sweep = startSweep({ dir, intake, clock: systemClock, log, options: { interval: 10, settle: 5 } });

    for (const name of ['a.xml', 'b.xml']) {
      const taken = next();
      writeFileSync(join(dir, name), name);
      await taken;
    }
    await sweep.stop();
    clearInterval(keepAlive);
    const before = pool.asked.length;
    writeFileSync(join(dir, 'c.xml'), 'c');

    assert.equal(before, 2);
    assert.equal(pool.asked.length, 2);
    await database.close();
  });
});
