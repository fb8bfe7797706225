import type { Acknowledgement, ListedAcknowledgement } from '../../src/acknowledgements/model.ts';
import type { AckNote } from '../../src/cards/acknowledgements.ts';
import type { AnyAnswer } from '../../src/cards/present.ts';
import { instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { Delegation } from '../../src/people/model.ts';
import type { RetiredServer } from '../../src/readiness/retire-model.ts';
import { aServerRow, hoursAgo, NOW } from '../support/factories.ts';
import { ana, aPerson, asActor, bo, cy } from './change-samples.ts';
import { hostileStrings } from './hostile-strings.ts';

const DAY = 86_400_000;

/** The last day is 31 January 2027 in Berlin. */
const UNTIL = instant(Date.UTC(2027, 0, 31, 23));

export function anAck(change: Partial<Acknowledgement> = {}): Acknowledgement {
  return {
    id: 'ack-1',
    server: serverId('lon-ex03.contoso.test'),
    author: asActor(ana),
    madeAt: hoursAgo(30),
    until: UNTIL,
    zone: 'Europe/Berlin',
    reason: 'Being replaced, project Thames.',
    bound: { readiness: 'failing', failing: ['ocs-signing'], unknown: [], build: '15.2.1748.24' },
    place: null,
    ended: null,
    ...change,
  };
}

export function aListed(change: Partial<Acknowledgement> = {}, name = 'LON-EX03'): ListedAcknowledgement {
  return {
    acknowledgement: anAck(change),
    server: { id: serverId(`${name.toLowerCase().slice(0, 60) || 'x'}.contoso.test`), name },
    readiness: 'failing',
  };
}

const server = (name: string, at = 0) => ({ id: serverId(`ex${at}.contoso.test`), name });

const formServer = (name: string, at = 0) => ({
  ...server(name, at),
  bound: anAck().bound,
  current: null,
  cutOffSince: 'July 2026',
});

const form = {
  kind: 'ack-form',
  asOf: NOW,
  servers: [formServer('LON-EX03')],
  left: [],
  until: '2027-01-31',
  longest: '2027-02-19',
  zone: 'Europe/Berlin',
  reason: 'being replaced, project Thames',
} as const satisfies AnyAnswer;

const ready = { code: 'conflict' as const, message: 'It is ready, so there is nothing to acknowledge.', hint: '' };

const delegation: Delegation = {
  id: 'delegation-1',
  from: cy,
  to: bo,
  starts: instant(NOW + DAY),
  ends: instant(NOW + 8 * DAY),
  reason: 'On leave.',
  setBy: asActor(cy),
  setAt: NOW,
};

const retired: RetiredServer = {
  id: serverId('lon-ex03.contoso.test'),
  name: 'LON-EX03',
  fqdn: 'lon-ex03.contoso.test',
  retirement: {
    server: serverId('lon-ex03.contoso.test'),
    at: hoursAgo(48),
    by: asActor(ana),
    reason: 'Switched off, project Thames.',
    replacedBy: { id: serverId('lon-ex09.contoso.test'), name: 'LON-EX09', known: false },
  },
  newestReport: hoursAgo(5),
};

const hostile = hostileStrings.slice(0, 50);

/** Answers about acknowledgements, people and retired servers, by the name of their golden file. */
export const peopleAnswers: Readonly<Record<string, AnyAnswer>> = {
  'ack-form': form,
  'ack-form-several': {
    ...form,
    servers: [
      formServer('BER-EX02', 1),
      { ...formServer('HAM-EX04', 2), current: anAck() },
      {
        ...formServer('OSL-EX01', 3),
        bound: { readiness: 'unknown', failing: [], unknown: ['mitigations-heartbeat'], build: null },
        cutOffSince: null,
      },
    ],
    left: [{ server: server('PAR-EX01', 4), refusal: ready }],
    until: '',
    reason: '',
  },
  'ack-form-nobody': { ...form, servers: [], left: [{ server: server('PAR-EX01', 4), refusal: ready }] },
  'ack-form-hostile': {
    ...form,
    servers: hostile.map((name, at) => ({
      ...formServer(name, at),
      current: anAck({ author: asActor(aPerson(name, 5)) }),
    })),
    left: hostile.map((name, at) => ({ server: server(name, at + 100), refusal: { ...ready, message: name } })),
    reason: hostile.slice(0, 8).join(' '),
  },
  acknowledged: {
    kind: 'acknowledged',
    asOf: NOW,
    zone: 'Europe/Berlin',
    until: UNTIL,
    reason: 'Being replaced, project Thames.',
    outcomes: [{ kind: 'acknowledged', server: server('LON-EX03'), acknowledgement: anAck(), replaced: true }],
  },
  'acknowledged-some': {
    kind: 'acknowledged',
    asOf: NOW,
    zone: 'Europe/Berlin',
    until: UNTIL,
    reason: 'Waiting for the board.',
    outcomes: [
      { kind: 'acknowledged', server: server('BER-EX02', 1), acknowledgement: anAck(), replaced: false },
      { kind: 'acknowledged', server: server('HAM-EX04', 2), acknowledgement: anAck(), replaced: true },
      { kind: 'refused', server: server('PAR-EX01', 3), refusal: ready },
    ],
  },
  'acknowledged-hostile': {
    kind: 'acknowledged',
    asOf: NOW,
    zone: 'Not/AZone',
    until: UNTIL,
    reason: hostile.slice(0, 8).join(' '),
    outcomes: hostile.map((name, at) =>
      at % 2 === 0
        ? { kind: 'acknowledged', server: server(name, at), acknowledgement: anAck(), replaced: false }
        : { kind: 'refused', server: server(name, at), refusal: { ...ready, message: name, hint: name } },
    ),
  },
  'ack-withdrawn': { kind: 'ack-withdrawn', listed: aListed() },
  acks: {
    kind: 'acks',
    asOf: NOW,
    zone: 'Europe/Berlin',
    rows: [
      aListed(
        { id: 'ack-2', until: instant(NOW + 2 * DAY), author: asActor(bo), reason: 'Waiting for the board.' },
        'BER-EX02',
      ),
      aListed(),
    ],
    mayWithdraw: ['ack-1'],
  },
  'acks-none': { kind: 'acks', asOf: NOW, zone: 'Europe/Berlin', rows: [], mayWithdraw: [] },
  'acks-hostile': {
    kind: 'acks',
    asOf: NOW,
    zone: 'Europe/Berlin',
    rows: hostile.map((name, at) =>
      aListed({ id: `ack-${at}`, reason: name, author: asActor(aPerson(name, 5)) }, name),
    ),
    mayWithdraw: hostile.map((_, at) => `ack-${at}`),
  },
  roles: {
    kind: 'roles',
    asOf: NOW,
    holders: [
      { ...ana, roles: ['operator'], bySetting: false, reachable: true },
      { ...bo, roles: ['approver', 'admin'], bySetting: true, reachable: true },
      { ...aPerson(null, 6), roles: ['approver'], bySetting: false, reachable: false },
    ],
    mayGrant: true,
    notice: 'Cy Chen is an approver now.',
  },
  'roles-none': { kind: 'roles', asOf: NOW, holders: [], mayGrant: false, notice: null },
  'role-grant': {
    kind: 'role-confirm',
    what: 'grant',
    role: 'approver',
    person: cy,
    held: ['operator'],
    reachable: false,
  },
  'role-revoke': {
    kind: 'role-confirm',
    what: 'revoke',
    role: 'approver',
    person: cy,
    held: ['operator', 'approver'],
    reachable: true,
  },
  delegations: { kind: 'delegations', asOf: NOW, delegations: [delegation], notice: null },
  'delegations-none': { kind: 'delegations', asOf: NOW, delegations: [], notice: 'The delegation to Bo Berg ended.' },
  'delegate-form': {
    kind: 'delegate-form',
    person: bo,
    principal: ana,
    from: '2026-11-22',
    until: '',
    zone: 'Europe/Berlin',
    reason: 'On leave.',
  },
  'delegate-form-for-another': {
    kind: 'delegate-form',
    person: bo,
    principal: cy,
    from: '2026-11-22',
    until: '2026-11-28',
    zone: 'Europe/Berlin',
    reason: '',
  },
  'retire-form': {
    kind: 'server-retire-form',
    asOf: NOW,
    server: aServerRow({ name: 'LON-EX03', site: 'London', dag: null }),
    replacedBy: { id: serverId('lon-ex09'), name: 'LON-EX09', known: false },
    reason: '',
  },
  retired: { kind: 'server-retired', asOf: NOW, server: retired, notice: 'LON-EX03 was retired.' },
  'retired-asked': {
    kind: 'server-retired',
    asOf: NOW,
    server: { ...retired, newestReport: null, retirement: { ...retired.retirement, replacedBy: null } },
    notice: null,
  },
  'revive-form': { kind: 'server-revive-form', asOf: NOW, server: retired, reason: '' },
  revived: {
    kind: 'server-revived',
    asOf: NOW,
    server: { id: retired.id, name: 'LON-EX03' },
    readiness: 'failing',
    notice: 'LON-EX03 counts again.',
  },
};

export const ackNotes: Readonly<Record<string, AckNote>> = {
  'ack-note-remind': { what: 'remind', listed: aListed({ until: instant(NOW + DAY) }) },
  'ack-note-worse': {
    what: 'ended',
    listed: aListed({
      ended: {
        at: NOW,
        as: 'worse',
        why: 'It got worse (mitigation service stopped), so the acknowledgement no longer covers it.',
      },
    }),
  },
  'ack-note-ready': {
    what: 'ended',
    listed: {
      ...aListed({ ended: { at: NOW, as: 'ready', why: 'The report of 21 Nov 2026 shows it ready.' } }),
      readiness: 'ready',
    },
  },
};
