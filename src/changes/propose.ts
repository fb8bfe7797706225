import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { conflictsOf, refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { declareEmergency } from './declare.ts';
import { readDraft } from './draft.ts';
import { firstPlaces } from './first-places.ts';
import { formAgain } from './form.ts';
import { insertProposed, PROPOSED, proposedDeed } from './insert-proposed.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest, ChangeType, Draft } from './model.ts';
import { type Planned, pressPlan } from './plan-press.ts';
import { preApprovedBy } from './pre-approval.ts';
import { tellIn } from './retell.ts';
import { settlementOf } from './settle-plan.ts';

type ProposeCommand = Pick<Extract<ChangeCommand, { readonly kind: 'propose' }>, 'draft' | 'despite'>;

/**
 * Proposes a change, or declares an emergency. One form proposes once, however it is filled in when it is handed in again.
 * `despite`: with conflicts that block, which an approver then has to override.
 * Refuses: `not-allowed` (no operator; a standard change that no rule approves), what `readDraft` refuses, `conflict`
 * (that blocks it). What was filled in comes back with the reason.
 */
export async function proposeChange(
  app: ChangeApp,
  request: ChangeRequest,
  { draft, despite = false }: ProposeCommand,
): Promise<ChangeAnswer> {
  if (draft.type.trim() === 'emergency') {
    const answer = await declareEmergency(app, request, draft);
    if (answer.kind !== 'refused' || answer.refusal.code === 'not-allowed') return answer;
    return (await formAgain(app, { draft, edits: null }, answer.refusal)) ?? answer;
  }
  const work = (tx: Tx) => propose(app, tx, request, { draft, despite });
  return pressPlan(app, request, { may: 'propose', verb: PROPOSED, once: request.once, draft, edits: null, work });
}

async function propose(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  { draft, despite }: { readonly draft: Draft; readonly despite: boolean },
): Promise<Result<Planned>> {
  const now = app.clock.now();
  const type = readType(draft.type);
  if (!type.ok) return type;
  const read = await readDraft(app, tx, draft, now, { type: type.value });
  if (!read.ok) return read;
  const { plan } = read.value;
  const rule = await preApprovedBy(tx, app, plan);
  if (!rule.ok) return rule;
  const conflicts = await conflictsOf(tx, app, plan, { self: null, now });
  const blocking = refusalOfConflicts(conflicts);
  if (blocking && !despite) return { ok: false, refusal: blocking };

  const change = await insertProposed(app, tx, request, { ...read.value, conflicts, rollout: null });
  await tellIn(tx, app, change, await firstPlaces(tx, app, change));
  const settlement = settlementOf(app.policy, plan, { rule: rule.value, blocked: blocking !== null });
  return ok({
    deed: proposedDeed(change),
    change,
    notice: [`${change.id} ${settlement.stands}`, ...read.value.remarks].join(' '),
    settlement,
  });
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
