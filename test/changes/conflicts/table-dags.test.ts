import type { Target } from '../../../src/changes/model.ts';
import { type Case, describeCases } from './cases.ts';
import { type DagSketch, type ServerSketch, windowAt } from './pictures.ts';

const REPAIR: Target = { kind: 'gate', gate: 'mitigation-service' };

/** BER-EX01 to BER-EX0n in DAG-BER and, so that the site has others, two servers of no DAG. */
function dag(members: number, over: Readonly<Record<string, Partial<ServerSketch>>> = {}): ServerSketch[] {
  const names = Array.from({ length: members }, (_, index) => `BER-EX0${index + 1}`);
  return [
    ...names.map((name) => ({ name, dag: 'DAG-BER', ...over[name] })),
    { name: 'BER-MB01' },
    { name: 'BER-MB02' },
  ];
}

function policy(members: number, witness = false): DagSketch[] {
  return [{ name: 'DAG-BER', members: Array.from({ length: members }, (_, index) => `BER-EX0${index + 1}`), witness }];
}

const out = { service: 'out' } as const;
const unknown = { service: 'unknown' } as const;
const FIRST = ['BER-EX01'];

const quorum: Case[] = [
  {
    name: '2 members and a witness bear one',
    servers: dag(2),
    dags: policy(2, true),
    plan: FIRST,
    expected: ['no-redundancy'],
  },
  {
    name: '2 members without a witness bear none',
    servers: dag(2),
    dags: policy(2),
    plan: FIRST,
    expected: ['quorum!', 'no-redundancy'],
    says: 'DAG-BER has 2 members and no witness: 2 voters, 0 may be down. 1 would be: BER-EX01.',
  },
  {
    name: '2 members and a witness do not bear two',
    servers: dag(2, { 'BER-EX02': out }),
    dags: policy(2, true),
    plan: FIRST,
    expected: ['quorum!', 'last-in-service!', 'no-redundancy'],
    says: 'DAG-BER has 2 members and a witness: 3 voters, 1 may be down. 2 would be: BER-EX01, with BER-EX02 out already.',
  },
  { name: '3 members bear one', servers: dag(3), dags: policy(3), plan: FIRST, expected: [] },
  {
    name: '3 members do not bear two',
    servers: dag(3, { 'BER-EX03': out }),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum!'],
    says: 'DAG-BER has 3 members: 3 voters, 1 may be down. 2 would be: BER-EX01, with BER-EX03 out already.',
  },
  {
    name: 'the witness of 3 members has no vote',
    servers: dag(3, { 'BER-EX03': out }),
    dags: policy(3, true),
    plan: FIRST,
    expected: ['quorum!'],
    says: 'DAG-BER has 3 members: 3 voters, 1 may be down. 2 would be: BER-EX01, with BER-EX03 out already.',
  },
  {
    name: '4 members and a witness bear two',
    servers: dag(4, { 'BER-EX04': out }),
    dags: policy(4, true),
    plan: FIRST,
    expected: [],
  },
  {
    name: '4 members and a witness do not bear three',
    servers: dag(4, { 'BER-EX03': out, 'BER-EX04': out }),
    dags: policy(4, true),
    plan: ['BER-EX02'],
    expected: ['quorum!'],
    says: 'DAG-BER has 4 members and a witness: 5 voters, 2 may be down. 3 would be: BER-EX02, with BER-EX03 and BER-EX04 out already.',
  },
  { name: '4 members without a witness bear one', servers: dag(4), dags: policy(4), plan: FIRST, expected: [] },
  {
    name: '4 members without a witness do not bear two',
    servers: dag(4, { 'BER-EX04': out }),
    dags: policy(4),
    plan: FIRST,
    expected: ['quorum!'],
    says: 'DAG-BER has 4 members and no witness: 4 voters, 1 may be down. 2 would be: BER-EX01, with BER-EX04 out already.',
  },
  {
    name: '6 members and a witness bear three',
    servers: dag(6, { 'BER-EX05': out, 'BER-EX06': out }),
    dags: policy(6, true),
    plan: FIRST,
    expected: [],
  },
  {
    name: '6 members and a witness do not bear four',
    servers: dag(6, { 'BER-EX04': out, 'BER-EX05': out, 'BER-EX06': out }),
    dags: policy(6, true),
    plan: FIRST,
    expected: ['quorum!'],
  },
  {
    name: '6 members without a witness bear two',
    servers: dag(6, { 'BER-EX06': out }),
    dags: policy(6),
    plan: FIRST,
    expected: [],
  },
  {
    name: '6 members without a witness do not bear three',
    servers: dag(6, { 'BER-EX05': out, 'BER-EX06': out }),
    dags: policy(6),
    plan: FIRST,
    expected: ['quorum!'],
    says: 'DAG-BER has 6 members and no witness: 6 voters, 2 may be down. 3 would be: BER-EX01, with BER-EX05 and BER-EX06 out already.',
  },
  {
    name: 'a member that is out already counts once when it is worked on',
    servers: dag(4, { 'BER-EX03': out, 'BER-EX04': out }),
    dags: policy(4, true),
    plan: ['BER-EX03'],
    expected: [],
  },
  {
    name: 'the worst step of a plan counts',
    servers: dag(4, { 'BER-EX03': out, 'BER-EX04': out }),
    dags: policy(4, true),
    plan: ['BER-EX03', 'BER-EX01'],
    expected: ['quorum!'],
    says: 'DAG-BER has 4 members and a witness: 5 voters, 2 may be down. 3 would be: BER-EX01, with BER-EX03 and BER-EX04 out already.',
  },
  {
    name: 'all members in one change follow one another',
    servers: dag(4),
    dags: policy(4),
    plan: ['BER-EX01', 'BER-EX02', 'BER-EX03', 'BER-EX04'],
    expected: [],
  },
  {
    name: 'a repair takes no member out',
    servers: dag(2),
    dags: policy(2),
    plan: FIRST,
    over: { target: REPAIR },
    expected: [],
  },
  {
    name: 'an emergency is only warned',
    servers: dag(2, { 'BER-EX02': out }),
    dags: policy(2),
    plan: FIRST,
    over: { type: 'emergency' },
    expected: ['quorum', 'last-in-service', 'no-redundancy'],
  },
  {
    name: 'a DAG of one member has nobody who could lose a quorum',
    servers: dag(1),
    dags: policy(1),
    plan: FIRST,
    expected: ['no-redundancy'],
    says: 'DAG-BER has one member: its databases wait meanwhile.',
  },
];

