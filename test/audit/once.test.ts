import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onceOnly, type Press } from '../../src/audit/once.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import type { Actor } from '../../src/core/actor.ts';
import { later } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { ok, type Refused, refuse, type Result } from '../../src/core/result.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothDialects, onBothUrls } from '../support/database.ts';
import { aDeed, AT, storedRows, write } from './rows.ts';

const ana: Actor = { kind: 'user', tenantId: 't', aadObjectId: 'ana', name: 'Ana' };
const bo: Actor = { kind: 'user', tenantId: 't', aadObjectId: 'bo', name: 'Bo' };
const PRESS: Press<string> = { actor: ana, verb: 'digest.set', once: 'a-button' };

/** Presses; `done` counts how often the work was done, and is its outcome. */
function presser(database: Database) {
  let done = 0;
  return {
    done: () => done,
    press: (press: Press<string> = PRESS, refused?: Refused) =>
      database.transaction((tx) =>
        onceOnly(tx, AT, press, async () => {
          if (refused) return refused;
          done += 1;
          return ok({ deed: aDeed({ actor: press.actor, verb: press.verb }), outcome: `done ${done}` });
        }),
      ),
  };
}

onBothDialects((_name, open) => {
  describe('a press', () => {
    test('that comes again has no second effect and gets the first outcome', async () => {
      const database = await open();
      const { press, done } = presser(database);

      const first = await press();
      await write(database, [aDeed()]);
      const second = await press();

      assert.deepEqual([first, second], [ok('done 1'), ok('done 1')]);
      assert.equal(done(), 1);
      const rows = await storedRows(database);
      assert.deepEqual(
        rows.map((row) => [row.verb, row.effect_key !== null, row.outcome]),
        [
          ['digest.set', true, '"done 1"'],
          ['report.taken', false, null],
        ],
      );
    });

    test('of somebody else, of another button or for something else is another press', async () => {
      const database = await open();
      const { press } = presser(database);

      const outcomes = [
        await press(),
        await press({ ...PRESS, actor: bo }),
        await press({ ...PRESS, once: 'another' }),
        await press({ ...PRESS, verb: 'digest.off' }),
      ];

      assert.deepEqual(outcomes, [ok('done 1'), ok('done 2'), ok('done 3'), ok('done 4')]);
      assert.equal((await storedRows(database)).length, 4);
    });

    test('is the same one under another name of the same person', async () => {
      const database = await open();
      const { press } = presser(database);

      await press();
      const again = await press({ ...PRESS, actor: { ...ana, name: 'Ana Maria', tenantId: 'T' } });

      assert.deepEqual(again, ok('done 1'));
    });

    test('that was refused leaves nothing and may be repeated', async () => {
      const database = await open();
      const { press } = presser(database);
      const refused = refuse('invalid', 'No.', 'Try something else.');

      assert.deepEqual(await press(PRESS, refused), refused);
      assert.deepEqual(await storedRows(database), []);
      assert.deepEqual(await press(), ok('done 1'));
      assert.deepEqual(await press(PRESS, refused), ok('done 1'));
    });

    test('whose transaction fails leaves nothing and may be repeated', async () => {
      const database = await open();
      const { press } = presser(database);

      const failing = database.transaction(async (tx) => {
        await onceOnly(tx, AT, PRESS, async () => ok({ deed: aDeed(), outcome: 'lost' }));
        throw new Error('no');
      });

      await assert.rejects(failing, /no/);
      assert.deepEqual(await press(), ok('done 1'));
    });

    test('that changed nothing has no row and may be repeated', async () => {
      const database = await open();
      const nothing = () =>
        database.transaction((tx) => onceOnly(tx, AT, PRESS, async () => ok({ deed: null, outcome: 'as before' })));

      assert.deepEqual([await nothing(), await nothing()], [ok('as before'), ok('as before')]);
      assert.deepEqual(await storedRows(database), []);
    });

    test('gets the same outcome the first time as later, as JSON can hold it', async () => {
      const database = await open();
      const outcome = { at: later(AT, 1), none: null, left: undefined, list: [{ b: 1, a: '\0\ud800' }] };
      const press = () =>
        database.transaction((tx) =>
          onceOnly(tx, AT, { ...PRESS, once: 'x'.repeat(100_000) } as Press<object>, async () =>
            ok({ deed: aDeed(), outcome: outcome as object }),
          ),
        );

      const [first, second] = [await press(), await press()];

      assert.deepEqual(first, ok({ at: later(AT, 1), none: null, list: [{ a: '\0\ud800', b: 1 }] }));
      assert.deepEqual(second, first);
    });

    test('whose outcome an earlier version stored is read by who knows it, or refused', async () => {
      const database = await open();
      const { press } = presser(database);
      await press();

      const read = await press({ ...PRESS, reads: (stored) => (typeof stored === 'string' ? `${stored}!` : null) });
      const unread = await press({ ...PRESS, reads: () => null });

      assert.deepEqual(read, ok('done 1!'));
      assert.equal(!unread.ok && unread.refusal.code, 'conflict');
    });
  });
});

onBothUrls((_name, freshUrl) => {
  test('a press that many deliver at the same moment, to two processes, has one row and one outcome', async () => {
    const url = await freshUrl();
    const processes = [
      await openDatabase(url, { log: silentLog }),
      await openDatabase(url, { log: silentLog, patience: 30_000 }),
    ];
    const [one, two] = processes as [Database, Database];
    const pressers = [presser(one), presser(two)];

    const outcomes: Result<string>[] = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (pressers[n % 2] as ReturnType<typeof presser>).press()),
    );

    assert.deepEqual(new Set(outcomes.map((outcome) => outcome.ok && outcome.value)), new Set(['done 1']));
    assert.equal(
      pressers.reduce((sum, presser) => sum + presser.done(), 0),
      1,
    );
    assert.equal((await storedRows(one)).length, 1);
    for (const database of processes) await database.close();
  });

  test('two processes that write at the same time leave one chain', async () => {
    const url = await freshUrl();
    const processes = [
      await openDatabase(url, { log: silentLog, patience: 30_000 }),
      await openDatabase(url, { log: silentLog, patience: 30_000 }),
    ];

    await Promise.all(
      Array.from({ length: 60 }, (_, n) => write(processes[n % 2] as Database, [aDeed({ subject: `${n}` })])),
    );

    const verdict = await (processes[0] as Database).read((reader) => verifyAudit(reader));
    assert.equal(verdict.ok, true);
    assert.equal(verdict.count, 60);
    for (const database of processes) await database.close();
  });
});
