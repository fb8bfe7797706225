import assert from 'node:assert/strict';
import { test } from 'node:test';
import sinon from 'sinon';
import { currentCatalogue, describeCatalogue, replay } from '../../src/catalogue/current.ts';
import { type CatalogueApp, type CatalogueChanged, loadOverlay } from '../../src/catalogue/load.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { storedOverlays } from '../../src/catalogue/store.ts';
import type { Day } from '../../src/core/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import { storedRows } from '../audit/rows.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects, openSqlite } from '../support/database.ts';

const operator = { kind: 'cli', user: 'ana' } as const;
const row = {
  product: 'ExchangeSE',
  cu: 'RTM',
  su: 'Nov26SU',
  kind: 'SU',
  build: '15.2.2562.60',
  releaseDate: '2026-11-10',
  kb: null,
  sources: ['operator'],
};
const november = { asOf: '2026-11-10', builds: [row] };
const second = {
  asOf: '2026-11-20',
  builds: [{ ...row, su: 'Nov26SUv2', build: '15.2.2562.62', releaseDate: '2026-11-20' }],
};

function appOn(database: Database, catalogueChanged: CatalogueChanged = async () => {}) {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  return { database, clock, catalogueChanged } satisfies CatalogueApp;
}

async function load(app: CatalogueApp, overlay: unknown) {
  return loadOverlay(app, operator, typeof overlay === 'string' ? overlay : JSON.stringify(overlay));
}

onBothDialects((_name, open) => {
  test('without overlays the shipped catalogue judges', async () => {
    const database = await open();

    assert.equal((await database.read(currentCatalogue)).id, shippedCatalogue().id);
  });

  test('a loaded overlay judges from then on, is kept with who and when, and is told in its transaction', async () => {
    const database = await open();
    const changed = sinon.spy(async (_tx: unknown, _catalogue: unknown) => {});
    const app = appOn(database, changed);

    const outcome = await load(app, november);

    assert.ok(outcome.ok);
    assert.deepEqual(outcome.value.added, ['as of 2026-11-10', 'build 15.2.2562.60']);
    assert.equal((await database.read(currentCatalogue)).id, outcome.value.catalogue.id);
    const [stored] = await database.read(storedOverlays);
    assert.deepEqual(
      { by: stored?.loadedBy, at: stored?.loadedAt, asOf: stored?.asOf },
      { by: 'cli:ana', at: app.clock.now(), asOf: '2026-11-10' },
    );
    assert.equal(changed.callCount, 1);
    assert.equal(changed.firstCall.args[1], outcome.value.catalogue);
  });

  test('a loaded overlay is in the audit log with what judged before, what judges now, and what was added', async () => {
    const database = await open();
    const app = appOn(database);

    const outcome = await load(app, november);

    assert.ok(outcome.ok);
    const [stored] = await database.read(storedOverlays);
    const rows = await storedRows(database);
    assert.deepEqual(
      rows.map((one) => [one.at, one.actor, one.verb, one.subject]),
      [[app.clock.now(), '{"kind":"cli","user":"ana"}', 'catalogue.loaded', stored?.id]],
    );
    assert.deepEqual(JSON.parse(rows[0]?.before ?? ''), { asOf: shippedCatalogue().asOf, id: shippedCatalogue().id });
    assert.deepEqual(JSON.parse(rows[0]?.after ?? ''), {
      asOf: '2026-11-10',
      id: outcome.value.catalogue.id,
      added: ['as of 2026-11-10', 'build 15.2.2562.60'],
    });
  });

  test('the same file twice changes nothing the second time', async () => {
    const database = await open();
    const changed = sinon.spy(async () => {});
    const app = appOn(database, changed);
    await load(app, november);

    const again = await load(app, november);

    assert.ok(again.ok);
    assert.deepEqual(again.value.added, []);
    assert.equal((await database.read(storedOverlays)).length, 1);
    assert.equal((await storedRows(database)).length, 1);
    assert.equal(changed.callCount, 1);
  });

  test('overlays are laid over each other in the order of loading, even when the clock is set back', async () => {
    const database = await open();
    const app = appOn(database);
    await load(app, november);
    app.clock.set('2026-11-20T09:00:00Z');

    const outcome = await load(app, second);

    assert.ok(outcome.ok);
    const { catalogue, overlays, skipped } = await database.read(describeCatalogue);
    assert.equal(catalogue.id, outcome.value.catalogue.id);
    assert.equal(catalogue.asOf, '2026-11-20');
    assert.deepEqual(
      overlays.map((overlay) => overlay.asOf),
      ['2026-11-10', '2026-11-20'],
    );
    assert.deepEqual(skipped, []);
  });

  test('when the listener throws, nothing of the overlay stays', async () => {
    const database = await open();
    const app = appOn(database, async (tx) => {
      assert.notEqual((await currentCatalogue(tx)).id, shippedCatalogue().id);
      throw new Error('no judge');
    });

    await assert.rejects(load(app, november), /no judge/);

    assert.equal((await database.read(currentCatalogue)).id, shippedCatalogue().id);
    assert.deepEqual(await database.read(storedOverlays), []);
    assert.deepEqual(await storedRows(database), []);
  });

  test('a refused file leaves the database as it was', async () => {
    const database = await open();
    const app = appOn(database);
    const before = await database.read(storedOverlays);
    const files: readonly [unknown, RegExp][] = [
      ['{"asOf": "2026-11', /not JSON/],
      ['', /not JSON/],
      ['['.repeat(200_000), /not JSON/],
      [{ ...november, asOf: '2026-11-23' }, /asOf is 2026-11-23/],
      [{ asOf: '2026-10-12' }, /2026-10-12.*2026-10-13/],
      [' '.repeat(1_000_001), /1000001 characters/],
    ];

    for (const [file, says] of files) {
      const outcome = await load(app, file);
      assert.ok(!outcome.ok);
      assert.match(outcome.refusal.message, says);
    }

    assert.deepEqual(await database.read(storedOverlays), before);
    assert.deepEqual(await storedRows(database), []);
  });
});

