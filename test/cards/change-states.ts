import type { AnyAnswer } from '../../src/cards/present.ts';
import type { ChangeId, ChangeRow, ChangeView } from '../../src/changes/model.ts';
import type { SlotOffer } from '../../src/changes/slots/model.ts';
import { instant } from '../../src/core/clock.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import { aChangeForm, aChangeView, aPlan, aRow, asActor, bo, choices, HOUR, START } from './change-samples.ts';
import { changeViews, hostileServers, many } from './change-views.ts';
import { hostileStrings } from './hostile-strings.ts';

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

const notFound = {
  code: 'not-found' as const,
  message: 'No server is called “ber-ex99”.',
  hint: 'Ask for the failing list.',
};

const lastTold = { seq: 90, at: NOW, actor: asActor(bo), who: 'Bo Berg', verb: 'change.approve', hash: 'c'.repeat(64) };

const view = (name: string): ChangeView => changeViews[name] ?? aChangeView();

const inFreeze = {
  readBack: 'Fri 27 Nov 2026, 22:00 to Sat 28 Nov 2026, 02:00 Europe/Berlin (4 hours)',
  conflicts: view('change-proposed-freeze').conflicts,
  draft: { ...aChangeForm().draft, date: '2026-11-27', time: '22:00', reason: 'Cut off since July 2026.' },
};

const refusedForConflicts = {
  code: 'conflict' as const,
  message: 'The freeze Black Friday forbids it: Fri 20 Nov 2026, 22:00 to Sat 28 Nov 2026, 23:00 Europe/Berlin.',
  hint: 'Choose another window or a safe slot, or leave these servers out. To have an approver override it in writing, propose it all the same.',
};

const slotAt = (day: number, because: readonly string[]) => ({
  start: instant(START + day * 24 * HOUR),
  end: instant(START + day * 24 * HOUR + 3 * HOUR),
  date: `2026-${day < 3 ? '11' : '12'}-${day < 3 ? 28 + day : String(day - 2).padStart(2, '0')}`,
  time: '22:00',
  hours: '3',
  zone: 'Europe/Berlin',
  because,
});

const slots: SlotOffer = {
  kind: 'slots',
  slots: [
    slotAt(0, [
      'Within the maintenance rule Berlin monthly.',
      'No other change touches its servers or DAG-BER.',
      'At least 4 Mailbox servers stay in service in Berlin.',
      'DAG-BER has 4 members by the policy file: 1 out at a time keeps its quorum.',
    ]),
    slotAt(7, ['Within the maintenance rule Berlin monthly.', 'At least 4 Mailbox servers stay in service in Berlin.']),
    slotAt(14, ['Within the maintenance rule Berlin monthly.']),
  ],
  notEarlier: ['The freeze Black Friday forbids it: until Sat 28 Nov 2026, 18:00 Europe/Berlin.'],
};

const noSlot: SlotOffer = {
  kind: 'none',
  until: instant(START + 90 * 24 * HOUR),
  blockedBy: [
    'The work takes about 330 minutes, and the longest window of the rule Berlin monthly has 240.',
    'The freeze Year end forbids it: until Mon 4 Jan 2027, 06:00 Europe/Berlin.',
  ],
};

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
    conflicts: view('change-hostile').conflicts,
    slots: {
      kind: 'slots',
      slots: hostileStrings.slice(10, 13).map((text, at) => slotAt(at, [text, text])),
      notEarlier: hostileStrings.slice(13, 16),
    },
  }),
  'change-form-slots': aChangeForm({ slots, ...inFreeze }),
  'change-form-no-slot': aChangeForm({ slots: noSlot, ...inFreeze }),
  'change-form-refused': aChangeForm({ ...inFreeze, problem: refusedForConflicts }),
  'change-form-edit-refused': aChangeForm({
    ...inFreeze,
    edits: { change: 'CHG-0007' as ChangeId, plan: 'a'.repeat(64) },
    problem: refusedForConflicts,
    slots,
  }),
  'change-form-fifty-servers-refused': aChangeForm({
    ...inFreeze,
    servers: many.map(({ id, name }) => ({ id, name, about: '✖ failing · DAG-BER', choices })),
    draft: {
      ...inFreeze.draft,
      servers: many.map(({ id }) => ({ server: id, target: 'build:15.2.2562.56', order: '' })),
    },
    problem: refusedForConflicts,
  }),
  'change-form-fifty-servers-slots': aChangeForm({
    ...inFreeze,
    servers: many.map(({ id, name }) => ({ id, name, about: '✖ failing · DAG-BER', choices })),
    draft: {
      ...inFreeze.draft,
      servers: many.map(({ id }) => ({ server: id, target: 'build:15.2.2562.56', order: '' })),
    },
    problem: refusedForConflicts,
    slots,
  }),
  'change-form-nobody': aChangeForm({ servers: [], left: [{ name: 'ber-ex99', refusal: notFound }] }),
  'change-reject': { kind: 'change-ask', what: 'reject', view: aChangeView() },
  'change-override': { kind: 'change-ask', what: 'override', view: view('change-proposed-quorum') },
  'change-override-nothing': { kind: 'change-ask', what: 'override', view: view('change-proposed-warned') },
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
