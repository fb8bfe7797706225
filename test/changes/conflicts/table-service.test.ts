import type { Target } from '../../../src/changes/model.ts';
import { type Case, describeCases } from './cases.ts';
import { type ServerSketch, windowAt } from './pictures.ts';

const REPAIR: Target = { kind: 'gate', gate: 'url-rewrite' };
const RETIRED: Target = { kind: 'retired', replacedBy: null };
const out = { service: 'out' } as const;
const unknown = { service: 'unknown' } as const;

/** LON-EX01 to LON-EX0n, each by itself. */
function london(count: number, over: Readonly<Record<string, Partial<ServerSketch>>> = {}): ServerSketch[] {
  const names = Array.from({ length: count }, (_, index) => `LON-EX0${index + 1}`);
  return names.map((name) => ({ name, site: 'London', ...over[name] }));
}

const FIRST = ['LON-EX01'];

const sites: Case[] = [
  { name: 'another server of the site carries the mail', servers: london(2), plan: FIRST, expected: [] },
  {
    name: 'the only server of a site: no window could avoid it',
    servers: london(1),
    plan: FIRST,
    expected: ['no-redundancy'],
    says: 'LON-EX01 is the only Mailbox server of London: its mail waits meanwhile.',
  },
  {
    name: 'the last one in service',
    servers: london(3, { 'LON-EX02': out, 'LON-EX03': out }),
    plan: FIRST,
    expected: ['last-in-service!'],
    says: 'While LON-EX01 is worked on no Mailbox server of London is in service: of 2 others 2 are out.',
  },
  {
    name: 'the last one in service, in an emergency',
    servers: london(2, { 'LON-EX02': out }),
    plan: FIRST,
    over: { type: 'emergency' },
    expected: ['last-in-service'],
  },
  {
    name: 'one that is out already leaves no one less in service',
    servers: london(2, { 'LON-EX01': out, 'LON-EX02': out }),
    plan: FIRST,
    expected: [],
  },
  {
    name: 'one of which it is not known is taken for in service',
    servers: london(2, { 'LON-EX01': unknown, 'LON-EX02': out }),
    plan: FIRST,
    expected: ['last-in-service!'],
  },
  {
    name: 'no other is seen in service, and of all it is not known',
    servers: london(4, { 'LON-EX02': unknown, 'LON-EX03': unknown, 'LON-EX04': unknown }),
    plan: FIRST,
    expected: ['service-unknown'],
    says: 'London: of 3 others 0 are seen in service, 3 are not known.',
  },
  {
    name: 'no other is seen in service, and of some it is not known',
    servers: london(4, { 'LON-EX02': out, 'LON-EX03': out, 'LON-EX04': unknown }),
    plan: FIRST,
    expected: ['service-unknown'],
    says: 'London: of 3 others 0 are seen in service, 2 are out and 1 is not known.',
  },
  {
    name: 'one other in service is enough, whatever the rest are',
    servers: london(4, { 'LON-EX02': out, 'LON-EX03': unknown }),
    plan: FIRST,
    expected: [],
  },
  {
    name: 'a report that is too old tells nothing',
    servers: london(2, { 'LON-EX02': { fresh: false } }),
    plan: FIRST,
    expected: ['service-unknown'],
    says: 'London: of 1 other 0 are seen in service, 1 is not known.',
  },
  {
    name: 'all of a site in one change follow one another',
    servers: london(3),
    plan: ['LON-EX01', 'LON-EX02', 'LON-EX03'],
    expected: [],
  },
  {
    name: 'one sentence for all servers of a plan in one place',
    servers: london(3, { 'LON-EX01': unknown, 'LON-EX02': unknown, 'LON-EX03': unknown }),
    plan: ['LON-EX01', 'LON-EX02', 'LON-EX03'],
    expected: ['service-unknown'],
  },
  {
    name: 'what another change works on is not in service',
    servers: london(2),
    plan: FIRST,
    changes: [{ id: 7, servers: ['LON-EX02'] }],
    expected: ['last-in-service!'],
    says: 'While LON-EX01 is worked on no Mailbox server of London is in service: of 1 other 1 is in CHG-0007.',
  },
  {
    name: 'of one that another change works on it is known that it is out',
    servers: london(3, { 'LON-EX02': unknown, 'LON-EX03': out }),
    plan: FIRST,
    changes: [{ id: 7, servers: ['LON-EX02'] }],
    expected: ['last-in-service!'],
    says: 'While LON-EX01 is worked on no Mailbox server of London is in service: of 2 others 1 is out and 1 is in CHG-0007.',
  },
  {
    name: 'another change that leaves one in service',
    servers: london(3),
    plan: FIRST,
    changes: [{ id: 7, servers: ['LON-EX02'] }],
    expected: [],
  },
  {
    name: 'other changes at other times',
    servers: london(2),
    plan: FIRST,
    changes: [
      { id: 7, servers: ['LON-EX02'], window: windowAt('2026-11-28T20:00', 2) },
      { id: 8, servers: ['LON-EX02'], window: windowAt('2026-11-29T02:00') },
    ],
    expected: [],
  },
  {
    name: 'another change that only repairs',
    servers: london(2),
    plan: FIRST,
    changes: [{ id: 7, servers: ['LON-EX02'], target: REPAIR }],
    expected: [],
  },
  {
    name: 'a repair leaves its server in service',
    servers: london(2, { 'LON-EX02': out }),
    plan: FIRST,
    over: { target: REPAIR },
    expected: [],
  },
  {
    name: 'a retirement takes it out',
    servers: london(2, { 'LON-EX02': out }),
    plan: FIRST,
    over: { target: RETIRED },
    expected: ['last-in-service!'],
  },
  {
    name: 'a site of the same name in another organisation carries none of its mail',
    servers: [...london(1), { name: 'FAB-EX01', site: 'London', organisation: 'fabrikam@fabrikam.test' }],
    plan: FIRST,
    expected: ['no-redundancy'],
  },
  {
    name: 'the case of a name makes no other site',
    servers: [...london(1), { name: 'LON-EX02', site: 'LONDON' }],
    plan: FIRST,
    expected: [],
  },
  {
    name: 'an Edge server is no Mailbox server of the site',
    servers: [...london(1), { name: 'LON-ED01', site: 'London', role: 'edge' }],
    plan: FIRST,
    expected: ['no-redundancy'],
  },
  {
    name: 'an Edge server itself holds no mailboxes',
    servers: [{ name: 'LON-ED01', site: 'London', role: 'edge' }],
    plan: ['LON-ED01'],
    expected: [],
  },
  { name: 'a server of no known site', servers: [{ name: 'LON-EX01', site: null }], plan: FIRST, expected: [] },
  {
    name: 'the last of two sites and of a DAG over both',
    servers: [
      { name: 'LON-EX01', site: 'London', dag: 'DAG-EU' },
      { name: 'PAR-EX01', site: 'Paris', dag: 'DAG-EU', ...out },
      { name: 'ROM-EX01', site: 'Rome', dag: 'DAG-EU', ...out },
    ],
    dags: [{ name: 'DAG-EU', members: ['LON-EX01', 'PAR-EX01', 'ROM-EX01'] }],
    plan: FIRST,
    expected: ['quorum!', 'last-in-service!', 'no-redundancy'],
  },
  {
    name: 'a server that serves in no DAG is not looked for in one',
    servers: [...london(2), { name: 'LON-EX03', site: 'London', dag: 'DAG-LON', ...out }],
    plan: FIRST,
    expected: [],
  },
];

describeCases('who is left in service', sites);
