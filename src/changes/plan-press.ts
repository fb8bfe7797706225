import { z } from 'zod';
import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import { ok, type Refusal, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { type Edits, formAgain } from './form.ts';
import type { Change, ChangeAnswer, ChangeId, ChangeRequest, Draft } from './model.ts';
import { unknownChange } from './press.ts';
import { authorise } from './permissions.ts';
import { type Settlement, settlePlan } from './settle-plan.ts';
import { viewOf } from './view.ts';

/** What handing in a plan did. `deed` null: the plan is what it was. */
export interface Planned {
  readonly deed: Deed | null;
  readonly change: Change;
  readonly notice: string;
  /** What follows, after its deed is in the log; null: nothing does. */
  readonly settlement: Settlement | null;
}

export interface PlanPress {
  readonly may: 'propose' | 'edit';
  readonly verb: string;
  /** What makes a press of a form the same press. */
  readonly once: string;
  readonly draft: Draft;
  /** The change that is edited, and the hash of the plan that the form showed. */
  readonly edits: Edits | null;
  /** Refuses before it writes. */
  readonly work: (tx: Tx) => Promise<Result<Planned>>;
}

/** Kept of a press for when it is delivered again; `change` and the hash of what was filled in. */
const outcomeSchema = z.object({ change: z.string().regex(/^CHG-\d+$/), notice: z.string(), filledIn: z.string() });
type Outcome = z.infer<typeof outcomeSchema>;

/**
 * Hands a form with a plan in: authorised, in one transaction, once however often it is delivered. Answers with the change as
 * it is then; with the form as it was filled in, and why, where the plan is not taken.
 */
export async function pressPlan(app: ChangeApp, request: ChangeRequest, press: PlanPress): Promise<ChangeAnswer> {
  let allowed = false;
  const filledIn = filledInHash(press.draft);
  const done = await app.database.transaction(async (tx) => {
    const refusal = await authorise(tx, app, request, press.may);
    if (refusal) return { ok: false as const, refusal };
    allowed = true;
    return run(app, tx, request, { press, filledIn });
  });
  if (!done.ok) return allowed ? notTaken(app, press, done.refusal) : { kind: 'refused', refusal: done.refusal };
  const id = done.value.change as ChangeId;
  const notice =
    done.value.filledIn === filledIn
      ? done.value.notice
      : `This form was handed in before: ${id} came of it. Edit that one.`;
  const view = await app.database.read((reader) => viewOf(reader, app, id, app.clock.now()));
  return view ? { kind: 'change', view, notice } : { kind: 'refused', refusal: unknownChange(id).refusal };
}

async function run(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  { press, filledIn }: { readonly press: PlanPress; readonly filledIn: string },
): Promise<Result<Outcome>> {
  let planned: Planned | null = null;
  const { verb, once } = press;
  const reads = (stored: unknown) => outcomeSchema.safeParse(stored).data ?? null;
  const outcome = await onceOnly<Outcome>(tx, app.clock.now(), { actor, verb, once, reads }, async () => {
    const worked = await press.work(tx);
    if (!worked.ok) return worked;
    planned = worked.value;
    const { deed, change, notice } = worked.value;
    return ok({ deed, outcome: { change: change.id, notice, filledIn } });
  });
  const fresh = planned as Planned | null;
  if (outcome.ok && fresh?.settlement) await settlePlan(tx, app, fresh.change, fresh.settlement);
  return outcome;
}

/** What was filled in comes back with the reason. A change that is not edited any more is shown as it is instead. */
async function notTaken(app: ChangeApp, { draft, edits }: PlanPress, refusal: Refusal): Promise<ChangeAnswer> {
  const form = await formAgain(app, { draft, edits }, refusal);
  if (form) return form;
  const now = app.clock.now();
  const view = edits && (await app.database.read((reader) => viewOf(reader, app, edits.change, now)));
  return view ? { kind: 'change', view, notice: `${refusal.message} ${refusal.hint}` } : { kind: 'refused', refusal };
}

function filledInHash(draft: Draft): string {
  return sha256(canonical(draft));
}
