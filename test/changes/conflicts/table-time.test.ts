import type { ChangeWindow } from '../../../src/changes/model.ts';
import { later } from '../../../src/core/clock.ts';
import { type Case, describeCases } from './cases.ts';
import { aFreeze, idOf, type ServerSketch, windowAt } from './pictures.ts';

const TWO: ServerSketch[] = [{ name: 'BER-EX01' }, { name: 'BER-EX02' }];
const FIRST = ['BER-EX01'];

/** The same server in another change of that window. */
function against(window: ChangeWindow): Pick<Case, 'servers' | 'plan' | 'changes'> {
  return { servers: TWO, plan: FIRST, changes: [{ id: 7, servers: FIRST, window }] };
}

const overlaps: Case[] = [
  { name: 'half-open: one ends when the other begins', ...against(windowAt('2026-11-28T18:00')), expected: [] },
  { name: 'half-open: one begins when the other ends', ...against(windowAt('2026-11-29T02:00')), expected: [] },
  {
    name: 'a minute before the end overlaps',
    ...against(windowAt('2026-11-29T01:59')),
    expected: ['same-server!'],
    says: 'BER-EX01 is in CHG-0007 too: Sun 29 Nov 2026, 01:59 to 05:59 Europe/Berlin (4 hours).',
  },
  { name: 'one within the other', ...against(windowAt('2026-11-28T23:00', 1)), expected: ['same-server!'] },
  {
    name: 'one around the other, longer than a day',
    ...against(windowAt('2026-11-28T08:00', 30)),
    expected: ['same-server!'],
  },
  {
    name: 'overnight: midnight is nothing',
    ...against(windowAt('2026-11-29T00:00', 1)),
    expected: ['same-server!'],
  },
  {
    name: 'the same local time in other zones is another time',
    ...against(windowAt('2026-11-28T22:00', 4, 'Asia/Tokyo')),
    expected: [],
  },
  {
    name: 'other local times in other zones are the same time',
    ...against(windowAt('2026-11-29T06:00', 4, 'Asia/Tokyo')),
    expected: ['same-server!'],
    says: 'BER-EX01 is in CHG-0007 too: Sun 29 Nov 2026, 06:00 to 10:00 Asia/Tokyo (4 hours).',
  },
  {
    name: 'what begins in the gap of the clocks begins at its end: 02:30 is 03:00',
    ...against(windowAt('2027-03-28T02:30', 2)),
    over: { window: windowAt('2027-03-28T03:00', 2) },
    expected: ['same-server!'],
    says: 'BER-EX01 is in CHG-0007 too: Sun 28 Mar 2027, 03:00 to 05:00 Europe/Berlin (2 hours).',
  },
  {
    name: 'over the gap four hours end an hour later on the clocks',
    ...against(windowAt('2027-03-28T03:30', 2)),
    over: { window: windowAt('2027-03-28T00:00', 3) },
    expected: ['same-server!'],
  },
  {
    name: 'and half-open there, too',
    ...against(windowAt('2027-03-28T04:00', 2)),
    over: { window: windowAt('2027-03-28T00:00', 3) },
    expected: [],
  },
  {
    name: 'a time that comes twice is the first: 02:30 is before the clocks go back',
    ...against(windowAt('2026-10-25T00:30', 2)),
    over: { window: windowAt('2026-10-25T02:30', 2) },
    expected: [],
  },
  {
    name: 'over the overlap what ends at the second 02:30 overlaps the first',
    ...against(windowAt('2026-10-25T00:30', 3)),
    over: { window: windowAt('2026-10-25T02:30', 2) },
    expected: ['same-server!'],
  },
  {
    name: 'a proposed change claims its servers as an approved one does',
    servers: TWO,
    plan: FIRST,
    changes: [{ id: 7, servers: FIRST, state: 'proposed' }],
    expected: ['same-server!'],
  },
  {
    name: 'in an emergency it only warns',
    ...against(windowAt('2026-11-28T22:00')),
    over: { type: 'emergency' },
    expected: ['same-server'],
  },
];

const { start, end } = windowAt('2026-11-28T22:00');

const freezes: Case[] = [
  {
    name: 'a freeze that forbids',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze()],
    expected: ['freeze!'],
    says: 'The freeze Black Friday forbids it: Sat 28 Nov 2026, 00:00 to Mon 30 Nov 2026, 00:00 Europe/Berlin.',
  },
  {
    name: 'a freeze that warns',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ effect: 'warns' })],
    expected: ['freeze-warning'],
    says: 'The freeze Black Friday warns of it: Sat 28 Nov 2026, 00:00 to Mon 30 Nov 2026, 00:00 Europe/Berlin.',
  },
  {
    name: 'one whose zone is not known here, told in UTC',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ zone: 'Mars/Olympus' })],
    expected: ['freeze!'],
    says: 'The freeze Black Friday forbids it: Fri 27 Nov 2026, 23:00 to Sun 29 Nov 2026, 23:00 UTC.',
  },
  {
    name: 'one that ends when the window begins',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ end: start })],
    expected: [],
  },
  {
    name: 'one that ends a moment later',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ end: later(start, 1) })],
    expected: ['freeze!'],
  },
  {
    name: 'one that begins when the window ends',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ start: end })],
    expected: [],
  },
  {
    name: 'one that begins a moment before',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ start: later(end, -1) })],
    expected: ['freeze!'],
  },
  {
    name: 'one of one of the servers',
    servers: TWO,
    plan: ['BER-EX01', 'BER-EX02'],
    freezes: [aFreeze({ scope: { by: 'servers', servers: [idOf('BER-EX02')] } })],
    expected: ['freeze!'],
    says: 'The freeze Black Friday forbids it for BER-EX02: Sat 28 Nov 2026, 00:00 to Mon 30 Nov 2026, 00:00 Europe/Berlin.',
  },
  {
    name: 'one of the site, whatever the case',
    servers: TWO,
    plan: FIRST,
    freezes: [aFreeze({ scope: { by: 'site', value: 'BERLIN' } })],
    expected: ['freeze!'],
  },
  {
    name: 'one of another site and one of a DAG that it is not in',
    servers: TWO,
    plan: FIRST,
    freezes: [
      aFreeze({ scope: { by: 'site', value: 'Hamburg' } }),
      aFreeze({ scope: { by: 'dag', value: 'DAG-BER' } }),
    ],
    expected: [],
  },
  {
    name: 'in an emergency it only warns',
    servers: TWO,
    plan: FIRST,
    over: { type: 'emergency' },
    freezes: [aFreeze()],
    expected: ['freeze'],
  },
];

describeCases('overlaps in time', overlaps);
describeCases('freezes', freezes);
