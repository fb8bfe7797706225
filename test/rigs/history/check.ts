import { actorKey } from '../../../src/core/actor.ts';
import type { Committed, Delivery } from './journal.ts';
import { apply, unended } from './model/apply.ts';
import { readAt } from './model/changes.ts';
import { take } from './model/evidence.ts';
import { judge, pressOf } from './model/judge.ts';
import { type Judgement, typesIn } from './model/judgement.ts';
import { aModel, type Model, needed } from './model/model.ts';
import { unproven } from './model/proofs.ts';
import type { Row } from './model/row.ts';
import type { World } from './world.ts';

export interface Checked {
  readonly model: Model;
  /** Null: everything is explained. */
  readonly wrong: string | null;
  readonly tally: Readonly<Record<string, number>>;
}

/** Verbs of the log that a press is answered with. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  propose: ['change.proposed', 'change.declared'],
  edit: ['change.edited'],
  approve: ['change.voted', 'change.approved'],
  reject: ['change.rejected'],
  withdraw: ['change.withdrawn', 'acknowledgement.withdrawn'],
  start: ['change.started'],
  tick: ['change.ticked', 'change.unticked'],
  finish: ['change.finished'],
  fail: ['change.failed'],
  cancel: ['change.cancelled'],
  postpone: ['change.postponed'],
  review: ['change.reviewed'],
  override: ['change.overridden'],
  'set-rule': ['rule.set'],
  'approve-rule': ['rule.approved'],
  'remove-rule': ['rule.removed'],
  'set-freeze': ['freeze.set'],
  'lift-freeze': ['freeze.lifted'],
  make: ['acknowledgement.made'],
  retire: ['server.retired'],
  revive: ['server.revived'],
  grant: ['role.granted'],
  revoke: ['role.revoked'],
  delegate: ['delegation.set'],
  'end-delegation': ['delegation.ended'],
};

interface Step extends Committed {
  readonly delivery: Delivery;
}

/** Replays the log in its order, and holds every answer against the state in which its transaction found things. */
export function check(world: World, deliveries: readonly Delivery[], rows: readonly Row[]): Checked {
  const model = aModel(world);
  const tally: Record<string, number> = {};
  const steps = deliveries.flatMap((delivery) => delivery.committed.map((one) => ({ ...one, delivery })));
  // Of those that found the same newest row, the one that wrote is the last.
  steps.sort((a, b) => a.before - b.before || a.after - b.after || a.now - b.now);
  const notices = new Set(rows.flatMap(({ outcome }) => (outcome?.notice as string | undefined) ?? []));
  const told: string[] = [];
  let seq = 0;
  let wrong: string | null = null;

  for (const delivery of deliveries) {
    const { answer, committed } = delivery;
    if (answer.kind === 'thrown') wrong = `an exception: ${answer.notice}\n${line(delivery)}`;
    else if (committed.length === 0 && !['refused', 'report', 'wake'].includes(answer.kind)) {
      wrong = `an answer without a transaction: ${line(delivery)}`;
    }
    if (wrong) return { model, wrong, tally };
  }
  for (const step of steps) {
    const { delivery, now } = step;
    if (step.before !== seq) return { model, wrong: `nobody tells of row ${seq + 1}`, tally };
    const all = rows.slice(seq, step.after);
    // What time has ended is written down before what is pressed then.
    const ended = delivery.call.about === 'change' ? leading(all, ({ actor }) => actorKey(actor) === BY_TIME) : [];
    const untimely = replay(model, { ...delivery, call: { about: 'wake' } }, ended, now);
    if (untimely) return { model, wrong: `${untimely}\n${story(told, delivery, all)}`, tally };
    const written = all.slice(ended.length);
    const judged = judge(model, delivery, now);
    const name = nameOf(delivery);
    const key = `${name} ${written.length > 0 ? 'done' : judged.is}`;
    for (const one of [key, ...typesIn(judged).map((type) => `blocked ${type}`), ...written.flatMap(worthCounting)])
      tally[one] = (tally[one] ?? 0) + 1;
    told.push(`${at(now)} ${line(delivery)} -> ${written.map(rowText).join(', ') || judged.is} (${judged.why})`);
    const problem = explain(model, step, judged, written, notices) ?? standsRight(model, delivery, now, written);
    if (problem) return { model, wrong: `${problem}\n${story(told, delivery, written)}`, tally };
    seq = step.after;
  }
  if (seq !== rows.length) wrong = `nobody tells of row ${seq + 1}`;
  return { model, wrong, tally };
}

/** What of a row the outcome of its press does not tell. */
function worthCounting({ verb, actor, after }: Row): string[] {
  if (verb === 'change.approved' && actor.kind === 'system') return [`approved by ${after?.approvedBy?.kind}`];
  return verb === 'change.conflicts' ? [after?.found.length > 0 ? 'conflicts told' : 'conflicts gone'] : [];
}

const BY_TIME = 'system:change';

function leading(rows: readonly Row[], which: (row: Row) => boolean): readonly Row[] {
  const end = rows.findIndex((row) => !which(row));
  return end === -1 ? rows : rows.slice(0, end);
}

/** That say what was done. */
const CARDS: ReadonlySet<string> = new Set(['change', 'maintenance-rules']);

