import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { DAY, MINUTE, SECOND, systemClock } from '../../../src/core/clock.ts';
import { OperationalError } from '../../../src/core/errors.ts';
import type { Log } from '../../../src/core/log.ts';
import type { CountIntake, Intake } from '../../../src/evidence/intake.ts';
import { type FolderSweep, startSweep } from '../../../src/evidence/sources/folder.ts';
import { currentReports } from '../../../src/evidence/store.ts';
import type { Database } from '../../../src/storage/database.ts';
import { fakeClock } from '../../support/clock.ts';
import { onBothDialects, openSqlite } from '../../support/database.ts';
import { aListedServer, anInventoryFile, aReportFile, at, fakePool, known } from '../../support/evidence.ts';
import { temporaryFolder } from '../../support/folder.ts';

const report = (number: number) =>
  aReportFile({
    name: `EX${number}`,
    fqdn: `ex${number}.contoso.test`,
    generatedAt: known(at('2026-11-20T06:00:00Z')),
  });

async function aSweep(database: Database, dir = temporaryFolder()) {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const pool = fakePool();
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug() {}, info() {}, warn: write, error: write };
  const counted: string[] = [];
  const count: CountIntake = (door, outcome) => void counted.push(`${door} ${outcome}`);
  const intake: Intake = { database, clock, pool, log, evidenceChanged: async () => {}, count };
  // Sweeps come by hand here; the one at the start is over before a test begins.
  const sweep = startSweep({ dir, intake, clock, log, options: { interval: DAY } });
  await sweep.sweepOnce();

  return {
    dir,
    clock,
    pool,
    lines,
    counted,
    intake,
    sweep,
    put(name: string, content: string = name) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), content);
    },
    servers: () => database.read(async (reader) => [...(await currentReports(reader, 'all')).keys()].sort()),
    /** Two looks, far enough apart. */
    async settle() {
      await sweep.sweepOnce();
      clock.advance(3 * SECOND);
      return sweep.sweepOnce();
    },
  };
}

async function using<T extends { sweep: FolderSweep }>(subject: T, work: (subject: T) => Promise<void>): Promise<void> {
  try {
    await work(subject);
  } finally {
    await subject.sweep.stop();
  }
}

onBothDialects((_name, open) => {
  test('what was dealt with is remembered over a restart, until it changes', async () => {
    const database = await open();
    const dir = temporaryFolder();
    await using(await aSweep(database, dir), async ({ put, pool, settle, counted }) => {
      put('a.xml');
      put('bad.xml');
      put('again.xml');
      pool.put('a.xml', report(1));
      pool.put('again.xml', report(1));
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
      pool.put('bad.xml', report(2));
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
      names.forEach((name, number) => void pool.put(name.split(/[\\/]/).at(-1) ?? '', report(number)));
      for (const name of ['a.txt', 'HealthChecker-ExchangeDCCoreRatio-1.xml', '.hidden.xml', 'zip.zip']) put(name);
      put(join('.snapshot', 'd.xml'));
      mkdirSync(join(dir, 'folder.xml'));

      const result = await settle();

      assert.equal(result.seen, 3);
      assert.deepEqual(await servers(), ['ex0.contoso.test', 'ex1.contoso.test', 'ex2.contoso.test']);
      assert.deepEqual(lines, []);
    });
    await database.close();
  });

  test('waits until a file stops growing', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, sweep, clock, dir }) => {
      put('a.xml', 'begin');
      pool.put('a.xml', report(1));
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
      pool.put('a.xml', report(1));
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
      pool.put('a.xml', report(1));
      await settle();
      pool.put('a.xml', report(2));
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

  test('says once that the folder is away and once that it is back, and goes on', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines, dir, clock }) => {
      put('a.xml');
      pool.put('a.xml', report(1));
      await settle();
      renameSync(dir, `${dir}-away`);
      assert.equal((await settle()).reachable, false);
      assert.equal((await settle()).reachable, false);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^the report folder can not be read .*ENOENT/);
      assert.equal(sweep.status().unreachableSince, clock.now() - 6 * SECOND);

      renameSync(`${dir}-away`, dir);
      put('b.xml');
      pool.put('b.xml', report(2));
      const back = await settle();

      assert.deepEqual([back.taken, sweep.status().unreachableSince, sweep.status().cause], [1, null, null]);
      assert.deepEqual(pool.asked, ['a.xml', 'b.xml']);
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

  test('tries again what could not be read, and says so once', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, sweep, lines, clock }) => {
      put('a.xml');
      pool.put('a.xml', { code: 'unavailable', message: 'a.xml is locked.', hint: 'Wait.' });
      await settle();
      await settle();
      assert.equal(sweep.status().pending, 1);
      assert.equal(lines.length, 1);
      pool.put('a.xml', report(1));
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
      pool.put('a.xml', report(1));

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

  test('outlives a throw, says so once, and takes the file in afterwards', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle, intake, lines, servers, clock }) => {
      const healthy = intake.evidenceChanged;
      Object.assign(intake, { evidenceChanged: () => Promise.reject(new Error('a bug')) });
      put('a.xml');
      pool.put('a.xml', report(1));
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
        pool.put(`${number}.xml`, report(number));
      }
      await settle();
      assert.ok(pool.asked.length < 9, `${pool.asked.length} were parsed for nothing`);
      Object.assign(intake, { database });

      await settle();
      assert.equal((await servers()).length, 9);
    });
    await database.close();
  });

  test('takes in hundreds of files, few at a time', async () => {
    const database = await openSqlite();
    await using(await aSweep(database), async ({ put, pool, settle }) => {
      const names = Array.from({ length: 300 }, (_, number) => `${number}.xml`);
      for (const name of names) put(name);
      names.forEach((name, number) => void pool.put(name, report(number)));
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

  test('goes on by itself until it is stopped', async () => {
    const database = await openSqlite();
    const dir = temporaryFolder();
    const pool = fakePool();
    pool.put('a.xml', report(1));
    pool.put('b.xml', report(2));
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
