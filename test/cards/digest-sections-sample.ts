import type { DigestSections } from '../../src/digests/model.ts';
import type { DigestChange } from '../../src/changes/digest/model.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { ana, asActor, END, START } from './change-samples.ts';
import { aDigestServer, MONDAY, named } from './digest-states.ts';

const HOUR = 3_600_000;
const servers = [
  { id: 'ber-ex02.contoso.test', name: 'BER-EX02' },
  { id: 'ham-ex04.contoso.test', name: 'HAM-EX04' },
];

function change(id: string, more: Partial<DigestChange> = {}): DigestChange {
  return {
    id: id as ChangeId,
    type: 'normal',
    risk: 'medium',
    start: START,
    end: END,
    zone: 'Europe/Berlin',
    servers,
    serverCount: 2,
    requester: asActor(ana),
    ...more,
  };
}

const some = <T>(...first: readonly T[]) => ({ total: first.length, first });

/** One of each kind. */
export const digestSectionsSample: DigestSections = {
  waiting: some({ ...change('CHG-0007'), since: instant(MONDAY - 96 * HOUR), whom: ['Bo Berg', null], whomCount: 2 }),
  windows: {
    total: 9,
    first: [
      {
        ...change('CHG-0006', { start: instant(MONDAY + 36 * HOUR), end: instant(MONDAY + 40 * HOUR) }),
        state: 'approved',
      },
      { ...change('CHG-0003', { zone: 'America/New_York', serverCount: 12 }), state: 'in-progress' },
    ],
  },
  missed: some(change('CHG-0005', { start: instant(MONDAY - 34 * HOUR), end: instant(MONDAY - 30 * HOUR) })),
  unproven: some({
    ...change('CHG-0004'),
    doneAt: instant(MONDAY - 30 * HOUR),
    unproven: servers.slice(1),
    unprovenCount: 1,
  }),
  overdueReviews: some({ ...change('CHG-0002', { type: 'emergency' }), dueAt: instant(MONDAY - 20 * HOUR) }),
  ending: some({
    id: 'ack-1',
    server: { id: serverId('lon-ex03.contoso.test'), name: 'LON-EX03' },
    author: asActor(ana),
    until: instant(MONDAY + 40 * HOUR),
    zone: 'Europe/Berlin',
    reason: 'Being replaced, project Thames.',
  }),
  unattended: named([
    aDigestServer('PAR-EX04', 'mitigation-service'),
    aDigestServer('LON-EX05', 'ocs-certificate', 'ocs-signing'),
  ]),
  standing: { failing: 13, planned: 4, acknowledged: 3, unattended: 6 },
  gone: 0,
  fresh: { missed: 1, windows: 2 },
};
