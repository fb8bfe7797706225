import type { ChangeWindow, Target } from '../../../src/changes/model.ts';
import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import type { MaintenanceRule, RuleId } from '../../../src/maintenance/model.ts';
import { type Case, describeCases } from './cases.ts';
import { aRule, idOf, type ServerSketch, windowAt } from './pictures.ts';

const BERLIN: ServerSketch[] = [1, 2, 3, 4, 5].map((number) => ({ name: `BER-EX0${number}` }));
const HAMBURG: ServerSketch[] = [
  { name: 'HAM-EX01', site: 'Hamburg' },
  { name: 'HAM-EX02', site: 'Hamburg' },
];
const FIRST = ['BER-EX01'];
/** Too little to be too much for any window here. */
const quick = { update: 5, restart: 5, maintenanceMode: 5 };

function within(
  window: ChangeWindow,
  ...rules: MaintenanceRule[]
): Pick<Case, 'servers' | 'plan' | 'over' | 'rules' | 'minutes'> {
  return { servers: [...BERLIN, ...HAMBURG], plan: FIRST, over: { window }, rules, minutes: quick };
}

const berlin = aRule({ name: 'Berlin', scope: { by: 'site', value: 'berlin' } });
const hamburg = aRule({ id: 'RULE-0002' as RuleId, name: 'Hamburg', scope: { by: 'site', value: 'Hamburg' } });
const nightly = (time: string, length: number): MaintenanceRule =>
  aRule({ name: 'Sundays', recurrence: { kind: 'weekly', days: [7] }, time, length });

const rules: Case[] = [
  { name: 'where there are no rules nothing is outside them', ...within(windowAt('2026-11-25T12:00')), expected: [] },
  { name: 'within a rule', ...within(windowAt('2026-11-28T22:00'), aRule()), expected: [] },
  { name: 'as long as what the rule opens', ...within(windowAt('2026-11-28T22:00', 6), aRule()), expected: [] },
  {
    name: 'on the morning after, within the night before',
    ...within(windowAt('2026-11-29T01:00', 3), aRule()),
    expected: [],
  },
  {
    name: 'on another day',
    ...within(windowAt('2026-11-25T12:00'), aRule()),
    expected: ['outside-rules'],
    says: 'It lies outside the maintenance rule for BER-EX01: Saturday nights.',
  },
  {
    name: 'on past the end',
    ...within(windowAt('2026-11-29T02:00', 3), aRule()),
    expected: ['outside-rules'],
    says: 'It ends after the maintenance rule Saturday nights does: Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 04:00 Europe/Berlin (6 hours).',
  },
  {
    name: 'from before its beginning',
    ...within(windowAt('2026-11-28T21:45', 2), aRule()),
    expected: ['outside-rules'],
  },
  { name: 'from its very end', ...within(windowAt('2026-11-29T04:00', 1), aRule()), expected: ['outside-rules'] },
  {
    name: 'from the instant on at which nothing new starts',
    ...within(windowAt('2026-11-29T03:30', 0.5), aRule({ noStartBefore: 30 * MINUTE })),
    expected: ['outside-rules'],
    says: 'Nothing new starts in the last 30 minutes of the maintenance rule Saturday nights.',
  },
  {
    name: 'from a minute before',
    ...within(windowAt('2026-11-29T03:29', 0.5), aRule({ noStartBefore: 30 * MINUTE })),
    expected: [],
  },
  {
    name: 'within one of two rules',
    ...within(windowAt('2026-11-28T22:00'), nightly('08:00', HOUR), aRule()),
    expected: [],
  },
  {
    name: 'outside both of two rules',
    ...within(windowAt('2026-11-25T22:00'), nightly('08:00', HOUR), aRule()),
    expected: ['outside-rules'],
    says: 'It lies outside every maintenance rule for BER-EX01: Sundays and Saturday nights.',
  },
  {
    name: 'a rule for other servers is none for these',
    ...within(windowAt('2026-11-25T12:00'), hamburg),
    expected: [],
  },
  { name: 'within the rule of its site', ...within(windowAt('2026-11-28T22:00'), berlin, hamburg), expected: [] },
  {
    name: 'servers of two sites with a rule each have none together',
    ...within(windowAt('2026-11-28T22:00'), berlin, hamburg),
    plan: ['BER-EX01', 'HAM-EX01'],
    expected: ['outside-rules'],
    says: 'No maintenance rule is for BER-EX01 and HAM-EX01 together.',
  },
  {
    name: 'a rule for servers by name',
    ...within(windowAt('2026-11-28T22:00'), aRule({ scope: { by: 'servers', servers: [idOf('BER-EX01')] } })),
    plan: ['BER-EX01', 'BER-EX02'],
    expected: ['outside-rules'],
  },
  {
    name: 'in the gap of the clocks a rule of 02:30 opens at 03:00',
    ...within(windowAt('2027-03-28T03:00', 2), nightly('02:30', 2 * HOUR)),
    expected: [],
  },
  {
    name: 'and not an hour before',
    ...within(windowAt('2027-03-28T01:30', 1), nightly('02:30', 2 * HOUR)),
    expected: ['outside-rules'],
  },
  {
    name: 'in the overlap a rule of 02:30 opens at the first one and lasts as long as ever',
    ...within(windowAt('2027-10-31T02:30', 2), nightly('02:30', 2 * HOUR)),
    expected: [],
  },
  {
    name: 'a rule in another zone opens by its own clocks',
    ...within(windowAt('2026-11-28T22:00', 4), aRule({ zone: 'America/New_York', time: '16:00' })),
    expected: [],
  },
];