const withOthers: Case[] = [
  {
    name: 'another member in another change at that time blocks by itself, though 4 members and a witness bear two',
    servers: dag(4),
    dags: policy(4, true),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX02'] }],
    expected: ['same-dag!'],
    says: 'CHG-0007 works on BER-EX02 of DAG-BER too: Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours).',
  },
  {
    name: 'the same member in another change is one conflict, of the server',
    servers: dag(4),
    dags: policy(4, true),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX01'] }],
    expected: ['same-server!'],
  },
  {
    name: 'two changes of all members share servers and the DAG',
    servers: dag(3),
    dags: policy(3),
    plan: ['BER-EX01', 'BER-EX02'],
    changes: [{ id: 7, servers: ['BER-EX01', 'BER-EX02'] }],
    expected: ['same-server!', 'same-server!', 'same-dag!', 'quorum!'],
  },
  {
    name: 'an overlapping change takes one member out, however many it has',
    servers: dag(6),
    dags: policy(6, true),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX02', 'BER-EX03', 'BER-EX04'] }],
    expected: ['same-dag!'],
  },
  {
    name: 'two overlapping changes take two members out',
    servers: dag(4),
    dags: policy(4, true),
    plan: FIRST,
    changes: [
      { id: 7, servers: ['BER-EX02'] },
      { id: 8, servers: ['BER-EX03'] },
    ],
    expected: ['same-dag!', 'same-dag!', 'quorum!'],
  },
  {
    name: 'two overlapping changes of one member take one out',
    servers: dag(4),
    dags: policy(4, true),
    plan: FIRST,
    changes: [
      { id: 7, servers: ['BER-EX02'] },
      { id: 8, servers: ['BER-EX02'] },
    ],
    expected: ['same-dag!', 'same-dag!'],
  },
  {
    name: 'the first of two changes gives its member to the second where it has another',
    servers: dag(4),
    dags: policy(4, true),
    plan: FIRST,
    changes: [
      { id: 7, servers: ['BER-EX02', 'BER-EX03'] },
      { id: 8, servers: ['BER-EX02'] },
    ],
    expected: ['same-dag!', 'same-dag!', 'quorum!'],
  },
  {
    name: 'a change of a member that is out already takes no more out',
    servers: dag(4, { 'BER-EX02': out }),
    dags: policy(4, true),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX02'] }],
    expected: ['same-dag!'],
  },
  {
    name: 'a change that repairs another member takes none out',
    servers: dag(3),
    dags: policy(3),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX02'], target: REPAIR }],
    expected: ['same-dag!'],
  },
  {
    name: 'a change that ends when this one begins is none',
    servers: dag(3),
    dags: policy(3),
    plan: FIRST,
    changes: [{ id: 7, servers: ['BER-EX02'], window: windowAt('2026-11-28T18:00') }],
    expected: [],
  },
  {
    name: 'a change of another DAG is none',
    servers: [...dag(3), { name: 'HAM-EX01', dag: 'DAG-HAM', site: 'Hamburg' }],
    dags: policy(3),
    plan: FIRST,
    changes: [{ id: 7, servers: ['HAM-EX01'] }],
    expected: [],
  },
];

