import type { ChangeView, Override } from '../../src/changes/model.ts';
import { type Instant, instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { KnownPerson } from '../../src/people/model.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import {
  aChangeView,
  aConflict,
  aPerson,
  aPlan,
  aProof,
  aServer,
  asActor,
  asked,
  aVote,
  ana,
  berlinAndHamburg,
  bo,
  cy,
  END,
  hamburg,
  HOUR,
  START,
} from './change-samples.ts';
import { hostileStrings } from './hostile-strings.ts';

const approvedBy = (...people: readonly KnownPerson[]) => ({
  needed: people.length,
  votes: people.map((person) => aVote(person)),
  void: [],
  may: [],
  asked: [],
  lapsesAt: START,
});

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

export const many = Array.from({ length: 50 }, (_, at) =>
  aServer({
    id: serverId(`ex${String(at + 1).padStart(2, '0')}.contoso.test`),
    name: `EX${String(at + 1).padStart(2, '0')}`,
  }),
);

export const hostileServers = Array.from({ length: 50 }, (_, at) => {
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

const memberOut = aConflict({
  type: 'quorum',
  key: 'quorum:DAG-BER',
  with: [],
  text: 'DAG-BER has 4 members and no witness: 4 votes, 3 needed, so 1 may be out. 1 is out already (BER-EX03), and this change takes 1 more.',
});

const warnings = [
  aConflict({
    type: 'outside-rules',
    severity: 'warns',
    key: 'outside-rules',
    with: [],
    text: 'The window lies in no maintenance rule that is for BER-EX02.',
  }),
  aConflict({
    type: 'too-short',
    severity: 'warns',
    key: 'too-short',
    with: [],
    text: 'The work takes about 330 minutes (BER-EX02 90, HAM-EX04 240), the window has 240.',
  }),
];

const superseded = aConflict({
  type: 'superseded',
  severity: 'warns',
  key: 'superseded:ber-ex02',
  with: [],
  text: 'SE RTM Nov26SU is newer than the target of BER-EX02 (SE RTM Oct26SU).',
});

function anOverride(change: Partial<Override> = {}): Override {
  return {
    keys: [],
    plan: 'a'.repeat(64),
    by: asActor(bo),
    onBehalfOf: null,
    reason: 'CHG-0005 is done before 22:00 by word of its team.',
    at: hoursAgo(1),
    ...change,
  };
}

export const changeViews: Readonly<Record<string, ChangeView>> = {
  'change-proposed': aChangeView(),
  'change-proposed-quorum': aChangeView({
    plan: { risk: 'high', adPrep: true, servers: aPlan().servers },
    risk: {
      risk: 'high',
      why: ["A cumulative update can't be uninstalled (HAM-EX04).", '2 members of DAG-BER are in it.'],
    },
    conflicts: [aConflict(), memberOut],
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
  'change-proposed-freeze': aChangeView({
    conflicts: [
      aConflict({
        type: 'freeze',
        key: 'freeze:FREEZE-0001',
        with: ['FREEZE-0001'],
        text: 'The freeze Black Friday forbids it: Fri 20 Nov 2026, 22:00 to Sat 28 Nov 2026, 23:00 Europe/Berlin.',
      }),
      ...warnings,
    ],
  }),
  'change-proposed-warned': aChangeView({ conflicts: [...warnings, superseded] }),
  'change-proposed-superseded-blocked': aChangeView({ conflicts: [aConflict(), superseded] }),
  'change-proposed-overridden': aChangeView({
    conflicts: [
      aConflict({ override: anOverride() }),
      { ...memberOut, override: anOverride({ onBehalfOf: cy }) },
      ...warnings.slice(0, 1),
    ],
  }),
  'change-approved-in-conflict': aChangeView({
    state: 'approved',
    conflicts: [memberOut],
    approvals: approvedBy(bo),
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
    conflicts: hostileStrings.slice(20, 26).map((text, at) =>
      aConflict({
        text,
        severity: at % 2 === 0 ? 'blocks' : 'warns',
        override: at === 0 ? anOverride({ reason: text, by: asActor(aPerson(text, 7)) }) : null,
      }),
    ),
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
