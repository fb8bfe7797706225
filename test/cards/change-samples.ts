import type {
  Asked,
  Change,
  ChangeAnswer,
  ChangeId,
  ChangeRecord,
  ChangeRow,
  ChangeServerView,
  ChangeView,
  Plan,
  Proof,
  StandingConflict,
  Vote,
} from '../../src/changes/model.ts';
import type { Actor } from '../../src/core/actor.ts';
import { instant } from '../../src/core/clock.ts';
import { reportId, serverId } from '../../src/core/ids.ts';
import { personKey } from '../../src/people/identity.ts';
import type { KnownPerson } from '../../src/people/model.ts';
import { hoursAgo, NOW } from '../support/factories.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
export const HOUR = 3_600_000;

export function aPerson(name: string | null, digit = 1): KnownPerson {
  const identity = { tenantId: TENANT, aadObjectId: `00000000-0000-4000-8000-00000000001${digit}` };
  return { ...identity, person: personKey(identity), name };
}

export function asActor({ tenantId, aadObjectId, name }: KnownPerson): Actor {
  return { kind: 'user', tenantId, aadObjectId, name };
}

export const ana = aPerson('Ana Ortiz', 1);
export const bo = aPerson('Bo Berg', 2);
export const cy = aPerson('Cy Chen', 3);

/** Saturday 28 November 2026, 22:00 to 02:00 in Berlin. */
export const START = instant(Date.UTC(2026, 10, 28, 21));
export const END = instant(START + 4 * HOUR);

export function aPlan(change: Partial<Plan> = {}): Plan {
  return {
    type: 'normal',
    servers: [
      {
        server: serverId('ber-ex02.contoso.test'),
        target: { kind: 'build', build: '15.2.2562.56', label: 'SE RTM Oct26SU' },
      },
      { server: serverId('ham-ex04.contoso.test'), target: { kind: 'gate', gate: 'mitigation-service' } },
    ],
    window: { start: START, end: END, local: '2026-11-28T22:00', zone: 'Europe/Berlin', tzdata: '2026c' },
    reason: 'Cut off since July 2026: new mitigations do not reach it.',
    risk: 'medium',
    impact: 'Each server is out of service for 60 to 90 minutes, one after another.',
    backout: 'Uninstall the update, restart, and see that the Exchange services run.',
    adPrep: false,
    ...change,
  };
}

export function aRecord(change: Partial<ChangeRecord> = {}): ChangeRecord {
  return {
    authors: [ana.person],
    place: null,
    askedAt: hoursAgo(26),
    remindedAt: null,
    escalatedAt: null,
    decidedAt: null,
    approvedBy: null,
    startedAt: null,
    startedBy: null,
    finishedAt: null,
    finishedBy: null,
    since: hoursAgo(2),
    closing: null,
    startNeverRecorded: false,
    endNeverRecorded: false,
    calledSoonAt: null,
    calledStartAt: null,
    calledEndAt: null,
    overranAt: null,
    evidenceAskedAt: null,
    missedAt: null,
    edited: [],
    review: null,
    overrides: [],
    conflicts: [],
    told: [],
    rollout: null,
    ...change,
  };
}

export type ChangeSketch = Partial<Omit<ChangeView, 'change'>> & {
  readonly change?: Partial<Omit<Change, 'plan' | 'record'>>;
  readonly plan?: Partial<Plan>;
  readonly record?: Partial<ChangeRecord>;
};

export function aServer(change: Partial<ChangeServerView> = {}): ChangeServerView {
  return {
    id: serverId('ber-ex02.contoso.test'),
    name: 'BER-EX02',
    site: 'Berlin',
    dag: 'DAG-BER',
    readiness: 'failing',
    build: '15.2.2562.37',
    observedAt: hoursAgo(3),
    target: { kind: 'build', build: '15.2.2562.56', label: 'SE RTM Oct26SU' },
    aim: 'build 15.2.2562.56 or later (SE RTM Oct26SU)',
    fixes: 'fixes 1 failing gate and 5 known vulnerabilities',
    tick: null,
    proof: null,
    ...change,
  };
}

export const hamburg = aServer({
  id: serverId('ham-ex04.contoso.test'),
  name: 'HAM-EX04',
  site: 'Hamburg',
  dag: null,
  build: '15.2.1748.24',
  observedAt: hoursAgo(9 * 24),
  target: { kind: 'gate', gate: 'mitigation-service' },
  aim: 'the Mitigation service runs',
  fixes: 'fixes 1 failing gate',
});

export const berlinAndHamburg = [aServer(), hamburg];

export const asked: readonly Asked[] = [
  { person: bo, at: hoursAgo(26), reached: true, fallback: false },
  { person: cy, at: hoursAgo(26), reached: false, fallback: false },
];