const notKnown: Case[] = [
  {
    name: 'a DAG that the policy file does not name',
    servers: dag(3),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER: members seen: 3, quorum not known.',
  },
  {
    name: 'of which two members were seen: no redundancy as far as is known',
    servers: dag(2),
    plan: FIRST,
    expected: ['no-redundancy', 'quorum-unknown'],
    says: 'Of DAG-BER two members were seen: while one is out the other has no redundancy.',
  },
  {
    name: 'of which one member was seen',
    servers: dag(1),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER: members seen: 1, quorum not known.',
  },
  {
    name: 'and of which all others are out: somebody has to be left all the same',
    servers: dag(3, { 'BER-EX02': out, 'BER-EX03': out }),
    plan: FIRST,
    expected: ['last-in-service!', 'quorum-unknown'],
    says: 'While BER-EX01 is worked on no member of DAG-BER is in service: of 2 other members 2 are out.',
  },
  {
    name: 'a member that reports show and the policy file lacks',
    servers: dag(4),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER: members seen: 4, quorum not known, as reports and the policy file differ on BER-EX04.',
  },
  {
    name: 'a member by the policy file that reports show in another DAG',
    servers: dag(3, { 'BER-EX03': { dag: 'DAG-HAM' } }),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER: members seen: 2, quorum not known, as reports and the policy file differ on BER-EX03.',
  },
  {
    name: 'a member by the policy file whose report names no DAG is one',
    servers: dag(3, { 'BER-EX01': { dag: null }, 'BER-EX03': out }),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum!'],
  },
  {
    name: 'a member that was never seen may be down',
    servers: dag(2),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER has 3 members: 3 voters, 1 may be down. 1 would be, and of ber-ex03 it is not known.',
  },
  {
    name: 'unknown members that the quorum bears even if they are down',
    servers: dag(4, { 'BER-EX04': unknown }),
    dags: policy(4, true),
    plan: FIRST,
    expected: [],
  },
  {
    name: 'unknown members that might be too many',
    servers: dag(4, { 'BER-EX03': unknown, 'BER-EX04': { fresh: false } }),
    dags: policy(4, true),
    plan: FIRST,
    expected: ['quorum-unknown'],
    says: 'DAG-BER has 4 members and a witness: 5 voters, 2 may be down. 1 would be, and of BER-EX03 and BER-EX04 it is not known.',
  },
  {
    name: 'what is known to be too many blocks, whatever is not known',
    servers: dag(4, { 'BER-EX02': out, 'BER-EX03': out, 'BER-EX04': unknown }),
    dags: policy(4, true),
    plan: FIRST,
    expected: ['quorum!', 'service-unknown'],
  },
  {
    name: 'a DAG of which nobody but the server is known',
    servers: dag(3, { 'BER-EX02': unknown, 'BER-EX03': unknown }),
    dags: policy(3),
    plan: FIRST,
    expected: ['quorum-unknown', 'service-unknown'],
  },
];

describeCases('quorum', quorum);
describeCases('a DAG and other changes', withOthers);
describeCases('a DAG of which not all is known', notKnown);
