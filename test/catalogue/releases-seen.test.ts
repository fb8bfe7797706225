import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadOverlay } from '../../src/catalogue/load.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { noteReleases, releasesSince } from '../../src/catalogue/releases-seen.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';

const overlay = {
  asOf: '2026-11-10',
  builds: [
    {
      product: 'ExchangeSE',
      cu: 'RTM',
      su: 'Nov26SU',
      kind: 'SU',
      build: '15.2.2562.60',
      releaseDate: '2026-11-10',
      kb: null,
      sources: ['operator'],
    },
  ],
};

onBothDialects((_name, open) => {
  it('tells builds apart that became known since, and notes each once', async () => {
    const database = await open();
    const clock = fakeClock();
    const start = clock.now();
    const shipped = shippedCatalogue();
    const first = await database.transaction((tx) => noteReleases(tx, shipped, start));
    assert.ok(first > 50);
    assert.equal(await database.transaction((tx) => noteReleases(tx, shipped, later(start, HOUR))), 0);
    assert.deepEqual(await database.read((reader) => releasesSince(reader, shipped, start)), []);

    clock.advance(HOUR);
    const app = { database, clock, catalogueChanged: async () => {} };
    const loaded = await loadOverlay(app, { kind: 'cli', user: 'ana' }, JSON.stringify(overlay));
    assert.ok(loaded.ok);
    const { catalogue } = loaded.value;
    assert.deepEqual(await database.read((reader) => releasesSince(reader, catalogue, start)), [
      { build: '15.2.2562.60', label: 'Exchange SE RTM Nov26SU' },
    ]);
    assert.deepEqual(await database.read((reader) => releasesSince(reader, catalogue, clock.now())), []);
  });

  it('tells what another process has made known, whatever the catalogue of this one', async () => {
    const database = await open();
    const clock = fakeClock();
    const start = clock.now();
    const shipped = shippedCatalogue();
    await database.transaction((tx) => noteReleases(tx, shipped, start));
    clock.advance(HOUR);
    const app = { database, clock, catalogueChanged: async () => {} };
    await loadOverlay(app, { kind: 'cli', user: 'ana' }, JSON.stringify(overlay));
    // By a version that ships a newer catalogue.
    await database.transaction((tx) =>
      tx.insertInto('releases_seen').values({ build: '15.2.2562.99', seen_at: clock.now() }).execute(),
    );

    assert.deepEqual(await database.read((reader) => releasesSince(reader, shipped, start)), [
      { build: '15.2.2562.60', label: 'Exchange SE RTM Nov26SU' },
      { build: '15.2.2562.99', label: 'build 15.2.2562.99' },
    ]);
  });
});
