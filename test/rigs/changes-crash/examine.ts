import { z } from 'zod';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { CALL_POST, CHANGE_POST } from '../../../src/changes/app.ts';
import { readCallSubject } from '../../../src/changes/call.ts';
import { planHash } from '../../../src/changes/hash.ts';
import type { Change } from '../../../src/changes/model.ts';
import { type ChangeState, changeEvents, after as following, isOpen } from '../../../src/changes/states.ts';
import { changeOf } from '../../../src/changes/store.ts';
import { approvalsNeeded } from '../../../src/people/default-policy.ts';
import { personRoles } from '../../../src/people/model.ts';
import type { Database, Tx } from '../../../src/storage/database.ts';
import type { Tables } from '../../../src/storage/schema.ts';
import { CHANNEL, policy } from './model.ts';

type Row<Table extends keyof Tables> = Tables[Table];

/** What stands on disk at one moment. */
interface Kept {
  readonly audit: readonly Row<'audit'>[];
  readonly changes: readonly Row<'changes'>[];
  readonly servers: readonly Row<'change_servers'>[];
  readonly votes: readonly Row<'change_votes'>[];
  readonly asked: readonly Row<'change_asked'>[];
  readonly outbox: readonly Row<'outbox'>[];
  readonly acks: readonly Row<'acknowledgements'>[];
  readonly grants: readonly Row<'role_grants'>[];
  readonly delegations: readonly Row<'delegations'>[];
  readonly retirements: readonly Row<'retirements'>[];
  readonly assessed: ReadonlySet<string>;
  readonly reports: number;
  /** Wake-ups that are booked, by name and key; null: they are kept elsewhere. */
  readonly jobs: ReadonlySet<string> | null;
}

export interface Verdict {
  /** Hash by number, of every row of the audit log. */
  readonly log: ReadonlyMap<number, string>;
  /** How often what was done. */
  readonly verbs: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
}

/** Holds everything that stands there against everything else, as of one moment between two transactions. */
export function examine(database: Database, dialect: 'sqlite' | 'postgres'): Promise<Verdict> {
  return database.transaction(async (tx) => {
    const verified = await verifyAudit(tx);
    const kept = await read(tx, dialect);
    const verbs = new Map<string, number>();
    for (const { verb } of kept.audit) verbs.set(verb, (verbs.get(verb) ?? 0) + 1);
    return {
      log: new Map(kept.audit.map(({ seq, hash }) => [seq, hash])),
      verbs,
      wrong: [
        ...(verified.ok ? [] : [verified.sentence]),
        ...kept.changes.flatMap((row) => ofChange(kept, changeOf(row), row)),
        ...strangers(kept),
        ...ofAcknowledgements(kept),
        ...ofPeople(kept),
        ...ofServers(kept, verbs),
      ],
    };
  });
}

async function read(tx: Tx, dialect: 'sqlite' | 'postgres'): Promise<Kept> {
  const all = <Table extends keyof Tables>(table: Table) =>
    (tx as unknown as { selectFrom(name: Table): { selectAll(): { execute(): Promise<Row<Table>[]> } } })
      .selectFrom(table)
      .selectAll()
      .execute();
  const jobs = dialect === 'sqlite' ? await all('jobs') : null;
  return {
    audit: (await all('audit')).sort((a, b) => a.seq - b.seq),
    changes: await all('changes'),
    servers: (await all('change_servers')).sort((a, b) => a.position - b.position),
    votes: await all('change_votes'),
    asked: await all('change_asked'),
    outbox: await all('outbox'),
    acks: await all('acknowledgements'),
    grants: await all('role_grants'),
    delegations: await all('delegations'),
    retirements: await all('retirements'),
    assessed: new Set((await tx.selectFrom('assessments').select('server_id').execute()).map((row) => row.server_id)),
    reports: (await tx.selectFrom('reports').select('id').execute()).length,
    jobs: jobs && new Set(jobs.map(({ name, key }) => `${name} ${key}`)),
  };
}

const standing = z.looseObject({ state: z.string(), plan: z.string(), vote: z.string().optional() });
type Standing = z.infer<typeof standing>;

