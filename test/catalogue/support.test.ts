import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBuild, parseBuild } from '../../src/catalogue/build-number.ts';
import type { BuildNumber, Catalogue, Product } from '../../src/catalogue/model.ts';
import { applyOverlay } from '../../src/catalogue/overlay.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { isEsuOnly, lastPublicUpdate, supportOn } from '../../src/catalogue/support.ts';
import type { Day } from '../../src/core/clock.ts';

const catalogue = shippedCatalogue();

function parse(text: string): BuildNumber {
  const build = parseBuild(text);
  assert.ok(build, text);
  return build;
}

const cases: readonly [
  product: Product,
  cu: string | null,
  day: string,
  state: string,
  reason: string,
  since: string | null,
  until: string | null,
][] = [
  ['Exchange2013', 'CU23', '2023-04-10', 'supported', 'before-end', null, '2023-04-11'],
  ['Exchange2013', 'CU23', '2023-04-11', 'ended', 'product-ended', '2023-04-11', null],
  ['Exchange2016', 'CU23', '2025-10-13', 'supported', 'before-end', null, '2025-10-14'],
  ['Exchange2016', 'CU23', '2025-10-14', 'esu-only', 'esu-running', '2025-10-14', '2026-11-01'],
  ['Exchange2016', 'CU23', '2026-10-31', 'esu-only', 'esu-running', '2025-10-14', '2026-11-01'],
  ['Exchange2016', 'CU23', '2026-11-01', 'ended', 'esu-over', '2026-11-01', null],
  ['Exchange2016', 'CU22', '2026-10-31', 'ended', 'product-ended', '2025-10-14', null],
  ['Exchange2019', 'CU14', '2026-10-31', 'esu-only', 'esu-running', '2025-10-14', '2026-11-01'],
  ['Exchange2019', 'CU15', '2026-11-21', 'ended', 'esu-over', '2026-11-01', null],
  ['Exchange2019', 'CU13', '2025-10-14', 'ended', 'product-ended', '2025-10-14', null],
  ['Exchange2019', 'CU13', '2025-02-09', 'supported', 'before-end', null, '2025-02-10'],
  ['Exchange2019', 'CU13', '2025-02-10', 'ended', 'cu-superseded', '2025-02-10', null],
  ['Exchange2019', 'CU14', '2025-02-10', 'supported', 'before-end', null, '2025-10-14'],
  ['Exchange2019', null, '2026-10-01', 'ended', 'product-ended', '2025-10-14', null],
  ['ExchangeSE', 'RTM', '2026-11-21', 'supported', 'no-end-named', null, null],
  ['ExchangeSE', null, '2026-11-21', 'supported', 'no-end-named', null, null],
];

for (const [product, cu, day, state, reason, since, until] of cases) {
  test(`on ${day} ${product} ${cu ?? 'of unknown CU'} is ${state}: ${reason}`, () => {
    const status = supportOn(catalogue, product, cu, day as Day);

    assert.deepEqual(
      { state: status.state, reason: status.reason, since: status.since, until: status.until },
      { state, reason, since, until },
    );
  });
}

test('a product without support dates is not taken for supported', () => {
  const bare: Catalogue = { ...catalogue, support: [] };

  assert.equal(supportOn(bare, 'ExchangeSE', 'RTM', '2026-11-21' as Day).state, 'ended');
  assert.equal(supportOn(bare, 'ExchangeSE', 'RTM', '2026-11-21' as Day).reason, 'not-known');
});

test('Exchange SE RTM leaves support when its second CU is out', () => {
  const cu = (name: string, third: number, releaseDate: string) => ({
    builds: [
      {
        product: 'ExchangeSE',
        cu: name,
        su: null,
        kind: 'CU',
        build: `15.2.${third}.5`,
        releaseDate,
        kb: null,
        sources: ['test'],
      },
    ],
    lanes: [
      {
        product: 'ExchangeSE',
        cu: name,
        lane: `15.2.${third}`,
        serviceFrom: `15.2.${third}.5`,
        ocsCertificateFrom: `15.2.${third}.5`,
        ocsSigningFrom: `15.2.${third}.5`,
      },
    ],
  });
  const [first, second] = [cu('CU1', 3000, '2027-01-10'), cu('CU2', 3100, '2027-06-10')];
  const both = applyOverlay(catalogue, {
    asOf: '2027-07-01',
    builds: [...first.builds, ...second.builds],
    lanes: [...first.lanes, ...second.lanes],
  });
  assert.ok(both.ok);

  assert.equal(supportOn(both.value, 'ExchangeSE', 'RTM', '2027-06-09' as Day).state, 'supported');
  assert.equal(supportOn(both.value, 'ExchangeSE', 'RTM', '2027-06-10' as Day).reason, 'cu-superseded');
  assert.equal(supportOn(both.value, 'ExchangeSE', 'CU1', '2027-06-10' as Day).state, 'supported');
});

for (const [product, cu, build] of [
  ['Exchange2019', 'CU15', '15.2.1748.39'],
  ['Exchange2019', 'CU14', '15.2.1544.36'],
  ['Exchange2016', 'CU23', '15.1.2507.61'],
  ['Exchange2019', 'CU13', '15.2.1258.39'],
  ['Exchange2013', 'CU23', '15.0.1497.48'],
  ['ExchangeSE', 'RTM', '15.2.2562.56'],
] as const) {
  test(`the last public update of ${product} ${cu} is ${build}`, () => {
    const last = lastPublicUpdate(catalogue, product, cu);

    assert.equal(last && formatBuild(last.build), build);
  });
}

test('a CU that is not known has no last public update', () => {
  assert.equal(lastPublicUpdate(catalogue, 'Exchange2019', 'CU99'), null);
});

for (const [text, only] of [
  ['15.1.2507.61', false],
  ['15.1.2507.62', true],
  ['15.1.2507.77', true],
  ['15.2.1544.37', true],
  ['15.2.1748.39', false],
  ['15.2.1258.99', false],
  ['15.2.2562.56', false],
  ['15.2.2562.99', false],
  ['15.2.1600.99', false],
] as const) {
  test(`${text} was ${only ? '' : 'not '}for ESU holders only`, () =>
    assert.equal(isEsuOnly(catalogue, parse(text)), only));
}
