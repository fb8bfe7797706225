import type { AnyAnswer } from '../../src/cards/present.ts';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type {
  CalendarEntry,
  Freeze,
  FreezeId,
  FreezeView,
  MaintenanceRule,
  Occurrence,
  RuleId,
  RuleView,
} from '../../src/maintenance/model.ts';
import { hoursAgo, NOW } from '../support/factories.ts';
import { ana, asActor, bo, cy, START } from './change-samples.ts';
import { hostileStrings } from './hostile-strings.ts';

export const ruleId = (number: number) => `RULE-${String(number).padStart(4, '0')}` as RuleId;
export const freezeId = (number: number) => `FREEZE-${String(number).padStart(4, '0')}` as FreezeId;

export function aRule(change: Partial<MaintenanceRule> = {}): MaintenanceRule {
  return {
    id: ruleId(1),
    revision: 2,
    name: 'Berlin monthly',
    zone: 'Europe/Berlin',
    recurrence: { kind: 'monthly', nth: -1, weekday: 6 },
    time: '22:00',
    length: 4 * HOUR,
    noStartBefore: 60 * MINUTE,
    scope: { by: 'site', value: 'Berlin' },
    preApproves: true,
    hash: 'd'.repeat(64),
    authors: [ana.person],
    author: asActor(ana),
    madeAt: hoursAgo(400),
    changedAt: hoursAgo(300),
    approval: { by: asActor(bo), at: hoursAgo(290), hash: 'd'.repeat(64) },
    removedAt: null,
    ...change,
  };
}

export function anOccurrence(start: Instant = START, change: Partial<Occurrence> = {}): Occurrence {
  return {
    start,
    end: instant(start + 4 * HOUR),
    lastStart: instant(start + 3 * HOUR),
    local: '2026-11-28T22:00',
    kind: 'exact',
    remarks: [],
    ...change,
  };
}

export function aRuleView(change: Partial<MaintenanceRule> = {}, view: Partial<RuleView> = {}): RuleView {
  const rule = aRule(change);
  return {
    rule,
    when: 'last Saturday of each month, 22:00 to 02:00 Europe/Berlin (4 hours)',
    scope: 'Berlin (site)',
    approved: rule.approval?.hash === rule.hash,
    next: [anOccurrence(), anOccurrence(instant(START + 28 * DAY)), anOccurrence(instant(START + 63 * DAY))],
    ...view,
  };
}

export function aFreezeView(change: Partial<Freeze> = {}, view: Partial<FreezeView> = {}): FreezeView {
  return {
    freeze: {
      id: freezeId(1),
      revision: 1,
      name: 'Black Friday',
      start: instant(START - 8 * DAY),
      end: instant(START - 4 * HOUR),
      localStart: '2026-11-20T22:00',
      localEnd: '2026-11-28T18:00',
      zone: 'Europe/Berlin',
      tzdata: '2026c',
      scope: { by: 'all' },
      effect: 'forbids',
      reason: 'The shops sell more than in any other week.',
      author: asActor(cy),
      madeAt: hoursAgo(900),
      liftedAt: null,
      liftedBy: null,
      ...change,
    },
    scope: 'all servers',
    current: true,
    ...view,
  };
}

/** The night on which the clocks of Berlin go forward. */
const SPRING = instant(Date.UTC(2027, 2, 28, 1));
const gap = anOccurrence(SPRING, {
  local: '2027-03-28T02:30',
  kind: 'gap',
  remarks: ['02:30 does not exist on 28 March 2027: starts 03:00.'],
});

