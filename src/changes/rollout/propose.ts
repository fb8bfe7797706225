import { z } from 'zod';
import { appendAudit } from '../../audit/append.ts';
import type { Deed } from '../../audit/model.ts';
import { onceOnly } from '../../audit/once.ts';
import type { Json } from '../../core/json.ts';
import { readReason } from '../../core/plain-text.ts';
import { ok, type Refusal, refuse, type Result } from '../../core/result.ts';
import { countText } from '../../readiness/words.ts';
import type { Tx } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { firstPlaces } from '../first-places.ts';
import { insertProposed, proposedDeed } from '../insert-proposed.ts';
import type { Change, ChangeAnswer, ChangeRequest } from '../model.ts';
import { authorise } from '../permissions.ts';
import { tellRolloutIn } from '../retell.ts';
import { SAY_WHY } from '../say-why.ts';
import { settlementOf, settlePlan } from '../settle-plan.ts';
import { formOf } from './form.ts';
import { plannedRollout } from './load-plan.ts';
import type { Rollout, RolloutCommand, RolloutId } from './model.ts';
import type { PlannedRollout } from './plan-rollout.ts';
import { readScope } from './scope.ts';
import { insertRollout, nextRolloutId } from './store.ts';
import { rolloutViewOf, unknownRollout } from './view.ts';

type ProposeCommand = Extract<RolloutCommand, { readonly kind: 'rollout' }>;

const VERB = 'rollout.proposed';

const outcomeSchema = z.object({ rollout: z.string().regex(/^ROLLOUT-\d+$/), notice: z.string() });
type Outcome = z.infer<typeof outcomeSchema>;

interface Proposed {
  readonly rollout: Rollout;
  readonly changes: readonly Change[];
}

/**
 * Proposes every change of a rollout, all or none, as the person saw them: where things have moved since, the form comes back
 * as it is now, with the reason. One form proposes once. Those who may approve are asked about each change by one card.
 * Refuses: `not-allowed`, a scope that can't be told, `invalid` (no reason, nothing to do), `conflict` (it is another plan now).
 */
export async function proposeRollout(
  app: ChangeApp,
  request: ChangeRequest,
  command: ProposeCommand,
): Promise<ChangeAnswer> {
  const done = await app.database.transaction(async (tx) => {
    const refusal = await authorise(tx, app, request, 'propose');
    return refusal ? { ok: false as const, refusal } : run(app, tx, request, command);
  });
  if (!done.ok) return notTaken(app, command, done.refusal);
  const id = done.value.rollout as RolloutId;
  const view = await app.database.read((reader) => rolloutViewOf(reader, app, id, app.clock.now()));
  return view ? { ...view, notice: done.value.notice } : { kind: 'refused', refusal: unknownRollout(id) };
}

async function run(app: ChangeApp, tx: Tx, request: ChangeRequest, command: ProposeCommand): Promise<Result<Outcome>> {
  const now = app.clock.now();
  const reads = (stored: unknown) => outcomeSchema.safeParse(stored).data ?? null;
  const press = { actor: request.actor, verb: VERB, once: request.once, reads };
  let fresh: Proposed | null = null;
  const outcome = await onceOnly<Outcome>(tx, now, press, async () => {
    const planned = await readPlan(app, tx, command);
    if (!planned.ok) return planned;
    fresh = await store(app, tx, request, planned.value);
    const { id, changes } = fresh.rollout;
    const many = countText(changes.length, 'change is', 'changes are');
    return ok({ deed: deedOf(fresh.rollout), outcome: { rollout: id, notice: `${id}: ${many} proposed.` } });
  });
  if (fresh) await afterwards(app, tx, fresh);
  return outcome;
}

type Ready = Pick<Rollout, 'scope' | 'reason'> & { readonly planned: PlannedRollout };

/** The plans that the person saw, planned again. */
async function readPlan(app: ChangeApp, tx: Tx, command: ProposeCommand): Promise<Result<Ready>> {
  const scope = await readScope(tx, command.scope);
  if (!scope.ok) return scope;
  const reason = readReason(command.reason, SAY_WHY);
  if (!reason.ok) return reason;
  const asked = { scope: scope.value, reason: reason.value };
  const planned = await plannedRollout(tx, app, { ...asked, now: app.clock.now() });
  if (planned.hash !== command.hash) {
    return refuse(
      'conflict',
      'It comes to something else now than what you saw.',
      'Look at the changes as they are now, and send them off.',
    );
  }
  if (planned.parts.length === 0) {
    return refuse('invalid', 'No server needs a build that could be planned.', 'What is left out is listed with why.');
  }
  return ok({ ...asked, planned });
}

async function store(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  { scope, reason, planned }: Ready,
): Promise<Proposed> {
  const id = await nextRolloutId(tx);
  const changes: Change[] = [];
  for (const { plan, hash, conflicts } of planned.parts) {
    changes.push(await insertProposed(app, tx, request, { plan, hash, conflicts, rollout: id }));
  }
  const rollout: Rollout = {
    id,
    revision: 1,
    scope,
    requester: request.actor,
    place: request.place,
    madeAt: app.clock.now(),
    reason,
    changes: changes.map((change) => change.id),
    left: [...planned.left, ...planned.unplaced],
  };
  await insertRollout(tx, rollout);
  return { rollout, changes };
}

function deedOf({ id, requester, scope, reason, changes, left }: Rollout): Deed {
  const after = JSON.parse(JSON.stringify({ scope, reason, changes, left })) as Json;
  return { actor: requester, verb: VERB, subject: id, before: null, after };
}

/** Each change has its own row in the log; the card of the rollout stands for theirs until they are decided. */
async function afterwards(app: ChangeApp, tx: Tx, { rollout, changes }: Proposed): Promise<void> {
  const [first] = changes;
  if (first) await tellRolloutIn(tx, app, rollout, await firstPlaces(tx, app, first));
  for (const change of changes) {
    await appendAudit(tx, app.clock.now(), proposedDeed(change));
    await settlePlan(tx, app, change, settlementOf(app.policy, change.plan, { rule: null, blocked: false }));
  }
}

async function notTaken(app: ChangeApp, command: ProposeCommand, refusal: Refusal): Promise<ChangeAnswer> {
  if (refusal.code === 'not-allowed') return { kind: 'refused', refusal };
  const form = await app.database.read((reader) => formOf(reader, app, command, app.clock.now(), refusal));
  return form.ok ? form.value : { kind: 'refused', refusal };
}