/** A change is what its rows in the log made of it, with the votes, servers, posts and wake-ups that belong to that. */
function ofChange(kept: Kept, change: Change, row: Row<'changes'>): string[] {
  const wrong: string[] = [];
  const say = (what: string): void => void wrong.push(`${change.id} (${change.state}): ${what}`);
  const deeds = kept.audit.filter(({ subject, verb }) => subject === change.id && verb.startsWith('change.'));

  let at: Standing | null = null;
  for (const { verb, before, after } of deeds) {
    const from = before === null ? null : standing.parse(JSON.parse(before));
    const to = standing.parse(JSON.parse(after ?? 'null'));
    if (from?.state !== at?.state || from?.plan !== at?.plan) say(`${verb} does not follow what was before`);
    if (from && !leads(from.state, to.state)) say(`${verb} led from ${from.state} to ${to.state}`);
    at = to;
  }
  if (at?.state !== change.state) say(`the log left it ${at?.state}`);
  if (at?.plan !== change.planHash) say('the log knows another plan');
  if (planHash(change.plan) !== change.planHash) say('its hash is not of its plan');
  if (change.revision !== deeds.length) say(`revision ${change.revision} with ${deeds.length} rows in the log`);
  if (row.open !== isOpen(change.state)) say('its own flag is of another state');

  const servers = kept.servers.filter(({ change_id }) => change_id === change.id);
  const planned = change.plan.servers.map(({ server }) => server);
  if (servers.map(({ server_id }) => server_id).join() !== planned.join()) say('other servers than in its plan');
  if (servers.some(({ open }) => open !== isOpen(change.state))) say('a server has the flag of another state');
  const ticks = deeds.filter(({ verb }) => verb === 'change.ticked' || verb === 'change.unticked');
  const ticked = new Set<string>();
  for (const { verb, after } of ticks) {
    const { server } = z.looseObject({ server: z.string() }).parse(JSON.parse(after ?? 'null'));
    if (verb === 'change.ticked') ticked.add(server);
    else ticked.delete(server);
  }
  const noted = servers.filter(({ ticked_at }) => ticked_at !== null).map(({ server_id }) => server_id);
  if (noted.sort().join() !== [...ticked].sort().join()) say('other ticks than in the log');

  wrong.push(...votesOf(kept, change, deeds).map((what) => `${change.id} (${change.state}): ${what}`));
  for (const what of postsOf(kept, change, deeds)) say(what);
  if (kept.jobs && change.dueAt !== null && !kept.jobs.has(`change ${change.id}`)) say('nothing wakes it');
  return wrong;
}

function leads(from: string, to: string): boolean {
  return from === to || changeEvents.some((event) => following(from as ChangeState, event) === to);
}

/** By one person, beside approvals. */
const DECIDING: ReadonlySet<string> = new Set(['change.rejected', 'change.reviewed']);

function votesOf({ votes, asked }: Kept, change: Change, deeds: readonly Row<'audit'>[]): string[] {
  const wrong: string[] = [];
  const cast = votes.filter(({ change_id }) => change_id === change.id);
  const told = deeds.filter(({ verb, after }) => {
    return DECIDING.has(verb) || standing.parse(JSON.parse(after ?? 'null')).vote !== undefined;
  });
  if (cast.length !== told.length) wrong.push(`${cast.length} votes, ${told.length} in the log`);
  for (const { voter_key } of cast)
    if (change.record.authors.includes(voter_key)) wrong.push(`${voter_key} shaped the plan and voted`);

  const approvals = cast.filter(({ plan_hash, vote }) => plan_hash === change.planHash && vote === 'approve').length;
  const needed = approvalsNeeded(policy, change.plan.type, change.plan.risk);
  const wasApproved = deeds.some(({ verb, after }) => {
    return verb === 'change.approved' && standing.parse(JSON.parse(after ?? 'null')).plan === change.planHash;
  });
  const refused = cast.some(({ plan_hash, vote }) => plan_hash === change.planHash && vote === 'reject');
  if (change.plan.type !== 'emergency') {
    if (wasApproved !== approvals >= needed)
      wrong.push(`${wasApproved ? 'approved' : 'not approved'} with ${approvals} of ${needed} votes`);
    if (refused !== (change.state === 'rejected')) wrong.push('a rejection and its state do not agree');
  }
  if (!asked.some((one) => one.change_id === change.id && one.plan_hash === change.planHash))
    wrong.push('nobody was asked about its plan');
  return wrong;
}

/** What a deed says beside the card. */
const sayings: Readonly<Record<string, string>> = {
  'change.called-soon': 'soon',
  'change.called-start': 'start',
  'change.called-end': 'end',
  'change.overran': 'overrun',
  'change.evidence-asked': 'evidence',
  'change.missed': 'missed',
  'change.lapsed': 'decided',
  'change.approved': 'decided',
  'change.rejected': 'decided',
  'change.moot': 'decided',
  'change.verified': 'verified',
  'change.review-overdue': 'review-overdue',
  'change.declared': 'emergency',
};

function postsOf({ outbox, asked }: Kept, change: Change, deeds: readonly Row<'audit'>[]): string[] {
  const wrong: string[] = [];
  const cards = outbox.filter(({ kind, subject }) => kind === CHANGE_POST && subject === change.id);
  const card = cards.find(({ conversation_id }) => conversation_id === CHANNEL);
  // Announced once when it was written first, and with each write after that.
  if (card?.wanted !== change.revision) wrong.push(`its card is announced ${card?.wanted} times of ${change.revision}`);
  const places = new Set(cards.map(({ conversation_id }) => conversation_id));
  for (const { change_id, conversation_id } of asked)
    if (change_id === change.id && conversation_id !== null && !places.has(conversation_id))
      wrong.push(`${conversation_id} was asked and has no card`);

  const said = new Set(
    outbox
      .filter(({ kind, subject }) => kind === CALL_POST && subject.startsWith(`${change.id} `))
      .map(({ subject }) => subject),
  );
  for (const call of new Set(Object.values(sayings))) {
    const expected = deeds.filter(({ verb }) => sayings[verb] === call).length;
    const actual = [...said].filter((subject) => readCallSubject(subject)?.call === call).length;
    if (actual !== expected) wrong.push(`${call} is said ${actual} times of ${expected}`);
  }
  return wrong;
}