const paris = aRuleView(
  {
    id: ruleId(2),
    name: 'Paris nights',
    zone: 'Europe/Paris',
    recurrence: { kind: 'weekly', days: [7] },
    time: '02:30',
    noStartBefore: 0,
    approval: null,
    hash: 'e'.repeat(64),
    authors: [cy.person],
  },
  { when: 'every Sunday, 02:30 to 06:30 Europe/Paris (4 hours)', scope: 'DAG-PAR', next: [gap] },
);
const london = aRuleView(
  { id: ruleId(3), name: 'London patching', zone: 'Europe/London', preApproves: false, approval: null },
  { when: '3 days after Patch Tuesday, 21:00 to 01:00 Europe/London (4 hours)', scope: 'LON-EX01 and LON-EX02' },
);
const yearEnd = aFreezeView(
  {
    id: freezeId(2),
    name: 'Year end',
    start: instant(START + 22 * DAY),
    end: instant(START + 37 * DAY),
    effect: 'warns',
    reason: 'The books are closed.',
  },
  { current: false, scope: 'DAG-BER' },
);

const list = (rules: readonly RuleView[], freezes: readonly FreezeView[], notice: string | null = null): AnyAnswer => ({
  kind: 'maintenance-rules',
  asOf: NOW,
  rules,
  freezes,
  notice,
});

const manyRules = Array.from({ length: 45 }, (_, at) =>
  aRuleView({ id: ruleId(at + 1), name: `Rule number ${at + 1}`, approval: null, hash: String(at).padStart(64, 'f') }),
);

const entries: readonly CalendarEntry[] = [
  { kind: 'freeze', freeze: aFreezeView() },
  { kind: 'window', rule: aRuleView(), occurrence: anOccurrence() },
  {
    kind: 'change',
    id: 'CHG-0007',
    start: START,
    end: instant(START + 4 * HOUR),
    zone: 'Europe/Berlin',
    state: 'proposed',
    title: 'update of BER-EX02 and HAM-EX04',
    blocked: true,
  },
  {
    kind: 'change',
    id: 'CHG-0006',
    start: instant(START + DAY),
    end: instant(START + DAY + 3 * HOUR),
    zone: 'Europe/Paris',
    state: 'approved',
    title: 'update of PAR-EX01',
    blocked: false,
  },
  { kind: 'window', rule: paris, occurrence: gap },
  { kind: 'freeze', freeze: yearEnd },
];

const windows = { kind: 'maintenance-windows', asOf: NOW, until: instant(NOW + 28 * DAY), entries } as const;

const scopes = [
  { value: 'all', title: 'all servers' },
  { value: 'site:Berlin', title: 'Berlin (site)' },
  { value: 'site:London', title: 'London (site)' },
  { value: 'dag:DAG-BER', title: 'DAG-BER' },
];

export const ruleDraft = {
  name: '',
  zone: 'Europe/Berlin',
  recurrence: 'weekly',
  days: 'sat',
  number: '',
  rrule: '',
  time: '22:00',
  hours: '4',
  noStartBefore: '',
  scope: 'all',
  preApproves: false,
};

export const freezeDraft = {
  name: '',
  fromDate: '',
  fromTime: '',
  untilDate: '',
  untilTime: '',
  zone: 'Europe/Berlin',
  scope: 'all',
  effect: 'forbids',
  reason: '',
};

const ruleForm = {
  kind: 'rule-form',
  asOf: NOW,
  edits: null,
  draft: ruleDraft,
  readBack: {
    when: 'every Saturday, 22:00 to 02:00 Europe/Berlin (4 hours)',
    next: aRuleView().next,
    zone: 'Europe/Berlin',
  },
  scopes,
} as const satisfies AnyAnswer;

const freezeForm = {
  kind: 'freeze-form',
  asOf: NOW,
  draft: freezeDraft,
  readBack: null,
  scopes,
} as const satisfies AnyAnswer;

const hostile = (at: number) => hostileStrings[at % hostileStrings.length] ?? '';

