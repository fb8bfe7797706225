import { asOf, cve, e2016, m2, refusesEach } from './overlay-support.ts';
import { rawCves } from './raw.ts';

refusesEach([
  [
    'another fix for a vulnerability',
    { asOf, cves: [{ ...rawCves[0], fixedIn: ['May18SU'] }] },
    'conflict',
    /fixedIn of CVE-2018-0924/,
    /Mar18SU/,
    /May18SU/,
  ],
  [
    'a product taken from a vulnerability',
    { asOf, cves: [{ ...rawCves[0], products: ['Exchange2013'] }] },
    'conflict',
    /products of CVE-2018-0924/,
    /Exchange2016/,
  ],
  [
    'a vulnerability said not to be exploited',
    { asOf, cves: [{ ...rawCves.find((row) => row.cve === 'CVE-2026-42897'), exploited: false }] },
    'conflict',
    /exploited/,
    /true/,
    /false/,
  ],
  ['a fix that no build carries', { asOf, cves: [cve] }, 'invalid', /fixedIn of CVE-2026-99999/, /Nov26SU/],
  [
    'a range of a mitigation changed',
    { asOf, mitigations: [{ ...m2, removableFrom: 'Aug26SU' }] },
    'conflict',
    /removableFrom of M2/,
    /Jul26SU/,
    /Aug26SU/,
  ],
  [
    'a mitigation with a label that no build carries',
    { asOf, mitigations: [{ ...m2, family: 'M3', removableFrom: 'Dec26SU' }] },
    'invalid',
    /removableFrom of M3/,
    /Dec26SU/,
  ],
  [
    'a mitigation family with a dot',
    { asOf, mitigations: [{ ...m2, family: 'M2.1' }] },
    'invalid',
    /mitigations\[0\]\.family/,
  ],
  [
    'support made longer',
    { asOf, support: [{ ...e2016, endsOn: '2030-10-14' }] },
    'conflict',
    /endsOn of Exchange2016/,
    /2025-10-14/,
    /2030-10-14/,
  ],
  [
    'ESU for one more CU',
    { asOf, support: [{ ...e2016, esuLevels: ['CU22', 'CU23'] }] },
    'conflict',
    /esuLevels of Exchange2016/,
    /CU22/,
  ],
]);
