import { actorKey } from '../core/actor.ts';
import { canonical } from '../core/json.ts';
import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { sayOnce } from './call.ts';
import { conflictsOf, refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { keysOf } from './conflicts/standing.ts';
import { describeEdit } from './describe-edit.ts';
import { type ReadPlan, readDraft } from './draft.ts';
import { notEditable } from './edit-lock.ts';
import { undecided } from './fresh-record.ts';
import { planAfter, planHash, samePlan } from './hash.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest, Plan } from './model.ts';
import { type Planned, pressPlan } from './plan-press.ts';
import { preApprovedBy } from './pre-approval.ts';
import { unknownChange } from './press.ts';
import { readType } from './propose.ts';
import { type Settlement, settlementOf } from './settle-plan.ts';
import { loadAsked, loadChange } from './store.ts';
import { type Move, transitionByPress } from './transition.ts';

type EditCommand = Extract<ChangeCommand, { readonly kind: 'edit' }>;

const VERB = 'change.edited';

/**
 * Gives a change another plan. Votes stay bound to the plan they were given on, so they are void, and those who may approve
 * are asked anew. Whoever edits is an author and can't approve it any more. The same plan again changes nothing.
 * Refuses: `not-allowed`, `not-found`, `conflict` (its state, the edit lock, a plan that was edited meanwhile, what
 * blocks it, unless `despite` is set), what `readDraft` refuses. What was filled in comes back with the reason where that can help.
 */
export async function editChange(app: ChangeApp, request: ChangeRequest, command: EditCommand): Promise<ChangeAnswer> {
  const { change, draft } = command;
  const work = (tx: Tx) => edit(app, tx, request, command);
  // A form may be handed in again with other values where its card still stands: only the same again is the same press.
  const once = `${request.once} ${canonical(command)}`;
  return pressPlan(app, request, { may: 'edit', verb: VERB, once, draft, edits: { change, plan: command.plan }, work });
}

async function edit(app: ChangeApp, tx: Tx, request: ChangeRequest, command: EditCommand): Promise<Result<Planned>> {
  const now = app.clock.now();
  const change = await loadChange(tx, command.change);
  if (!change) return unknownChange(command.change);
  const locked = notEditable(change, app.policy, now);
  if (locked) return { ok: false, refusal: locked };
  if (change.planHash !== command.plan) return outdated(change);
  const type = readType(command.draft.type);
  if (!type.ok) return type;
  if (type.value === 'emergency') return notAnEmergency(change);
  const read = await readDraft(app, tx, command.draft, now, { type: type.value, before: change.plan });
  if (!read.ok) return read;
  if (samePlan(read.value.plan, change.plan)) {
    return ok({ deed: null, change, notice: `Nothing of ${change.id} was changed.`, settlement: null });
  }
  const plan = planAfter(change.plan, read.value.plan);
  const rule = await preApprovedBy(tx, app, plan);
  if (!rule.ok) return rule;
  const conflicts = await conflictsOf(tx, app, plan, { self: change.id, now });
  const blocking = refusalOfConflicts(conflicts);
  if (blocking && command.despite !== true) return { ok: false, refusal: blocking };
  const settlement = settlementOf(app.policy, plan, { rule: rule.value, blocked: blocking !== null });
  return store(app, tx, {
    request,
    change,
    read: { ...read.value, plan, hash: planHash(plan) },
    keys: keysOf(conflicts),
    settlement,
  });
}

interface Edit {
  readonly request: ChangeRequest;
  readonly change: Change;
  readonly read: ReadPlan;
  /** Of the conflicts that the plan stands in. */
  readonly keys: readonly string[];
  readonly settlement: Settlement;
}

async function store(
  app: ChangeApp,
  tx: Tx,
  { request: { actor }, change, read, keys, settlement }: Edit,
): Promise<Result<Planned>> {
  const edited = await sentencesOf(tx, app, change, read);
  const authors = [...new Set([...change.record.authors, actorKey(actor)])];
  const patch = {
    ...undecided(app.clock.now()),
    plan: read.plan,
    planHash: read.hash,
    authors,
    edited,
    conflicts: keys,
    told: keys,
  };
  const move = { actor, verb: VERB, patch } as const satisfies Move;
  const { next, deed } = await transitionByPress(tx, app, change, 'edit', move);
  await sayOnce(tx, app, next, 'edited', await chatsOfAsked(tx, change));
  const voided = change.state === 'approved' ? ['Its approval is void.'] : [];
  return ok({
    deed,
    change: next,
    notice: [...voided, ...edited, `${change.id} ${settlement.stands}`, ...read.remarks].join(' '),
    settlement,
  });
}

/** Those who have been asked about the plan that is no more. */
async function chatsOfAsked(tx: Tx, { id, planHash }: Change): Promise<string[]> {
  const asked = (await loadAsked(tx, [id])).filter((one) => one.planHash === planHash);
  return asked.flatMap(({ conversation }) => (conversation === null ? [] : [conversation]));
}

async function sentencesOf(tx: Tx, app: ChangeApp, { plan }: Change, read: ReadPlan): Promise<string[]> {
  const named = [...idsOf(plan), ...idsOf(read.plan)];
  const rows = await serverRows(tx, [...new Set(named)], app.clock.now());
  const names = new Map<string, string>(rows.map(({ id, name }) => [id, name]));
  return describeEdit(plan, read.plan, (id) => names.get(id) ?? id);
}

function idsOf({ servers }: Plan) {
  return servers.map(({ server }) => server);
}

function outdated({ id }: Change): Refused {
  return refuse(
    'conflict',
    `${id} was edited since this form was opened, so what you filled in was not taken.`,
    'The form shows the plan as it is now: change that.',
  );
}

function notAnEmergency({ id }: Change): Refused {
  return refuse(
    'invalid',
    `${id} can not become an emergency.`,
    'Withdraw or cancel it, and declare the emergency as a change of its own.',
  );
}