export function aVote(person: KnownPerson, change: Partial<Vote> = {}): Vote {
  return {
    voter: asActor(person),
    onBehalfOf: null,
    vote: 'approve',
    reason: null,
    at: hoursAgo(1),
    planHash: 'a'.repeat(64),
    ...change,
  };
}

/** One that blocks and that nobody has overridden, unless told otherwise. */
export function aConflict(change: Partial<StandingConflict> = {}): StandingConflict {
  return {
    type: 'same-server',
    severity: 'blocks',
    key: `same-server:${change.text ?? 'CHG-0005'}`,
    servers: [serverId('ber-ex02.contoso.test')],
    with: ['CHG-0005'],
    text: 'BER-EX02 is in CHG-0005 as well, Sat 28 Nov 2026, 20:00 to 23:00 Europe/Berlin.',
    override: null,
    ...change,
  };
}

/** CHG-0007 by Ana, waiting for Bo or Cy, unless told otherwise. */
export function aChangeView({ change, plan, record, ...rest }: ChangeSketch = {}): ChangeView {
  const state = rest.state ?? 'proposed';
  return {
    asOf: NOW,
    state,
    servers: berlinAndHamburg,
    risk: {
      risk: 'medium',
      why: ['A security update takes the server out of service, and can be uninstalled (BER-EX02).'],
    },
    conflicts: [],
    overrun: false,
    reviewOverdue: false,
    unproven: state === 'implemented',
    editableUntil: instant(START - HOUR),
    ...rest,
    approvals: { needed: 1, votes: [], void: [], may: [bo, cy], asked, lapsesAt: START, ...rest.approvals },
    change: {
      id: 'CHG-0007' as ChangeId,
      revision: 3,
      state,
      requester: asActor(ana),
      planHash: 'a'.repeat(64),
      createdAt: hoursAgo(26),
      dueAt: null,
      ...change,
      plan: aPlan(plan),
      record: aRecord(record),
    },
  };
}

export function aProof(change: Partial<Proof> = {}): Proof {
  return {
    at: NOW,
    report: reportId('b'.repeat(64)),
    file: 'HealthChecker-BER-EX02-20261129061244.xml',
    generatedAt: instant(START + 9 * HOUR),
    build: '15.2.2562.56',
    missing: [],
    ...change,
  };
}

export function aRow(change: Partial<ChangeRow> = {}): ChangeRow {
  return {
    id: 'CHG-0007' as ChangeId,
    type: 'normal',
    state: 'proposed',
    reason: aPlan().reason,
    requester: asActor(ana),
    servers: berlinAndHamburg.map(({ id, name }) => ({ id, name })),
    window: aPlan().window,
    risk: 'medium',
    createdAt: hoursAgo(26),
    askedAt: hoursAgo(26),
    needed: 1,
    given: 0,
    waitsFor: [bo, cy],
    overrun: false,
    unproven: false,
    reviewOverdue: false,
    review: null,
    ...change,
  };
}

const emptyDraft = {
  type: 'normal',
  servers: [],
  date: '',
  time: '',
  hours: '4',
  zone: 'Europe/Berlin',
  reason: '',
  risk: '',
  impact: '',
  backout: '',
  adPrep: false,
};

export const choices = [
  { value: 'build:15.2.2562.56', title: 'Build 15.2.2562.56 or later (SE RTM Oct26SU)' },
  { value: 'gate:mitigation-service', title: 'The Mitigation service runs' },
  { value: 'retired', title: 'Retired' },
];

const types = [
  { type: 'normal' as const, title: 'Normal: 1 approval', allowed: true },
  { type: 'standard' as const, title: 'Standard: a maintenance rule approves it', allowed: true },
  { type: 'emergency' as const, title: 'Emergency: starts at once', allowed: true },
];

type Form = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;

export function aChangeForm(change: Partial<Form> = {}): Form {
  const servers = change.servers ?? [
    { id: serverId('ber-ex02.contoso.test'), name: 'BER-EX02', about: '✖ failing · SE RTM Feb26SU · DAG-BER', choices },
    { id: serverId('ham-ex04.contoso.test'), name: 'HAM-EX04', about: '✖ failing · 2019 CU15 Feb26SU', choices },
  ];
  return {
    kind: 'change-form',
    asOf: NOW,
    edits: null,
    servers,
    left: [],
    types,
    readBack: null,
    window: null,
    risk: {
      risk: 'medium',
      why: ['A security update takes the server out of service, and can be uninstalled (BER-EX02).'],
    },
    conflicts: [],
    slots: null,
    ...change,
    draft: {
      ...emptyDraft,
      servers: servers.map(({ id }) => ({ server: id, target: 'build:15.2.2562.56', order: '' })),
      ...change.draft,
    },
  };
}