/** Nothing tells of a change that is not there. */
function strangers({ audit, changes, outbox }: Kept): string[] {
  const known = new Set(changes.map(({ id }) => id));
  const named = [
    ...audit.filter(({ verb }) => verb.startsWith('change.')).map(({ subject }) => subject),
    ...outbox
      .filter(({ kind }) => kind === CHANGE_POST || kind === CALL_POST)
      .map(({ subject }) => subject.split(' ')[0] ?? ''),
  ];
  return [...new Set(named)].filter((id) => !known.has(id)).map((id) => `${id} is told of and not there`);
}

const ackOf = z.looseObject({ id: z.string() });

function ofAcknowledgements({ acks, audit, outbox, jobs }: Kept): string[] {
  const wrong: string[] = [];
  const ids = (verb: string, of: 'before' | 'after'): string[] =>
    audit.flatMap((row) => (row.verb === verb && row[of] !== null ? [ackOf.parse(JSON.parse(row[of])).id] : []));
  const made = ids('acknowledgement.made', 'after');
  const replaced = ids('acknowledgement.made', 'before');
  const withdrawn = ids('acknowledgement.withdrawn', 'after');
  const ended = ids('acknowledgement.ended', 'after');
  const count = (list: readonly string[], id: string): number => list.filter((one) => one === id).length;
  for (const id of made) if (!acks.some((ack) => ack.id === id)) wrong.push(`acknowledgement ${id} is in the log only`);
  const open = new Set<string>();
  for (const { id, server_id, ended_as } of acks) {
    const say = (what: string): void => void wrong.push(`acknowledgement ${id} (${ended_as ?? 'open'}): ${what}`);
    const logged = [count(made, id), count(replaced, id), count(withdrawn, id), count(ended, id)].join();
    const byItself = ended_as !== null && ended_as !== 'replaced' && ended_as !== 'withdrawn';
    const expected = [1, Number(ended_as === 'replaced'), Number(ended_as === 'withdrawn'), Number(byItself)].join();
    if (logged !== expected) say(`the log has ${logged} of it, not ${expected}`);
    const told = outbox.filter(({ subject }) => subject === `${id} ended`).length;
    if (told !== Number(byItself)) say(`its end is told ${told} times`);
    if (ended_as !== null) continue;
    if (open.has(server_id)) say('its server has another one');
    open.add(server_id);
    if (jobs && !jobs.has(`acknowledgement ${id}`)) say('nothing wakes it');
  }
  return wrong;
}

const roles = z.object({ roles: z.array(z.enum(personRoles)) });

function ofPeople({ audit, grants, delegations }: Kept): string[] {
  const wrong: string[] = [];
  const held = new Map<string, string>();
  for (const { verb, subject, before, after } of audit) {
    if (verb !== 'role.granted' && verb !== 'role.revoked') continue;
    const [was, is] = [before, after].map((text) => roles.parse(JSON.parse(text ?? 'null')).roles.join());
    if (was !== (held.get(subject) ?? '')) wrong.push(`${verb} of ${subject} does not follow what was before`);
    held.set(subject, is ?? '');
  }
  for (const [person, logged] of held) {
    const stored = grants.filter((grant) => grant.person === person).map(({ role }) => role);
    const ordered = personRoles.filter((role) => stored.includes(role)).join();
    if (ordered !== logged) wrong.push(`${person} is ${ordered}, in the log ${logged}`);
  }
  const subjects = (wanted: string): string[] => audit.filter(({ verb }) => verb === wanted).map((row) => row.subject);
  const same = (one: readonly string[], other: readonly string[]): boolean =>
    [...one].sort().join() === [...other].sort().join();
  if (
    !same(
      subjects('delegation.set'),
      delegations.map(({ id }) => id),
    )
  )
    wrong.push('other delegations than in the log');
  const ended = delegations.filter(({ ended_at }) => ended_at !== null).map(({ id }) => id);
  if (!same(subjects('delegation.ended'), ended)) wrong.push('other ends of delegations than in the log');
  return wrong;
}

function ofServers({ audit, retirements, assessed, reports }: Kept, verbs: ReadonlyMap<string, number>): string[] {
  const wrong: string[] = [];
  const retired = new Set<string>();
  for (const { verb, subject } of audit) {
    if (verb === 'server.retired') retired.add(subject);
    if (verb === 'server.revived') retired.delete(subject);
  }
  const stored = retirements.map(({ server_id }) => server_id);
  if (stored.sort().join() !== [...retired].sort().join()) wrong.push('other retired servers than in the log');
  for (const server of stored) if (assessed.has(server)) wrong.push(`${server} is retired and judged`);
  if (reports !== (verbs.get('report.taken') ?? 0)) wrong.push('other reports than in the log');
  return wrong;
}
