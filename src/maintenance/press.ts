import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import type { Instant } from '../core/clock.ts';
import { canonical } from '../core/json.ts';
import { ok, type Refusal, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { MaintenanceRequest } from './model.ts';
import { authorise, type MaintenanceDeed } from './permissions.ts';

/** What a press did. `deed` null: it was so already. */
export interface Pressed {
  readonly deed: Deed | null;
  /** One sentence about it. */
  readonly notice: string;
}

export interface Press {
  readonly may: MaintenanceDeed;
  /** Of the audit log. */
  readonly verb: string;
  /** Refuses before it writes. */
  readonly work: (tx: Tx, now: Instant) => Promise<Result<Pressed>>;
}

export type PressOutcome =
  | { readonly kind: 'done'; readonly notice: string }
  /** `hidden`: whoever pressed may not do it at all, so that nothing else is to be said. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly hidden: boolean };

/**
 * Lets a person change rules or freezes: authorised, in one transaction, once however often it is delivered; a form may be
 * filled in anew where its card still stands, so only the same again is the same press. What is planned is held against the
 * outcome in the same transaction, after its row in the log; of a repeated press nothing follows.
 */
export async function press(app: MaintenanceApp, request: MaintenanceRequest, of: Press): Promise<PressOutcome> {
  const once = `${request.once} ${canonical(request.command)}`;
  let hidden = false;
  const done = await app.database.transaction(async (tx): Promise<Result<{ readonly notice: string }>> => {
    const now = app.clock.now();
    const forbidden = await authorise(tx, app, request, of.may);
    hidden = forbidden !== null;
    if (forbidden) return { ok: false, refusal: forbidden };
    let fresh = false;
    const outcome = await onceOnly(tx, now, { actor: request.actor, verb: of.verb, once }, async () => {
      const pressed = await of.work(tx, now);
      if (!pressed.ok) return pressed;
      fresh = pressed.value.deed !== null;
      return ok({ deed: pressed.value.deed, outcome: { notice: pressed.value.notice } });
    });
    if (outcome.ok && fresh) await app.changed(tx);
    return outcome;
  });
  return done.ok ? { kind: 'done', notice: done.value.notice } : { kind: 'refused', refusal: done.refusal, hidden };
}
