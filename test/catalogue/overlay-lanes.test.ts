import { asOf, cu1, november, refusesEach } from './overlay-support.ts';

refusesEach([
  ['a new CU without bounds', { asOf, builds: cu1.builds }, 'invalid', /15\.2\.3001/, /lanes/],
  ['bounds without a build', { asOf, lanes: cu1.lanes }, 'invalid', /15\.2\.3001/, /builds/],
  [
    'a bound of another lane',
    { asOf, builds: cu1.builds, lanes: [{ ...cu1.lanes[0], ocsSigningFrom: '15.2.2562.43' }] },
    'invalid',
    /ocsSigningFrom/,
    /15\.2\.2562\.43/,
  ],
  [
    'bounds that fall',
    { asOf, builds: cu1.builds, lanes: [{ ...cu1.lanes[0], serviceFrom: null }] },
    'invalid',
    /ocsCertificateFrom/,
  ],
  [
    'a bound left out',
    { asOf, builds: cu1.builds, lanes: [{ ...cu1.lanes[0], ocsSigningFrom: undefined }] },
    'invalid',
    /lanes\[0\]\.ocsSigningFrom/,
  ],
  [
    'another bound of a known lane',
    {
      asOf,
      lanes: [
        {
          ...cu1.lanes[0],
          cu: 'RTM',
          lane: '15.2.2562',
          serviceFrom: '15.2.2562.17',
          ocsCertificateFrom: '15.2.2562.17',
          ocsSigningFrom: '15.2.2562.17',
        },
      ],
    },
    'conflict',
    /ocsSigningFrom/,
    /15\.2\.2562\.43/,
    /15\.2\.2562\.17/,
  ],
  [
    'a CU that has a lane already',
    { asOf, builds: [{ ...cu1.builds[0], cu: 'RTM', kind: 'RTM' }], lanes: [{ ...cu1.lanes[0], cu: 'RTM' }] },
    'conflict',
    /lane of ExchangeSE RTM/,
    /15\.2\.2562/,
    /15\.2\.3001/,
  ],
  [
    'a lane between known ones',
    {
      asOf,
      builds: [{ ...november, product: 'Exchange2019', cu: 'CU14a', su: null, kind: 'CU', build: '15.2.1600.1' }],
      lanes: [
        {
          product: 'Exchange2019',
          cu: 'CU14a',
          lane: '15.2.1600',
          serviceFrom: '15.2.1600.1',
          ocsCertificateFrom: '15.2.1600.1',
          ocsSigningFrom: null,
        },
      ],
    },
    'invalid',
    /15\.2\.1600/,
    /15\.2\.1748/,
  ],
  [
    'a new lane of the wrong product',
    {
      asOf,
      builds: [{ ...cu1.builds[0], product: 'Exchange2019', cu: 'CU16' }],
      lanes: [{ ...cu1.lanes[0], product: 'Exchange2019', cu: 'CU16' }],
    },
    'invalid',
    /product/,
    /Exchange2019/,
  ],
  [
    'a new CU without a date',
    { asOf, builds: [{ ...cu1.builds[0], releaseDate: null }], lanes: cu1.lanes },
    'invalid',
    /releaseDate/,
    /15\.2\.3001\.7/,
  ],
]);
