import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { ServerRow } from '../../src/readiness/model.ts';
import { causeCounts, fleetSummary, listServers, type PageQuery, scopes } from '../../src/readiness/fleet.ts';
import { judgeAt } from '../../src/readiness/judge-at.ts';
import { rememberedFleet } from '../../src/readiness/remembered.ts';
import { allServers, findServer, serverNames } from '../../src/readiness/rows.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, aListedServer, anInventoryFile, known } from '../support/evidence.ts';
import { aFleet, aMixedFleet } from './fleets.ts';
import { catalogue, NOW } from './subjects.ts';

const failing: PageQuery = { kind: 'failing', scope: null, cause: null, now: NOW, page: 1, pageSize: 12 };
const outdated: PageQuery = { ...failing, kind: 'outdated' };
const unknown: PageQuery = { ...failing, kind: 'unknown' };
const expired = later(NOW, 8 * DAY);

onBothDialects((_name, open) => {
  async function mixed() {
    const fleet = aFleet(await open());
    await aMixedFleet(fleet);
    const names = async (query: PageQuery) =>
      (await fleet.database.read((reader) => listServers(reader, query))).rows.map(({ name }) => name);
    return { ...fleet, names };
  }

  it('counts the fleet', async () => {
    const { database } = await mixed();
    const summary = await database.read((reader) => fleetSummary(reader, NOW, catalogue.asOf));

    assert.deepEqual(summary, {
      asOf: NOW,
      catalogueAsOf: catalogue.asOf,
      totals: { ready: 3, failing: 4, unknown: 1, notApplicable: 1 },
      servers: 9,
      retired: 0,
      readyMissingUpdate: 1,
      readyOutOfSupport: 1,
      oldestReport: NOW,
      newestReport: NOW,
      completeness: null,
    });
  });

  it('knows how complete it is once an inventory is there', async () => {
    const { database, take } = await mixed();
    await take(anInventoryFile([aListedServer(), aListedServer({ name: 'READY-01', fqdn: 'READY-01.contoso.test' })]));
    const summary = await database.read((reader) => fleetSummary(reader, NOW, catalogue.asOf));
    assert.deepEqual(summary.completeness, { listed: 2, reported: 1 });
    assert.equal(summary.totals.unknown, 2);
  });

  it('says of an empty fleet that it is empty', async () => {
    const { database } = aFleet(await open());
    const summary = await database.read((reader) => fleetSummary(reader, NOW, catalogue.asOf));
    assert.deepEqual(summary.totals, { ready: 0, failing: 0, unknown: 0, notApplicable: 0 });
    assert.equal(summary.oldestReport, null);
    assert.deepEqual(await database.read((reader) => listServers(reader, failing)), {
      rows: [],
      page: 1,
      pages: 1,
      total: 0,
    });
  });

  it('lists failing servers, the ones that are cut off first, then by name', async () => {
    const { names } = await mixed();
    assert.deepEqual(await names(failing), ['FAIL-03', 'FAIL-01', 'FAIL-02', 'FAIL-04']);
  });

  it('lists outdated servers whatever their readiness', async () => {
    const { names } = await mixed();
    assert.deepEqual(await names(outdated), ['BEHIND-01', 'FAIL-01', 'FAIL-02', 'FAIL-03', 'OLD-01']);
    assert.deepEqual(await names({ ...outdated, cause: 'support-lifecycle' }), ['FAIL-03', 'OLD-01']);
    assert.deepEqual(await names({ ...outdated, cause: 'latest-update' }), [
      'BEHIND-01',
      'FAIL-01',
      'FAIL-02',
      'FAIL-03',
    ]);
  });

  it('lists unknown servers by name, one that only the inventory knows among them', async () => {
    const { names, take, report } = await mixed();
    await take(anInventoryFile([aListedServer()]));
    await report('ALSO-01', { ocsProbe: { known: false, why: 'absent', path: 'x' }, site: known('Paris') });

    assert.deepEqual(await names(unknown), ['ALSO-01', 'GHO-EX01', 'OPEN-01']);
    assert.deepEqual(await names({ ...unknown, page: 2, pageSize: 2 }), ['OPEN-01']);
    assert.deepEqual(await names({ ...unknown, scope: { by: 'site', value: 'Paris' } }), ['ALSO-01']);
    assert.deepEqual(await names({ ...unknown, cause: 'ocs-endpoint' }), ['ALSO-01', 'GHO-EX01', 'OPEN-01']);
    assert.deepEqual(await names({ ...unknown, cause: 'evidence-age' }), ['GHO-EX01']);
  });

  it('lists what has expired as unknown, whatever it was, but never an Edge server', async () => {
    const { database, names } = await mixed();
    const all = ['BEHIND-01', 'FAIL-01', 'FAIL-02', 'FAIL-03', 'FAIL-04', 'OLD-01', 'OPEN-01', 'READY-01'];
    const late = { ...unknown, now: expired };
    const pages = await Promise.all([1, 2, 3].map((page) => names({ ...late, page, pageSize: 3 })));
    const { total, rows } = await database.read((reader) => listServers(reader, late));

    assert.deepEqual(await names({ ...unknown, now: later(expired, -1) }), ['OPEN-01']);
    assert.deepEqual(await names(late), all);
    assert.deepEqual(pages.flat(), all);
    assert.equal(total, 8);
    assert.ok(rows.every(({ assessment }) => assessment.readiness === 'unknown'));
    assert.deepEqual(await names({ ...late, scope: { by: 'site', value: 'London' } }), ['FAIL-03', 'FAIL-04']);
    assert.deepEqual(await names({ ...late, cause: 'ocs-endpoint' }), ['OPEN-01']);
  });

  it('narrows a list to a site, a DAG, a product and a cause', async () => {
    const { names } = await mixed();
    assert.deepEqual(await names({ ...failing, scope: { by: 'site', value: 'London' } }), ['FAIL-03', 'FAIL-04']);
    assert.deepEqual(await names({ ...failing, scope: { by: 'dag', value: 'DAG-PAR' } }), ['FAIL-01', 'FAIL-02']);
    assert.deepEqual(await names({ ...failing, scope: { by: 'product', value: 'Exchange2016' } }), ['FAIL-03']);
    assert.deepEqual(await names({ ...failing, cause: 'ocs-certificate' }), ['FAIL-03']);
    assert.deepEqual(await names({ ...failing, cause: 'url-rewrite', scope: { by: 'site', value: 'Paris' } }), []);
  });

  it('pages without losing or repeating a server, and ends on the last page', async () => {
    const { database } = await mixed();
    const page = (n: number) => database.read((reader) => listServers(reader, { ...failing, page: n, pageSize: 3 }));

    const [first, second, beyond] = [await page(1), await page(2), await page(9)];
    assert.deepEqual([first.page, first.pages, first.total], [1, 2, 4]);
    assert.deepEqual(
      [...first.rows, ...second.rows].map(({ name }) => name),
      ['FAIL-03', 'FAIL-01', 'FAIL-02', 'FAIL-04'],
    );
    assert.equal(beyond.page, 2);
    assert.equal((await page(-1)).page, 1);
  });

  it('counts causes, most first', async () => {
    const { database } = await mixed();
    const counts = (kind: PageQuery['kind'], site: string | null = null) =>
      database.read((reader) =>
        causeCounts(reader, { kind, now: NOW, scope: site ? { by: 'site', value: site } : null }),
      );

    assert.deepEqual(await counts('failing'), [
      { check: 'ocs-signing', servers: 3 },
      { check: 'ocs-certificate', servers: 1 },
      { check: 'url-rewrite', servers: 1 },
    ]);
    assert.deepEqual(await counts('failing', 'Paris'), [{ check: 'ocs-signing', servers: 2 }]);
    assert.deepEqual(await counts('outdated'), [
      { check: 'latest-update', servers: 4 },
      { check: 'support-lifecycle', servers: 2 },
    ]);
  });

  it('counts for each gate of how many servers it is unknown, as the list filtered by it has them', async () => {
    const { database, take, report } = await mixed();
    await take(anInventoryFile([aListedServer()]));
    await report('FAIL-01', {
      build: known(aBuild('15.2.2562.37')),
      ocsProbe: { known: false, why: 'absent', path: 'x' },
    });
    const counts = (now: typeof NOW) =>
      database.read((reader) => causeCounts(reader, { kind: 'unknown', scope: null, now }));

    assert.deepEqual((await counts(NOW))[0], { check: 'ocs-endpoint', servers: 2 });
    assert.deepEqual((await counts(expired))[0], { check: 'evidence-age', servers: 9 });
    for (const now of [NOW, expired]) {
      for (const { check, servers } of await counts(now)) {
        const { total } = await database.read((reader) => listServers(reader, { ...unknown, now, cause: check }));
        assert.equal(total, servers, check);
      }
    }
  });

  it('reads an expired judgement as unknown in counts, lists and rows, from the very instant on', async () => {
    const { database, names } = await mixed();
    const read = (now: typeof NOW) => database.read((reader) => fleetSummary(reader, now, catalogue.asOf));

    assert.equal((await read(later(expired, -1))).totals.ready, 3);
    const summary = await read(expired);
    assert.deepEqual(summary.totals, { ready: 0, failing: 0, unknown: 8, notApplicable: 1 });
    assert.deepEqual([summary.readyMissingUpdate, summary.readyOutOfSupport], [0, 0]);
    assert.deepEqual(await names({ ...failing, now: expired }), []);
    assert.deepEqual(
      await database.read((reader) => causeCounts(reader, { kind: 'failing', scope: null, now: expired })),
      [],
    );

    const row = await database.read((reader) => findServer(reader, serverId('ready-01.contoso.test'), expired));
    assert.equal(row?.assessment.readiness, 'unknown');
    assert.equal(row?.assessment.checks[0]?.verdict, 'unknown');
    assert.match(row?.assessment.checks[0]?.reasons[0]?.text ?? '', /29 Nov 2026, 09:00 UTC/);
  });

  it('finds servers, their names and every scope', async () => {
    const { database } = await mixed();
    const names = await database.read(serverNames);
    assert.equal(names.length, 9);
    assert.deepEqual(names[0], { id: 'behind-01.contoso.test', name: 'BEHIND-01', fqdn: 'BEHIND-01.contoso.test' });
    assert.equal((await database.read((reader) => allServers(reader, NOW))).length, 9);
    assert.equal(await database.read((reader) => findServer(reader, serverId('nobody.contoso.test'), NOW)), null);
    assert.deepEqual(await database.read(scopes), [
      { by: 'site', value: 'Berlin' },
      { by: 'site', value: 'London' },
      { by: 'site', value: 'Paris' },
      { by: 'dag', value: 'DAG-BER' },
      { by: 'dag', value: 'DAG-PAR' },
      { by: 'product', value: 'Exchange2016' },
      { by: 'product', value: 'Exchange2019' },
      { by: 'product', value: 'ExchangeSE' },
    ]);
  });

  it('judges the same evidence at another instant without storing it', async () => {
    const { database, context } = await mixed();
    const measure = { catalogue, now: expired, maxEvidenceAge: context.maxEvidenceAge };
    const rows = await database.read((reader) => judgeAt(reader, measure, 'all'));

    assert.equal(rows.length, 9);
    assert.equal(rows.filter(({ assessment }) => assessment.readiness === 'ready').length, 0);
    const verdicts = (row: ServerRow) => [
      row.id,
      row.file,
      row.assessment.readiness,
      row.assessment.checks.map(({ verdict }) => verdict),
    ];
    const now = await database.read((reader) => judgeAt(reader, { ...measure, now: NOW }, 'all'));
    const stored = await database.read((reader) => allServers(reader, NOW));
    assert.deepEqual(now.map(verdicts), stored.map(verdicts));
  });

  it('answers from memory until data changes or a judgement expires', async () => {
    const { database, report, clock } = await mixed();
    const fleet = rememberedFleet(database);

    const first = await fleet.list(failing);
    assert.equal(await fleet.list({ ...failing, now: later(NOW, HOUR) }), first);
    assert.equal((await fleet.summary(later(NOW, HOUR), catalogue.asOf)).asOf, later(NOW, HOUR));

    assert.equal((await fleet.list({ ...failing, now: expired })).total, 0);
    assert.equal((await fleet.list(failing)).total, 4);

    clock.advance(HOUR);
    await report('FAIL-01');
    assert.equal((await fleet.list(failing)).total, 3);
    assert.equal((await fleet.causes(failing))[0]?.servers, 2);
    assert.equal((await fleet.names()).length, 9);
    assert.equal((await fleet.scopes()).length, 8);
    assert.equal((await fleet.server(serverId('fail-01.contoso.test'), clock.now()))?.assessment.readiness, 'ready');
  });
});