function explain(
  model: Model,
  { delivery, now }: Step,
  judged: Judgement,
  rows: readonly Row[],
  notices: ReadonlySet<string>,
): string | null {
  const { call, answer } = delivery;
  if (rows.some((row) => row.at !== now)) return 'a row has another instant than its transaction';
  if (call.about === 'report' || call.about === 'wake') return replay(model, delivery, rows, now);
  const isRefusal = answer.kind === 'refused' || (answer.kind.endsWith('-form') && answer.code !== null);
  if (rows.length === 0) {
    if (judged.is === 'done') return 'nothing was done, and the model would have it done';
    if (judged.is === 'refused' && !isRefusal && notices.has(answer.notice ?? '')) return 'a refusal says it was done';
    if (judged.is === 'refused' && !isRefusal && !['change', 'acknowledged', 'maintenance-rules'].includes(answer.kind))
      return 'what is refused is not said so';
    if (judged.is === 'repeated') {
      const first = model.effects.get(pressOf(delivery));
      const code = answer.code;
      if (CARDS.has(answer.kind) && first !== null && answer.notice !== first) return 'a repeated press says otherwise';
      if (isRefusal && code !== 'conflict') return 'a repeated press is refused';
    }
    return null;
  }
  if (judged.is !== 'done' && judged.is !== 'either') return `it was done, and the model has it ${judged.is}`;
  if (isRefusal && call.about !== 'server') return 'it was done, and the answer says it was refused';
  const problem = replay(model, delivery, rows, now);
  if (problem) return problem;
  const own = rows.filter(({ actor }) => actor.kind !== 'system');
  const expected = verbs[call.command.kind] ?? [];
  if (own.some(({ verb }) => !expected.includes(verb))) return 'it did something else';
  if (own.some(({ actor }) => actorKey(actor) !== actorKey(delivery.actor))) return 'it was done in another name';
  const effects = own.filter(({ outcome }) => outcome !== null);
  if (effects.length !== 1) return `it has ${effects.length} effects`;
  const notice = (effects[0]?.outcome?.notice as string | undefined) ?? null;
  model.effects.set(pressOf(delivery), notice);
  if (CARDS.has(answer.kind) && answer.notice !== notice) return 'the answer is not that of its effect';
  return null;
}

function replay(model: Model, { call, ...rest }: Delivery, rows: readonly Row[], now: number): string | null {
  // The judgement follows in the same transaction.
  if (call.about === 'server' && rows.length > 0) {
    const { server } = call.command as { readonly server: string };
    if (call.command.kind === 'retire') model.fleet.retired.add(server);
    else model.fleet.retired.delete(server);
  }
  for (const row of rows) {
    if (row.verb === 'report.taken' && call.about === 'report') {
      const standing = take(model.fleet, { ...call.report, id: row.subject, receivedAt: now });
      if (row.after?.standing !== standing) return `the report is ${row.after?.standing}, not ${standing}`;
    }
    try {
      apply(model, row, { call, ...rest });
    } catch (error) {
      return `${rowText(row)}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

/** What has to hold whenever a transaction has ended. */
function standsRight(model: Model, { call }: Delivery, now: number, rows: readonly Row[]): string | null {
  for (const change of model.changes.values()) {
    const { plan, blocked } = change;
    const waits = blocked || (plan.type !== 'standard' && needed(model, change) > 0);
    if (readAt(change, now) === 'proposed' && !waits) return `${change.id} waits for nobody`;
  }
  const judged = rows.some(({ verb, after }) => verb !== 'report.taken' || after?.standing === 'current');
  if (!judged) return null;
  const server =
    call.about === 'report'
      ? call.report.server
      : call.about === 'server'
        ? (call.command as { server: string }).server
        : null;
  // A report of a retired server is kept and judges nothing: what time ends then, its wake-up writes down.
  if (server === null || (call.about === 'report' && model.fleet.retired.has(server))) return null;
  // What a report shows of a server that was being updated ends nothing, though it ends the update itself.
  const closed = rows.some(({ verb }) => verb === 'change.verified');
  const open = unproven(model, server, now) ?? (closed ? null : unended(model, server, now));
  return open && `evidence has not done its work: ${open}`;
}

function nameOf({ call }: Delivery): string {
  if (call.about === 'report' || call.about === 'wake') return call.about;
  return call.about === 'acknowledgement' ? `ack-${call.command.kind}` : call.command.kind;
}

function line(delivery: Delivery): string {
  const { worker, actor, standing, once, call, answer } = delivery;
  const what = call.about === 'report' ? call.report : call.about === 'wake' ? {} : call.command;
  const who = `${worker} ${actorKey(actor)}${standing === 'member' ? '' : ` (${standing})`}`;
  return `${who} ${nameOf(delivery)} ${JSON.stringify(what)} [${once}] : ${answer.kind} ${answer.code ?? ''} ${answer.notice ?? ''}`;
}

function rowText({ seq, verb, subject, actor }: Row): string {
  return `#${seq} ${verb} ${subject} by ${actorKey(actor)}`;
}

function at(now: number): string {
  return new Date(now).toISOString();
}

const SHORTEST = 12;

/** What was told of the same change, server or person last, and what came just before. */
function story(told: readonly string[], { call }: Delivery, rows: readonly Row[]): string {
  const subjects = new Set(rows.map(({ subject }) => subject));
  if (call.about === 'change' && 'change' in call.command && call.command.change) subjects.add(call.command.change);
  if (call.about === 'report') subjects.add(call.report.server);
  const about = told
    .slice(0, -1)
    .filter((one) => !one.includes('-> refused') && [...subjects].some((id) => one.includes(id)));
  const people = told.slice(0, -1).filter((one) => /-> #\d+ (role|delegation)\./.test(one));
  return [...new Set([...people.slice(-SHORTEST), ...about.slice(-SHORTEST), ...told.slice(-1)])].join('\n');
}
