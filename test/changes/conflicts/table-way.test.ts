import type { Target } from '../../../src/changes/model.ts';
import { type Case, describeCases } from './cases.ts';
import { type ServerSketch, windowAt } from './pictures.ts';

const CU15: Target = { kind: 'build', build: '15.2.1748.39', label: 'Exchange 2019 CU15 Oct25SU' };
const FIRST = ['BER-EX01'];

/** BER-EX01 with that build, and others so that somebody is left in service. */
function having(build: string | null, over: Partial<ServerSketch> = {}): Pick<Case, 'servers' | 'plan'> {
  return { servers: [{ name: 'BER-EX01', build, ...over }, { name: 'BER-EX02' }], plan: FIRST };
}

function to(build: string): NonNullable<Case['over']> {
  return { target: { kind: 'build', build, label: '' } };
}

const ways: Case[] = [
  { name: 'SE over SE', ...having('15.2.2562.17'), expected: [] },
  { name: 'SE over 2019 CU15', ...having('15.2.1748.10'), expected: [] },
  { name: 'SE over 2019 CU14', ...having('15.2.1544.4'), expected: [] },
  {
    name: 'SE over 2016',
    ...having('15.1.2507.61'),
    expected: ['unreachable!'],
    says: 'BER-EX01 has Exchange 2016 CU23 Oct25SU: Exchange SE RTM Oct26SU can not be installed over it.',
  },
  { name: 'SE over 2013', ...having('15.0.1497.48'), expected: ['unreachable!'] },
  { name: '2019 over 2016', ...having('15.1.2507.61'), over: { target: CU15 }, expected: ['unreachable!'] },
  {
    name: '2016 over 2016, an update of a later CU',
    ...having('15.1.2375.37'),
    over: to('15.1.2507.61'),
    expected: [],
  },
  {
    name: 'in an emergency it only warns',
    ...having('15.1.2507.61'),
    over: { type: 'emergency' },
    expected: ['unreachable'],
  },
  { name: 'what is there already is in nobody’s way', ...having('15.2.2562.56'), over: { target: CU15 }, expected: [] },
  {
    name: 'SE over 2019 CU13: CU15 comes first',
    ...having('15.2.1258.39'),
    expected: ['prerequisite!'],
    says: 'BER-EX01 has Exchange 2019 CU13 Nov24SUv2: CU15 has to be installed before, in a change of its own, as the move to Exchange SE in place is documented from CU14 and CU15 only.',
  },
  {
    name: 'unless an earlier change brings it there',
    ...having('15.2.1258.39'),
    changes: [{ id: 7, servers: FIRST, window: windowAt('2026-11-27T22:00'), target: CU15 }],
    expected: [],
  },
  {
    name: 'that is over when this one begins',
    ...having('15.2.1258.39'),
    changes: [{ id: 7, servers: FIRST, window: windowAt('2026-11-28T18:00'), target: CU15 }],
    expected: [],
  },
  {
    name: 'not a moment later',
    ...having('15.2.1258.39'),
    changes: [{ id: 7, servers: FIRST, window: windowAt('2026-11-28T18:01'), target: CU15 }],
    expected: ['same-server!', 'prerequisite!'],
  },
  {
    name: 'nor afterwards',
    ...having('15.2.1258.39'),
    changes: [{ id: 7, servers: FIRST, window: windowAt('2026-11-29T22:00'), target: CU15 }],
    expected: ['prerequisite!'],
  },
  {
    name: 'nor on another server',
    ...having('15.2.1258.39'),
    changes: [{ id: 7, servers: ['BER-EX02'], window: windowAt('2026-11-27T22:00'), target: CU15 }],
    expected: ['prerequisite!'],
  },
  {
    name: 'nor to an update of the CU it has',
    ...having('15.2.1258.12'),
    changes: [
      {
        id: 7,
        servers: FIRST,
        window: windowAt('2026-11-27T22:00'),
        target: { kind: 'build', build: '15.2.1258.39', label: '' },
      },
    ],
    expected: ['prerequisite!'],
  },
  { name: 'CU15 over 2019 CU13 needs nothing before', ...having('15.2.1258.39'), over: { target: CU15 }, expected: [] },
  {
    name: 'an unknown build may be anything',
    ...having(null),
    expected: ['stale-evidence'],
    says: 'The exact build of BER-EX01 is not known, so it is not known either whether Exchange SE RTM Oct26SU can be installed over it.',
  },
  {
    name: 'an unknown build does not matter to a repair',
    ...having(null),
    over: { target: { kind: 'gate', gate: 'url-rewrite' } },
    expected: [],
  },
];