const REPAIR: Target = { kind: 'gate', gate: 'mitigation-service' };
const ALL = BERLIN.map(({ name }) => name);

const lengths: Case[] = [
  { name: 'four security updates take four hours', servers: BERLIN, plan: ALL.slice(0, 4), expected: [] },
  {
    name: 'five do not fit into them',
    servers: BERLIN,
    plan: ALL,
    expected: ['too-short'],
    says: 'The window is 4 hours long: 5 servers need 5 hours, one after another.',
  },
  {
    name: 'by a minute',
    servers: BERLIN,
    plan: ALL.slice(0, 4),
    minutes: { restart: 11 },
    expected: ['too-short'],
    says: 'The window is 4 hours long: 4 servers need 4 hours 4 minutes, one after another.',
  },
  {
    name: 'repairs need no maintenance mode',
    servers: BERLIN,
    plan: ALL,
    over: { target: REPAIR, window: windowAt('2026-11-28T22:00', 1.25) },
    expected: [],
  },
  {
    name: 'the move to SE takes two installations',
    servers: [{ name: 'BER-EX01', build: '15.2.1748.39' }, { name: 'BER-EX02' }],
    plan: FIRST,
    over: { window: windowAt('2026-11-28T22:00', 2) },
    expected: ['too-short'],
    says: 'The window is 2 hours long: 1 server needs 2 hours 20 minutes, one after another.',
  },
  {
    name: 'a CU with its update takes two installations, and different servers add up',
    servers: [
      { name: 'BER-EX01', build: '15.2.1544.36' },
      { name: 'BER-EX02', build: '15.2.1748.10' },
    ],
    plan: ['BER-EX01', 'BER-EX02'],
    over: {
      target: { kind: 'build', build: '15.2.1748.39', label: 'Exchange 2019 CU15 Oct25SU' },
      window: windowAt('2026-11-28T22:00', 3),
    },
    expected: ['too-short'],
    says: 'The window is 3 hours long: 2 servers need 3 hours 20 minutes, one after another.',
  },
  {
    name: 'a retirement is not estimated',
    servers: BERLIN,
    plan: FIRST,
    over: { target: { kind: 'retired', replacedBy: null }, window: windowAt('2026-11-28T22:00', 0.25) },
    expected: [],
  },
  {
    name: 'and is said not to be where the rest is too much',
    servers: BERLIN,
    plan: [],
    over: {
      servers: [
        { server: idOf('BER-EX01'), target: { kind: 'build', build: '15.2.2562.56', label: 'SE' } },
        { server: idOf('BER-EX02'), target: { kind: 'retired', replacedBy: null } },
      ],
      window: windowAt('2026-11-28T22:00', 0.5),
    },
    expected: ['too-short'],
    says: 'The window is 30 minutes long: 1 server needs 1 hour, one after another, and BER-EX02, whose time nobody can tell.',
  },
];

describeCases('maintenance rules', rules);
describeCases('the time that the work takes', lengths);
