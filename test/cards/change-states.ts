import type { AnyAnswer } from '../../src/cards/present.ts';
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
  Vote,
} from '../../src/changes/model.ts';
import type { Actor } from '../../src/core/actor.ts';
import { type Instant, instant } from '../../src/core/clock.ts';
import { reportId, serverId } from '../../src/core/ids.ts';
import { personKey } from '../../src/people/identity.ts';
import type { KnownPerson } from '../../src/people/model.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import { hostileStrings } from './hostile-strings.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const HOUR = 3_600_000;

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

const hamburg = aServer({
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

const asked: readonly Asked[] = [
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

const approvedBy = (...people: readonly KnownPerson[]) => ({
  needed: people.length,
  votes: people.map((person) => aVote(person)),
  void: [],
  may: [],
  asked: [],
  lapsesAt: START,
});

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

const steps = [
  'See that replication is healthy: Test-ReplicationHealth -Identity BER-EX02, on every member of DAG-BER.',
  'See that every database of BER-EX02 has a healthy copy on another member: Get-MailboxDatabaseCopyStatus -Server BER-EX02.',
  'Drain mail: Set-ServerComponentState BER-EX02 -Component HubTransport -State Draining -Requester Maintenance.',
  'Install 15.2.2562.56 from an elevated prompt, and restart.',
  'Run Health Checker and bring the .xml file in.',
];

const later = (hours: number): Instant => instant(START + hours * HOUR);
const started = { decidedAt: hoursAgo(1), startedAt: later(0.05), startedBy: asActor(ana) };
const finished = { ...started, finishedAt: later(1.2), finishedBy: asActor(ana) };
const tickOf = (hours: number) => ({
  server: serverId('ber-ex02.contoso.test'),
  at: later(hours),
  by: asActor(ana),
});
const review = { dueAt: later(72), overdueToldAt: null, decided: null };
const emergency = {
  plan: { type: 'emergency' as const },
  approvals: { needed: 0, votes: [], void: [], may: [], asked: [], lapsesAt: START },
};

const missingProof = aProof({
  file: 'HealthChecker-HAM-EX04-20261129061310.xml',
  build: '15.2.1748.24',
  missing: ['The build is still 15.2.1748.24, older than 15.2.2562.56.', 'A restart is pending.'],
});

const many = Array.from({ length: 50 }, (_, at) =>
  aServer({
    id: serverId(`ex${String(at + 1).padStart(2, '0')}.contoso.test`),
    name: `EX${String(at + 1).padStart(2, '0')}`,
  }),
);

const hostileServers = Array.from({ length: 50 }, (_, at) => {
  const text = hostileStrings[at % hostileStrings.length] ?? '';
  return aServer({
    id: serverId(`ex${at}.contoso.test`),
    name: text,
    site: text,
    dag: text,
    aim: text,
    fixes: text,
    build: text,
  });
});

export const changeViews: Readonly<Record<string, ChangeView>> = {
  'change-proposed': aChangeView(),
  'change-proposed-quorum': aChangeView({
    plan: { risk: 'high', adPrep: true, servers: aPlan().servers },
    risk: {
      risk: 'high',
      why: ["A cumulative update can't be uninstalled (HAM-EX04).", '2 members of DAG-BER are in it.'],
    },
    conflicts: [
      {
        rule: 'same-server',
        blocks: true,
        server: serverId('ber-ex02.contoso.test'),
        with: 'CHG-0005' as ChangeId,
        text: 'BER-EX02 is in CHG-0005 as well, Sat 28 Nov 2026, 20:00 to 23:00 Europe/Berlin.',
      },
    ],
    approvals: {
      needed: 2,
      votes: [aVote(bo, { onBehalfOf: aPerson('Dee Diaz', 4) })],
      void: [],
      may: [bo, cy, aPerson('Dee Diaz', 4)],
      asked: [...asked, { person: aPerson('Eve Eriksen', 5), at: hoursAgo(2), reached: true, fallback: true }],
      lapsesAt: START,
    },
  }),
  'change-proposed-edited': aChangeView({
    record: {
      authors: [ana.person, cy.person],
      edited: ['The window moved from 21:00 to 22:00.', 'HAM-EX04 was added.'],
    },
    approvals: { needed: 1, votes: [], void: [aVote(bo)], may: [bo], asked, lapsesAt: START },
  }),
  'change-proposed-nobody-may': aChangeView({
    approvals: { needed: 1, votes: [], void: [], may: [], asked: [], lapsesAt: START },
  }),
  'change-approved': aChangeView({ state: 'approved', approvals: approvedBy(bo) }),
  'change-approved-by-policy': aChangeView({
    state: 'approved',
    record: { approvedBy: { kind: 'policy' } },
    approvals: { needed: 0, votes: [], void: [], may: [], asked: [], lapsesAt: START },
  }),
  'change-at-start': aChangeView({ state: 'approved', asOf: later(0), approvals: approvedBy(bo, cy) }),
  'change-in-progress': aChangeView({
    state: 'in-progress',
    asOf: later(0.1),
    record: started,
    servers: [aServer({ steps }), hamburg],
    approvals: approvedBy(bo),
  }),
  'change-in-progress-second': aChangeView({
    state: 'in-progress',
    asOf: later(1),
    record: started,
    servers: [aServer({ tick: tickOf(0.9), steps }), { ...hamburg, steps: steps.slice(2) }],
    approvals: approvedBy(bo),
  }),
  'change-all-ticked': aChangeView({
    state: 'in-progress',
    asOf: later(1),
    record: started,
    servers: berlinAndHamburg.map((server) => ({ ...server, tick: tickOf(0.9) })),
    approvals: approvedBy(bo),
  }),
  'change-overrun': aChangeView({
    state: 'in-progress',
    asOf: later(5),
    overrun: true,
    record: started,
    servers: [aServer({ steps, tick: tickOf(0.9) }), hamburg],
    approvals: approvedBy(bo),
  }),
  'change-unproven': aChangeView({
    state: 'implemented',
    asOf: later(10),
    record: finished,
    servers: [aServer({ tick: tickOf(0.9), proof: aProof() }), { ...hamburg, tick: tickOf(1.1), proof: missingProof }],
    approvals: approvedBy(bo),
  }),
  'change-verified': aChangeView({
    state: 'verified',
    asOf: later(10),
    record: finished,
    servers: berlinAndHamburg.map((server) => ({
      ...server,
      readiness: 'ready' as const,
      tick: tickOf(0.9),
      proof: aProof(),
    })),
    approvals: approvedBy(bo),
  }),
  'change-verified-never-recorded': aChangeView({
    state: 'verified',
    asOf: later(10),
    record: { decidedAt: hoursAgo(1), missedAt: END, startNeverRecorded: true, endNeverRecorded: true },
    servers: berlinAndHamburg.map((server) => ({ ...server, readiness: 'ready' as const, proof: aProof() })),
    approvals: approvedBy(bo),
  }),
  'change-missed': aChangeView({
    state: 'missed',
    asOf: later(5),
    record: { missedAt: END, since: END },
    approvals: approvedBy(bo),
  }),
  'change-failed': aChangeView({
    state: 'failed',
    asOf: later(3),
    record: { ...started, closing: 'Setup stopped: the Exchange services were disabled.', since: later(2) },
    approvals: approvedBy(bo),
  }),
  'change-rejected': aChangeView({
    state: 'rejected',
    record: { closing: 'Not before the quarter closes.', since: hoursAgo(1) },
    approvals: {
      ...approvedBy(bo),
      votes: [aVote(cy, { vote: 'reject', reason: 'Not before the quarter closes.' })],
    },
  }),
  'change-lapsed': aChangeView({ state: 'lapsed', asOf: later(0.5), record: { since: START } }),
  'change-moot': aChangeView({
    state: 'moot',
    record: { closing: 'Reports of 21 Nov 2026 show every target met.', since: hoursAgo(1) },
    servers: berlinAndHamburg.map((server) => ({ ...server, readiness: 'ready' as const })),
  }),
  'change-cancelled': aChangeView({
    state: 'cancelled',
    record: { closing: 'The hardware is replaced instead.', since: hoursAgo(1) },
    approvals: approvedBy(bo),
  }),
  'change-withdrawn': aChangeView({ state: 'withdrawn', record: { since: hoursAgo(1) } }),
  'change-emergency': aChangeView({
    ...emergency,
    state: 'in-progress',
    asOf: later(0.1),
    record: { ...started, review },
    servers: [aServer({ steps, tick: tickOf(0.08) }), hamburg],
  }),
  'change-emergency-review-overdue': aChangeView({
    ...emergency,
    state: 'verified',
    asOf: later(80),
    reviewOverdue: true,
    record: { ...finished, review },
    servers: [aServer({ readiness: 'ready', tick: tickOf(0.9), proof: aProof() })],
  }),
  'change-emergency-reviewed': aChangeView({
    ...emergency,
    state: 'verified',
    asOf: later(80),
    record: {
      ...finished,
      review: {
        ...review,
        decided: {
          at: later(20),
          by: asActor(bo),
          verdict: 'objected',
          reason: 'The other DAG member was not looked at.',
        },
      },
    },
    servers: [aServer({ readiness: 'ready', tick: tickOf(0.9), proof: aProof() })],
  }),
  'change-one-server': aChangeView({
    plan: { servers: aPlan().servers.slice(0, 1), type: 'standard' },
    servers: [aServer()],
    state: 'approved',
    record: { approvedBy: { kind: 'rule', rule: 'Berlin monthly' } },
    approvals: { needed: 0, votes: [], void: [], may: [], asked: [], lapsesAt: START },
  }),
  'change-fifty-servers': aChangeView({
    plan: { servers: many.map(({ id, target }) => ({ server: id, target })) },
    servers: many,
  }),
  'change-hostile': aChangeView({
    plan: {
      servers: hostileServers.map(({ id, target }) => ({ server: id, target })),
      reason: hostileStrings.slice(0, 12).join(' '),
      impact: hostileStrings.slice(12, 24).join(' '),
      backout: hostileStrings.slice(24, 40).join(' '),
    },
    servers: hostileServers,
    record: { edited: hostileStrings.slice(0, 6) },
    risk: { risk: 'high', why: hostileStrings.slice(6, 12) },
    conflicts: hostileStrings.slice(20, 24).map((text) => ({
      rule: 'same-server',
      blocks: false,
      server: serverId('ex1.contoso.test'),
      with: 'CHG-0005' as ChangeId,
      text,
    })),
    approvals: {
      needed: 2,
      votes: [aVote(aPerson(hostileStrings[2] ?? null, 5), { onBehalfOf: aPerson(hostileStrings[3] ?? null, 6) })],
      void: [],
      may: hostileStrings.slice(0, 9).map((name, at) => aPerson(name, at)),
      asked: hostileStrings
        .slice(0, 9)
        .map((name, at) => ({ person: aPerson(name, at), at: NOW, reached: at % 2 === 0, fallback: false })),
      lapsesAt: START,
    },
  }),
};

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

const rows: readonly ChangeRow[] = [
  aRow(),
  aRow({ id: 'CHG-0006' as ChangeId, state: 'approved', servers: many.slice(0, 9), waitsFor: [], given: 1 }),
  aRow({ id: 'CHG-0005' as ChangeId, state: 'missed', waitsFor: [], risk: 'high' }),
  aRow({ id: 'CHG-0004' as ChangeId, state: 'implemented', unproven: true, waitsFor: [] }),
  aRow({
    id: 'CHG-0003' as ChangeId,
    state: 'in-progress',
    overrun: true,
    type: 'emergency',
    reviewOverdue: true,
    waitsFor: [],
  }),
];

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

const choices = [
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
    ...change,
    draft: {
      ...emptyDraft,
      servers: servers.map(({ id }) => ({ server: id, target: 'build:15.2.2562.56', order: '' })),
      ...change.draft,
    },
  };
}

const notFound = {
  code: 'not-found' as const,
  message: 'No server is called “ber-ex99”.',
  hint: 'Ask for the failing list.',
};

const lastTold = { seq: 90, at: NOW, actor: asActor(bo), who: 'Bo Berg', verb: 'change.approve', hash: 'c'.repeat(64) };

const view = (name: string): ChangeView => changeViews[name] ?? aChangeView();

/** Answers about changes, by the name of their golden file. */
export const changeAnswers: Readonly<Record<string, AnyAnswer>> = {
  ...Object.fromEntries(
    Object.entries(changeViews).map(([name, of]) => [name, { kind: 'change', view: of, notice: null } as const]),
  ),
  'change-own-approval-refused': {
    kind: 'change',
    view: aChangeView(),
    notice: 'You asked for this change, so someone else has to approve it. Bo Berg and Cy Chen can.',
  },
  'change-form-new': aChangeForm(),
  'change-form-filled': aChangeForm({
    readBack: 'Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours)',
    window: { ...aPlan().window, zone: 'Europe/Berlin' },
    left: [{ name: 'ber-ex99', refusal: notFound }],
    conflicts: view('change-proposed-quorum').conflicts,
    draft: { ...aChangeForm().draft, date: '2026-11-28', time: '22:00', reason: 'Cut off since July 2026.' },
  }),
  'change-form-edit': aChangeForm({
    edits: { change: 'CHG-0007' as ChangeId, plan: 'a'.repeat(64) },
    draft: {
      ...aChangeForm().draft,
      date: '2026-11-28',
      time: '22:00',
      reason: aPlan().reason,
      impact: aPlan().impact,
      backout: aPlan().backout,
      risk: 'high',
      adPrep: true,
    },
  }),
  'change-form-emergency': aChangeForm({
    servers: aChangeForm().servers.slice(0, 1),
    draft: { ...aChangeForm().draft, type: 'emergency' },
  }),
  'change-form-fifty-servers': aChangeForm({
    servers: many.map(({ id, name }) => ({ id, name, about: '✖ failing · DAG-BER', choices })),
  }),
  'change-form-hostile': aChangeForm({
    servers: hostileServers.slice(0, 6).map(({ id, name }) => ({
      id,
      name,
      about: name,
      choices: hostileStrings.slice(0, 5).map((text) => ({ title: text, value: `build:${text}`.slice(0, 60) })),
    })),
    left: hostileStrings.slice(0, 9).map((name) => ({ name, refusal: { ...notFound, message: name } })),
    readBack: hostileStrings[0] ?? '',
  }),
  'change-form-nobody': aChangeForm({ servers: [], left: [{ name: 'ber-ex99', refusal: notFound }] }),
  'change-reject': { kind: 'change-ask', what: 'reject', view: aChangeView() },
  'change-fail': { kind: 'change-ask', what: 'fail', view: view('change-in-progress') },
  'change-cancel': { kind: 'change-ask', what: 'cancel', view: view('change-approved') },
  'change-postpone': { kind: 'change-ask', what: 'postpone', view: view('change-missed') },
  changes: {
    kind: 'changes',
    asOf: NOW,
    filter: 'open',
    rows,
    page: 1,
    pages: 3,
    total: 27,
    filters: [
      { filter: 'open', changes: 27 },
      { filter: 'waiting', changes: 4 },
      { filter: 'unproven', changes: 1 },
      { filter: 'all', changes: 240 },
    ],
  },
  'changes-none': { kind: 'changes', asOf: NOW, filter: 'missed', rows: [], page: 1, pages: 1, total: 0, filters: [] },
  approvals: {
    kind: 'approvals',
    asOf: NOW,
    known: true,
    rows: rows.slice(0, 1),
    own: [aRow({ id: 'CHG-0009' as ChangeId, needed: 2, given: 1 })],
  },
  'approvals-none': { kind: 'approvals', asOf: NOW, known: true, rows: [], own: [] },
  'approvals-nobody': { kind: 'approvals', asOf: NOW, known: false, rows: [], own: [] },
  story: {
    kind: 'story',
    asOf: NOW,
    change: aRow({ state: 'approved', given: 1 }),
    told: [
      {
        ...lastTold,
        seq: 84,
        at: hoursAgo(26),
        text: 'Ana Ortiz proposed it: 2 servers, Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours).',
        notes: ['Reason: Cut off since July 2026: new mitigations do not reach it.'],
      },
      {
        ...lastTold,
        seq: 85,
        at: hoursAgo(26),
        text: 'Patchwarden asked Bo Berg and Cy Chen.',
        notes: ['Cy Chen was not reached.'],
      },
      { ...lastTold, at: hoursAgo(1), text: 'Bo Berg approved it: 1 of 1.', notes: [] },
    ],
    deeds: 3,
  },
  'story-long-hostile': {
    kind: 'story',
    asOf: NOW,
    change: aRow({ reason: hostileStrings[0] ?? '' }),
    told: hostileStrings
      .slice(0, 60)
      .map((text, at) => ({ ...lastTold, seq: at, text, notes: [text, text, text, text, text] })),
    deeds: 400,
  },
};
