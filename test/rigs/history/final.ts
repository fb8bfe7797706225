import { verifyAudit } from '../../../src/audit/verify.ts';
import { type Actor, actorKey } from '../../../src/core/actor.ts';
import type { Database } from '../../../src/storage/database.ts';
import { becomes, readAt } from './model/changes.ts';

import type { Model } from './model/model.ts';
import { blockers, blockingAmong } from './model/conflicts.ts';
import { accountIn } from './model/people.ts';
import type { Row } from './model/row.ts';

export async function auditRows(database: Database): Promise<Row[]> {
  const rows = await database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
  return rows.map(({ seq, at, actor, verb, subject, before, after, outcome }) => {
    const parsed = { before: read(before), after: read(after), outcome: read(outcome) };
    return { seq: Number(seq), at: Number(at), actor: JSON.parse(actor), verb, subject, ...parsed };
  });
}

function read(text: string | null) {
  return text === null ? null : JSON.parse(text);
}

/** Null: the rows are what the model says, the chain verifies, and nothing that time has to do was left undone. */
export async function examine(database: Database, model: Model, now: number): Promise<string | null> {
  const verdict = await database.read((reader) => verifyAudit(reader));
  if (!verdict.ok) return `the chain: ${verdict.sentence}`;
  const [stored, expected] = [await storedState(database), modelState(model)];
  for (const [what, lines] of Object.entries(expected)) {
    const [is, shall] = [(stored[what] ?? []).join('\n'), lines.join('\n')];
    if (is !== shall) return `${what} are\n${is}\nand the model has\n${shall}`;
  }
  for (const change of model.changes.values()) {
    if (becomes(change.state, 'edit') !== null && readAt(change, now) !== change.state) {
      return `time has not done its work: ${change.id} is ${change.state}`;
    }
  }
  const unseen = await unnoticed(database, model, now);
  if (unseen !== null) return unseen;
  for (const ack of model.acks.values()) if (ack.ended === null && now >= ack.until) return `${ack.id} has expired`;
  return null;
}

/** What a second look comes together for, with time to spare. */
const SOON = 35_000;

/** An open plan whose conflicts were not looked at since something came that altered them; null: there is none. */
async function unnoticed(database: Database, model: Model, now: number): Promise<string | null> {
  const rows = await database.read((reader) => reader.selectFrom('changes').select(['id', 'record']).execute());
  const head = await database.read((reader) =>
    reader.selectFrom('audit').select('at').orderBy('seq', 'desc').execute(),
  );
  const last = Number(head[0]?.at ?? now);
  if (now - last < SOON) return null;
  for (const { id, record } of rows) {
    const change = model.changes.get(id);
    if (!change || !['proposed', 'approved'].includes(readAt(change, now))) continue;
    const [then, by] = [last, now].map((at) => blockers(model, change.plan, id, at).join(', '));
    const noted = blockingAmong(JSON.parse(record).conflicts).join(', ');
    // What time alone alters is looked at with the next thing that happens.
    if (then === by && noted !== by)
      return `${id} is blocked by ${by || 'nothing'}, and its card says ${noted || 'nothing'}`;
  }
  return null;
}

type State = Record<string, string[]>;

async function storedState(database: Database): Promise<State> {
  return database.read(async (reader) => {
    const changes = await reader.selectFrom('changes').selectAll().execute();
    const votes = await reader.selectFrom('change_votes').selectAll().execute();
    const ticks = await reader.selectFrom('change_servers').selectAll().where('ticked_at', 'is not', null).execute();
    const acks = await reader.selectFrom('acknowledgements').selectAll().execute();
    const grants = await reader.selectFrom('role_grants').selectAll().execute();
    const delegations = await reader.selectFrom('delegations').selectAll().execute();
    const rules = await reader.selectFrom('maintenance_rules').selectAll().execute();
    const freezes = await reader.selectFrom('freezes').selectAll().execute();
    const retirements = await reader.selectFrom('retirements').selectAll().execute();
    return sorted({
      changes: changes.map((one) => {
        const { authors, startedAt } = JSON.parse(one.record);
        return [one.id, one.state, one.plan_hash, [...authors].sort(), startedAt].join(' ');
      }),
      votes: votes.map((one) => {
        const principal = one.on_behalf_of === null ? null : accountIn(one.on_behalf_of);
        return [one.change_id, one.plan_hash, accountIn(actorKey(JSON.parse(one.voter))), principal, one.vote].join(
          ' ',
        );
      }),
      ticks: ticks.map((one) => `${one.change_id} ${one.server_id}`),
      acknowledgements: acks.map((one) => [one.id, one.server_id, one.until, one.ended_as].join(' ')),
      grants: grants.map((one) => `${accountIn(one.person)} ${one.role}`),
      delegations: delegations.map((one) =>
        [one.id, accountIn(one.from_person), accountIn(one.to_person), one.starts_at, one.ends_at, one.ended_at].join(
          ' ',
        ),
      ),
      overrides: changes.flatMap(({ id, record }) =>
        (JSON.parse(record).overrides as { plan: string; keys: string[]; by: Actor }[]).map(({ plan, keys, by }) =>
          [id, plan, accountIn(actorKey(by)), ...[...keys].sort()].join(' '),
        ),
      ),
      rules: rules.map(({ rule }) => {
        const { id, revision, hash, authors, approval, removedAt } = JSON.parse(rule);
        return [id, revision, hash, authors, approval?.hash === hash, removedAt !== null].join(' ');
      }),
      freezes: freezes.map(({ id, starts_at, ends_at, lifted_at }) =>
        [id, starts_at, ends_at, lifted_at !== null].join(' '),
      ),
      retirements: retirements.map((one) => one.server_id),
    });
  });
}

function modelState({ changes, acks, people, fleet, rules, freezes }: Model): State {
  const all = [...changes.values()];
  return sorted({
    changes: all.map((one) => [one.id, one.state, one.hash, [...one.authors].sort(), one.startedAt].join(' ')),
    votes: all.flatMap(({ id, votes }) => votes.map((one) => [id, one.plan, one.voter, one.for, one.vote].join(' '))),
    ticks: all.flatMap(({ id, ticks }) => [...ticks].map((server) => `${id} ${server}`)),
    acknowledgements: [...acks.values()].map((one) => [one.id, one.server, one.until, one.ended].join(' ')),
    grants: [...people.grants].flatMap(([account, roles]) => [...roles].map((role) => `${account} ${role}`)),
    delegations: [...people.delegations].map(([id, one]) =>
      [id, one.from, one.to, one.starts, one.ends, one.ended].join(' '),
    ),
    overrides: all.flatMap(({ id, overrides }) =>
      overrides.map(({ plan, keys, by }) => [id, plan, by, ...keys].join(' ')),
    ),
    rules: [...rules.values()].map(({ id, revision, hash, authors, approved, removed }) =>
      [id, revision, hash, authors, approved === hash, removed].join(' '),
    ),
    freezes: [...freezes.values()].map(({ id, start, end, lifted }) => [id, start, end, lifted].join(' ')),
    retirements: [...fleet.retired],
  });
}

function sorted(state: State): State {
  return Object.fromEntries(Object.entries(state).map(([what, lines]) => [what, [...lines].sort()]));
}
