import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { catalogueLoad } from '../../src/cli/verbs/catalogue-load.ts';
import { catalogueShow } from '../../src/cli/verbs/catalogue-show.ts';
import { ingestPaths } from '../../src/cli/verbs/ingest.ts';
import { judge } from '../../src/cli/verbs/judge.ts';
import { status } from '../../src/cli/verbs/status.ts';
import { why } from '../../src/cli/verbs/why.ts';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { aCliHouse, type CliHouse } from './a-house.ts';

describe('the verbs of the command line', () => {
  let cli: CliHouse;

  before(async () => {
    cli = await aCliHouse();
  });
  beforeEach(() => {
    cli.printed();
    cli.complained();
  });
  after(() => cli.house.close());

  const read = (json: boolean) => ({ json, now: cli.clock.now() });

  it('status finds an empty fleet wanting and says how to fill it', async () => {
    assert.equal(await status(cli.house, cli.output, read(false)), 1);
    assert.match(cli.printed(), /No server is known yet.*ingest/);
  });

  it('ingest ends with what was taken, skipped and refused, and why', async () => {
    const mixed = join(cli.folder, 'mixed');
    mkdirSync(mixed);
    const generatedAt = later(cli.clock.now(), -HOUR);
    const ready = cli.report({ name: 'BER-EX01', generatedAt });
    writeFileSync(join(mixed, 'HealthChecker-BAD-EX01-20261121080000.xml'), '<Objs');
    writeFileSync(join(mixed, 'HealthChecker-BER-EX01-20261121080000.txt'), 'console text');

    const code = await ingestPaths(cli.house, cli.output, [ready, mixed], false);

    const text = cli.printed();
    assert.equal(code, 1);
    assert.match(text, /1 taken, 0 unchanged, 1 skipped, 1 refused\./);
    assert.match(text, /HealthChecker-BAD-EX01-20261121080000\.xml\s+refused/);
  });

  it('ingest keeps every word on a narrow terminal, however long the names of files', async () => {
    const words = /System\.Management\.Automation\.PSCustomObject\.VeryLong/;
    const mixed = join(cli.folder, 'narrow');
    mkdirSync(mixed);
    const type = 'System.Management.Automation.PSCustomObject.VeryLong';
    writeFileSync(
      join(mixed, 'HealthChecker-BAD-EX02.contoso.test-20261121080000.xml'),
      `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>${type}</T></TN><MS><S N="a">b</S></MS></Obj></Objs>`,
    );
    for (const width of [80, 160]) {
      await ingestPaths(cli.house, { ...cli.output, width }, [mixed], false);
      const text = cli.printed();
      assert.match(text, words);
      assert.deepEqual(
        text.split('\n').filter((line) => line.length > width),
        [],
      );
    }
  });

  it('ingest of the same file again changes nothing', async () => {
    const again = cli.report({ name: 'BER-EX01', generatedAt: later(cli.clock.now(), -HOUR) });

    assert.equal(await ingestPaths(cli.house, cli.output, [again], true), 0);
    assert.deepEqual((JSON.parse(cli.printed()) as { counts: object }).counts, {
      taken: 0,
      unchanged: 1,
      skipped: 0,
      refused: 0,
    });
  });

  it('status is content with a fleet that is ready', async () => {
    assert.equal(await status(cli.house, cli.output, read(true)), 0);
    const { asOf, totals, servers } = JSON.parse(cli.printed()) as {
      asOf: string;
      totals: object;
      servers: Record<string, unknown>[];
    };
    assert.equal(asOf, '2026-11-21T09:00:00.000Z');
    assert.deepEqual(totals, { ready: 1, failing: 0, unknown: 0, notApplicable: 0 });
    const keys = ['id', 'name', 'fqdn', 'organisation', 'site', 'dag', 'product', 'cu', 'su', 'build'];
    for (const key of [...keys, 'observedAt', 'readiness', 'checks', 'nextStep'])
      assert.ok(key in (servers[0] ?? {}), key);
    assert.equal((servers[0]?.checks as object[] | undefined)?.length, 17);
  });

  it('status judges as of the instant that is asked for', async () => {
    const now = later(cli.clock.now(), 9 * DAY);

    assert.equal(await status(cli.house, cli.output, { json: true, now }), 1);
    assert.deepEqual((JSON.parse(cli.printed()) as { totals: object }).totals, {
      ready: 0,
      failing: 0,
      unknown: 1,
      notApplicable: 0,
    });
  });

  it('status fits the terminal', async () => {
    const narrow = { ...cli.output, width: 80 };
    await ingestPaths(
      cli.house,
      narrow,
      [
        cli.report({
          name: 'A-NAME-OF-15-CH',
          build: '15.1.2375.37',
          serviceStatus: 'Stopped',
          generatedAt: later(cli.clock.now(), -HOUR),
        }),
      ],
      true,
    );
    cli.printed();
    await status(cli.house, narrow, read(false));

    const table = cli
      .printed()
      .split('\n')
      .filter((line) => !/servers:/.test(line));
    assert.deepEqual(
      table.filter((line) => line.length > 80),
      [],
    );
  });

  it('status tells the next step where the terminal has room, and that a name is inferred', async () => {
    await status(cli.house, { ...cli.output, width: 160 }, read(false));
    const text = cli.printed();
    assert.match(text, /Replace A-NAME-OF-15-CH with a new Exchange SE server\./);
    assert.match(text, /Name inferred, not Microsoft's own: Oct26SU\./);
  });

  it('status does not call a CU plain whose update is not known', async () => {
    const generatedAt = later(cli.clock.now(), -HOUR);
    await ingestPaths(
      cli.house,
      cli.output,
      [cli.report({ name: 'MAD-EX01', failedExSetup: true, generatedAt })],
      true,
    );
    cli.printed();
    await status(cli.house, { ...cli.output, width: 160 }, read(false));
    assert.match(cli.printed().replace(/\s+/g, ' '), /MAD-EX01 .*update not known/);
  });

  it('why tells verdict, evidence and next step, by short name in any case', async () => {
    assert.equal(await why(cli.house, cli.output, 'a-name-of-15-ch', read(false)), 1);
    const text = cli.printed();
    assert.match(text, /✖ failing: A-NAME-OF-15-CH/);
    assert.match(text, /ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion/);
    assert.match(text, /Next: /);
  });

  it('why refuses a name that is not there', async () => {
    assert.equal(await why(cli.house, cli.output, 'ber-ex99', read(false)), 2);
    assert.match(cli.complained(), /There is no server ber-ex99/);
  });

  it('why suggests the servers whose names hold what was typed', async () => {
    assert.equal(await why(cli.house, cli.output, 'mad', read(false)), 2);
    assert.match(cli.complained(), /Did you mean MAD-EX01\?/);
    assert.equal(await why(cli.house, cli.output, ' ', read(false)), 2);
    assert.match(cli.complained(), /No server is named/);
  });

  it('judge says which names are inferred and which updates only ESU holders got', async () => {
    await judge(cli.house, cli.output, ['15.2.2562.56', '15.2.1748.39', '15.2.2700.1'], read(false));
    const text = cli.printed();
    assert.match(text, /^15\.2\.2562\.56: Exchange SE RTM Oct26SU, name inferred$/m);
    assert.match(text, /Newest of Exchange 2019 CU15: 15\.2\.1748\.55 \(.*name inferred, .*Extended Security/);
    assert.match(text, /^15\.2\.2700\.1: Exchange SE, a CU that is not in the catalogue$/m);
    await judge(cli.house, cli.output, ['15.2.2562.56', '15.2.1748.39'], read(true));
    const inferred = (JSON.parse(cli.printed()) as { inferred: boolean }[]).map((one) => one.inferred);
    assert.deepEqual(inferred, [true, false]);
  });

  it('judge takes builds as Exchange writes them, one object each', async () => {
    assert.equal(await judge(cli.house, cli.output, ['15.2.1544.36', '15.02.1544.036'], read(true)), 0);
    const [first, second] = JSON.parse(cli.printed()) as {
      build: string;
      checks: object[];
      openVulnerabilities: string[];
    }[];
    assert.deepEqual(first, second);
    assert.equal(first?.build, '15.2.1544.36');
    assert.ok(first?.openVulnerabilities.includes('CVE-2026-42897'));
  });

  it('judge refuses what is no build, and names it', async () => {
    assert.equal(await judge(cli.house, cli.output, ['15.2'], read(false)), 2);
    assert.match(cli.complained(), /"15\.2" is not a build number/);
  });

  it('catalogue load adds newer builds and judges the fleet anew', async () => {
    const file = join(cli.folder, 'overlay.json');
    const build = { product: 'ExchangeSE', cu: 'RTM', su: 'Nov26SU', kind: 'SU', build: '15.2.2562.70' };
    const releases = [{ ...build, releaseDate: '2026-11-10', kb: null, sources: ['test'] }];
    writeFileSync(file, JSON.stringify({ asOf: '2026-11-12', builds: releases }));

    assert.equal(await catalogueLoad(cli.house, cli.output, file, false), 0, cli.complained());
    assert.match(cli.printed(), /15\.2\.2562\.70/);
    assert.equal(await catalogueShow(cli.house, cli.output, read(false)), 0);
    assert.match(cli.printed(), /as of 12 Nov 2026/);
    await cli.house.refreshCatalogue();
    await why(cli.house, cli.output, 'ber-ex01', read(false));
    assert.match(cli.printed(), /15\.2\.2562\.70/);
  });

  it('catalogue load refuses what can not be read', async () => {
    assert.equal(await catalogueLoad(cli.house, cli.output, join(cli.folder, 'nothing.json'), false), 2);
    assert.match(cli.complained(), /nothing\.json can not be read \(ENOENT\)/);
  });
});
