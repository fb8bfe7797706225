import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mitigationOf } from '../../src/catalogue/mitigations.ts';
import { applyOverlay } from '../../src/catalogue/overlay.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import type { RefusalCode } from '../../src/core/result.ts';

const base = shippedCatalogue();

export const november = {
  product: 'ExchangeSE',
  cu: 'RTM',
  su: 'Nov26SU',
  kind: 'SU',
  build: '15.2.2562.60',
  releaseDate: '2026-11-10',
  kb: 'KB5140001',
  sources: ['operator'],
};
export const october = {
  product: 'ExchangeSE',
  cu: 'RTM',
  su: 'Oct26SU',
  kind: 'SU',
  build: '15.2.2562.56',
  releaseDate: '2026-10-13',
  kb: null,
  sources: ['cvelist'],
};
export const cu1 = {
  builds: [
    {
      product: 'ExchangeSE',
      cu: 'CU1',
      su: null,
      kind: 'CU',
      build: '15.2.3001.7',
      releaseDate: '2026-11-17',
      kb: 'KB5140009',
      sources: ['operator'],
    },
  ],
  lanes: [
    {
      product: 'ExchangeSE',
      cu: 'CU1',
      lane: '15.2.3001',
      serviceFrom: '15.2.3001.7',
      ocsCertificateFrom: '15.2.3001.7',
      ocsSigningFrom: '15.2.3001.7',
    },
  ],
};
export const cve = {
  cve: 'CVE-2026-99999',
  fixedIn: ['Nov26SU'],
  products: ['ExchangeSE'],
  source: 'operator',
  exploited: true,
};
export const m2 = {
  family: 'M2',
  title: 'URL Rewrite rule that adds a content security policy to OWA',
  cve: 'CVE-2026-42897',
  products: ['Exchange2016', 'Exchange2019', 'ExchangeSE'],
  highestApplicable: 'Jun26SU',
  removableFrom: 'Jul26SU',
  removal: mitigationOf(base, 'M2')?.removal,
};
export const se = { product: 'ExchangeSE', endsOn: null, esuUntil: null, esuLevels: [], lastPublicUpdate: null };
export const e2016 = {
  product: 'Exchange2016',
  endsOn: '2025-10-14',
  esuUntil: '2026-10-31',
  esuLevels: ['CU23'],
  lastPublicUpdate: 'Oct25SU',
};
export const asOf = '2026-11-21';

export type RefusalCase = readonly [why: string, overlay: unknown, code: RefusalCode, ...says: RegExp[]];

/** One test a case: the refusal has the code, and its message says what was wrong and which values. */
export function refusesEach(refusals: readonly RefusalCase[]): void {
  for (const [why, overlay, code, ...says] of refusals) {
    test(`an overlay is refused for ${why}, and the refusal says what and which`, () => {
      const outcome = applyOverlay(base, overlay);

      assert.ok(!outcome.ok);
      assert.equal(outcome.refusal.code, code, outcome.refusal.message);
      for (const pattern of says) assert.match(outcome.refusal.message, pattern);
      assert.match(outcome.refusal.message, /\.$/);
      assert.ok(outcome.refusal.hint.length > 0);
    });
  }
}