const evidence: Case[] = [
  {
    name: 'a report that is too old',
    ...having('15.2.2562.53', { fresh: false }),
    expected: ['stale-evidence'],
    says: 'The newest report of BER-EX01 is of 1 Nov 2026, 09:00 UTC: too old to tell what it has now.',
  },
  {
    name: 'each of several',
    servers: [{ name: 'BER-EX01', fresh: false }, { name: 'BER-EX02', fresh: false }, { name: 'BER-EX03' }],
    plan: ['BER-EX02', 'BER-EX01'],
    expected: ['stale-evidence', 'stale-evidence'],
    says: 'The newest report of BER-EX01 is of 1 Nov 2026, 09:00 UTC: too old to tell what it has now.',
  },
  {
    name: 'a newer update than the target',
    ...having('15.2.2562.37'),
    over: to('15.2.2562.53'),
    expected: ['superseded'],
    says: 'Exchange SE RTM Oct26SU (15.2.2562.56) of 13 Oct 2026 is newer than Exchange SE RTM Sep26SUv2, the target of BER-EX01.',
  },
  {
    name: 'one target of several servers is one conflict',
    servers: [{ name: 'BER-EX01' }, { name: 'BER-EX02' }],
    plan: ['BER-EX01', 'BER-EX02'],
    over: to('15.2.2562.53'),
    expected: ['superseded'],
  },
  { name: 'what only ESU holders get is none', ...having('15.2.1544.4'), over: { target: CU15 }, expected: [] },
  {
    name: 'the CU without its update is behind',
    ...having('15.2.1258.39'),
    over: to('15.2.1748.10'),
    expected: ['superseded'],
  },
  { name: 'a server that has the newer one is not', ...having('15.2.2562.56'), over: to('15.2.2562.53'), expected: [] },
];

const facing: ServerSketch[] = [
  { name: 'BER-EX01', facing: true },
  { name: 'BER-EX02', facing: false },
  { name: 'BER-EX03', facing: null },
  { name: 'BER-ED01', role: 'edge' },
  { name: 'BER-EX04', facing: true },
];

const orders: Case[] = [
  {
    name: 'internet-facing, internal, Edge',
    servers: facing,
    plan: ['BER-EX01', 'BER-EX04', 'BER-EX02', 'BER-ED01'],
    expected: [],
  },
  {
    name: 'internal before internet-facing',
    servers: facing,
    plan: ['BER-EX02', 'BER-EX01'],
    expected: ['order'],
    says: 'BER-EX02 comes before BER-EX01: Microsoft updates internet-facing servers first, then internal ones, then Edge.',
  },
  {
    name: 'internal between internet-facing ones',
    servers: facing,
    plan: ['BER-EX01', 'BER-EX02', 'BER-EX04'],
    expected: ['order'],
    says: 'BER-EX02 comes before BER-EX04: Microsoft updates internet-facing servers first, then internal ones, then Edge.',
  },
  {
    name: 'Edge before internet-facing',
    servers: facing,
    plan: ['BER-ED01', 'BER-EX02', 'BER-EX04'],
    expected: ['order'],
    says: 'BER-ED01 and BER-EX02 come before BER-EX04: Microsoft updates internet-facing servers first, then internal ones, then Edge.',
  },
  { name: 'what is not known', servers: facing, plan: ['BER-EX03', 'BER-EX01'], expected: [] },
  { name: 'internal ones alone', servers: facing, plan: ['BER-EX02', 'BER-EX03'], expected: [] },
  {
    name: 'repairs in any order',
    servers: facing,
    plan: ['BER-EX02', 'BER-EX01'],
    over: { target: { kind: 'gate', gate: 'mitigation-service' } },
    expected: [],
  },
];

describeCases('the way to the target', ways);
describeCases('evidence and newer updates', evidence);
describeCases('the order of servers', orders);