test('a day that has begun somewhere on Earth is not in the future', async () => {
  const app = appOn(await openSqlite());
  app.clock.set('2026-11-21T09:59:59Z');
  const early = await load(app, { asOf: '2026-11-22' });
  app.clock.set('2026-11-21T10:00:00Z');
  const begun = await load(app, { asOf: '2026-11-22' });
  await app.database.close();

  assert.equal(early.ok, false);
  assert.equal(begun.ok, true);
});

test('a byte order mark before the JSON does no harm', async () => {
  const app = appOn(await openSqlite());
  const outcome = await load(app, `\uFEFF${JSON.stringify(november)}`);
  await app.database.close();

  assert.equal(outcome.ok, true);
});

test('after an upgrade an overlay that is older than the shipped catalogue, or contradicts it, is left out and named', () => {
  const stored = (overlay: { asOf: string }) => ({
    id: overlay.asOf,
    asOf: overlay.asOf as Day,
    overlay: JSON.stringify(overlay),
    loadedAt: fakeClock().now(),
    loadedBy: 'cli:ana',
  });
  const old = stored({ asOf: '2026-10-01' });
  const contrary = stored({ asOf: '2026-11-11', builds: [{ ...row, su: 'Oct26SU' }] } as { asOf: string });
  const fitting = stored(november);

  const current = replay(shippedCatalogue(), [old, contrary, fitting]);

  assert.deepEqual(
    current.skipped.map((one) => one.overlay.id),
    ['2026-10-01', '2026-11-11'],
  );
  assert.match(current.skipped[1]?.refusal.message ?? '', /Oct26SU/);
  assert.equal(current.catalogue.asOf, '2026-11-10');
});