/** Answers about maintenance rules and freezes, by the name of their golden file. */
export const maintenanceAnswers: Readonly<Record<string, AnyAnswer>> = {
  'maintenance-rules': list([aRuleView(), paris, london], [aFreezeView(), yearEnd]),
  'maintenance-rules-one': list([paris], [], 'Paris nights was saved. It is RULE-0002.'),
  'maintenance-rules-none': list([], []),
  'maintenance-rules-closed': list(
    [
      aRuleView(
        { name: 'Leap day', zone: 'Europe/Atlantis' },
        { next: [], problem: 'Europe/Atlantis is no time zone known here.' },
      ),
    ],
    [yearEnd],
  ),
  'maintenance-rules-many': list(manyRules, [aFreezeView()]),
  'maintenance-rules-hostile': list(
    Array.from({ length: 12 }, (_, at) =>
      aRuleView(
        { id: ruleId(at + 1), name: hostile(at), scope: { by: 'servers', servers: [serverId('ex1')] } },
        { scope: hostile(at + 1), when: hostile(at + 2), next: [anOccurrence(START, { remarks: [hostile(at + 3)] })] },
      ),
    ),
    Array.from({ length: 8 }, (_, at) =>
      aFreezeView(
        { id: freezeId(at + 1), name: hostile(at + 20), reason: hostile(at + 30) },
        { scope: hostile(at + 40) },
      ),
    ),
    hostile(50),
  ),
  'maintenance-windows': windows,
  'maintenance-windows-none': { ...windows, entries: [] },
  'maintenance-windows-many': {
    ...windows,
    entries: Array.from({ length: 150 }, (_, at) => ({
      kind: 'window' as const,
      rule: aRuleView({ name: `Rule number ${at + 1}` }),
      occurrence: anOccurrence(instant(START + at * 4 * HOUR)),
    })),
  },
  'rule-form': ruleForm,
  'rule-form-edit': {
    ...ruleForm,
    edits: { rule: ruleId(2), revision: 3, name: 'Paris nights' },
    draft: {
      ...ruleDraft,
      name: 'Paris nights',
      zone: 'Europe/Paris',
      days: 'sun',
      time: '02:30',
      noStartBefore: '60',
      scope: 'PAR-EX01, PAR-EX02',
      preApproves: true,
    },
    readBack: { when: paris.when, next: paris.next, zone: 'Europe/Paris' },
  },
  'rule-form-refused': {
    ...ruleForm,
    problem: {
      code: 'invalid',
      message: 'The time zone “Berlin/Europe” is not known.',
      hint: 'Write a name such as Europe/Berlin.',
    },
    draft: {
      ...ruleDraft,
      name: 'Berlin',
      zone: 'Berlin/Europe',
      recurrence: 'monthly',
      number: 'last',
      scope: 'dag:DAG-BER',
    },
    readBack: null,
  },
  'rule-form-hostile': {
    ...ruleForm,
    draft: { ...ruleDraft, name: hostile(0), zone: hostile(1), days: hostile(2), scope: hostile(3), rrule: hostile(4) },
    scopes: hostileStrings.slice(0, 30).map((text) => ({ value: text.slice(0, 200), title: text })),
    readBack: { when: hostile(5), next: [anOccurrence(START, { remarks: [hostile(6)] })], zone: hostile(7) },
  },
  'freeze-form': freezeForm,
  'freeze-form-filled': {
    ...freezeForm,
    draft: {
      ...freezeDraft,
      name: 'Year end',
      fromDate: '2026-12-20',
      fromTime: '18:00',
      untilDate: '2027-01-03',
      scope: 'site:Berlin',
      effect: 'warns',
      reason: 'The books are closed.',
    },
    readBack: 'Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 00:00 Europe/Berlin.',
  },
  'freeze-form-refused': {
    ...freezeForm,
    problem: {
      code: 'invalid',
      message: 'The freeze would end before it begins: 20 Dec 2026 and 3 Dec 2026.',
      hint: 'Choose a last day that is not before the first.',
    },
    draft: { ...freezeDraft, name: 'Year end', fromDate: '2026-12-20', untilDate: '2026-12-03', reason: 'Books.' },
  },
};
