import { ok, refuse, type Result } from '../core/result.ts';
import type { Json } from '../core/json.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type ChangeApp } from './app.ts';
import { conflictsOf, refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { declareEmergency } from './declare.ts';
import { type ReadPlan, readDraft } from './draft.ts';
import { nextLook } from './due.ts';
import { firstPlaces } from './first-places.ts';
import { formAgain } from './form.ts';
import { freshRecord } from './fresh-record.ts';
import type { Change, ChangeAnswer, ChangeRequest, ChangeType, Draft } from './model.ts';
import { nextChangeId } from './next-id.ts';
import { type Planned, pressPlan } from './plan-press.ts';
import { preApprovedBy } from './pre-approval.ts';
import { tellIn } from './retell.ts';
import { settlementOf } from './settle-plan.ts';
import { insertChange } from './store.ts';

const VERB = 'change.proposed';

/**
 * Proposes a change, or declares an emergency. One form proposes once, however it is filled in when it is handed in again.
 * Refuses: `not-allowed` (no operator; a standard change that no rule approves), what `readDraft` refuses, `conflict`
 * (another change of its servers). What was filled in comes back with the reason.
 */
export async function proposeChange(app: ChangeApp, request: ChangeRequest, draft: Draft): Promise<ChangeAnswer> {
  if (draft.type.trim() === 'emergency') {
    const answer = await declareEmergency(app, request, draft);
    if (answer.kind !== 'refused' || answer.refusal.code === 'not-allowed') return answer;
    return (await formAgain(app, { draft, edits: null }, answer.refusal)) ?? answer;
  }
  const work = (tx: Tx) => propose(app, tx, request, draft);
  return pressPlan(app, request, { may: 'propose', verb: VERB, once: request.once, draft, edits: null, work });
}

async function propose(app: ChangeApp, tx: Tx, request: ChangeRequest, draft: Draft): Promise<Result<Planned>> {
  const now = app.clock.now();
  const type = readType(draft.type);
  if (!type.ok) return type;
  const read = await readDraft(app, tx, draft, now, { type: type.value });
  if (!read.ok) return read;
  const { plan } = read.value;
  const rule = await preApprovedBy(tx, app, plan);
  if (!rule.ok) return rule;
  const conflict = refusalOfConflicts(await conflictsOf(tx, app, plan, { self: null, now }));
  if (conflict) return { ok: false, refusal: conflict };

  const change = await store(app, tx, request, read.value);
  const settlement = settlementOf(app.policy, plan, rule.value);
  const after = { state: 'proposed', plan: change.planHash, planned: JSON.parse(JSON.stringify(plan)) as Json };
  return ok({
    deed: { actor: request.actor, verb: VERB, subject: change.id, before: null, after },
    change,
    notice: [`${change.id} ${settlement.stands}`, ...read.value.remarks].join(' '),
    settlement,
  });
}

async function store(
  app: ChangeApp,
  tx: Tx,
  { actor, place }: ChangeRequest,
  { plan, hash }: ReadPlan,
): Promise<Change> {
  const now = app.clock.now();
  const proposed: Change = {
    id: await nextChangeId(tx),
    revision: 1,
    state: 'proposed',
    requester: actor,
    plan,
    planHash: hash,
    createdAt: now,
    dueAt: null,
    record: freshRecord({ author: actor, place, now }),
  };
  const change = { ...proposed, dueAt: nextLook(proposed, [], app.policy, now) };
  await insertChange(tx, change);
  if (change.dueAt !== null)
    await app.jobs.enqueue(tx, { name: CHANGE, key: change.id, at: change.dueAt, payload: null });
  await tellIn(tx, app, change, await firstPlaces(tx, app, change));
  app.metrics.changed('propose');
  return change;
}

const types: readonly ChangeType[] = ['standard', 'normal', 'emergency'];

export function readType(text: string): Result<ChangeType> {
  const type = types.find((known) => known === text.trim());
  if (type) return ok(type);
  return refuse(
    'invalid',
    `The type can not be ${text.trim().slice(0, 40) || 'empty'}.`,
    'Choose standard, normal or emergency.',
  );
}
