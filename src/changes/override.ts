import type { Instant } from '../core/clock.ts';
import { readReason } from '../core/plain-text.ts';
import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import { approversFor, approvingAs } from '../people/approvers.ts';
import { personOf } from '../people/identity.ts';
import type { KnownPerson } from '../people/model.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { barsOf, unbarred } from './approvals/bars.ts';
import { refusalOfRight } from './approvals/cast.ts';
import { planChanged } from './approvals/plan-changed.ts';
import { rightToVote } from './approvals/right.ts';
import { scopedServers } from './approvals/scoped.ts';
import { isHeld } from './conflicts/held-key.ts';
import type { Override } from './conflicts/model.ts';
import { standingConflicts } from './conflicts/standing.ts';
import { unborne } from './conflicts/unborne.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange } from './press.ts';
import { refusalOf } from './refusals.ts';
import { stateAt } from './state-at.ts';
import { noteByPress } from './transition.ts';

type OverrideCommand = Extract<ChangeCommand, { readonly kind: 'override' }>;

const SAY_WHY = 'Say why it is borne: the reason stays on the card.';

/**
 * Has the conflicts that the person saw stop keeping a plan from being approved and started, with a reason in writing. It
 * counts for this plan and these conflicts: another plan, or a conflict that comes later, needs a word of its own.
 * Refuses: `not-allowed` (as for an approval), `not-found`, `invalid` (no reason), `conflict` (decided or begun, another plan,
 * nothing left to override).
 */
export async function overrideConflicts(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id, plan, keys, reason: typed }: OverrideCommand,
): Promise<ChangeAnswer> {
  const reason = readReason(typed, SAY_WHY);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  return pressChange(app, request, {
    may: 'override',
    verb: 'change.overridden',
    change: id,
    filledIn: JSON.stringify([plan, keys]),
    work: (tx, change, now) => override(app, tx, request, change, { plan, keys, reason: reason.value, now }),
  });
}

interface Word {
  readonly plan: string;
  readonly keys: readonly string[];
  readonly reason: string;
  readonly now: Instant;
}

async function override(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  change: Change,
  { plan, keys, reason, now }: Word,
): Promise<Result<Pressed>> {
  const state = stateAt(change, now);
  if (state !== 'proposed' && state !== 'approved')
    return { ok: false, refusal: refusalOf(change.id, state, 'approve') };
  const right = await rightToOverride(app, tx, request, change, now);
  if (!right.ok) return right;
  const stale = await planChanged(tx, change, plan);
  if (stale) return stale;
  const standing = unborne(await standingConflicts(tx, app, change, now));
  const borne = standing.filter(({ key }) => isHeld(key, keys));
  if (borne.length === 0) {
    return refuse(
      'conflict',
      `None of these conflicts of ${change.id} is left to override.`,
      'Its card shows what stands in its way now.',
    );
  }
  const word: Override = {
    keys: borne.map(({ key }) => key),
    plan: change.planHash,
    by: request.actor,
    onBehalfOf: right.value,
    reason,
    at: now,
  };
  const { deed } = await noteByPress(tx, app, change, {
    actor: request.actor,
    verb: 'change.overridden',
    patch: { overrides: [...change.record.overrides, word] },
    detail: {
      reason,
      borne: borne.map(({ text }) => text),
      onBehalfOf: right.value && { person: right.value.person, name: right.value.name },
    },
  });
  const left = standing.length - borne.length;
  const more = left > 0 ? ` ${left} more ${left === 1 ? 'stands' : 'stand'} in its way.` : '';
  return ok({ deed, notice: `Overridden: ${borne.map(({ text }) => text).join(' ')}${more}` });
}

/** As for an approval, but for having voted already. Gives for whom they act; null: in their own right. */
async function rightToOverride(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  change: Change,
  now: Instant,
): Promise<Result<KnownPerson | null> | Refused> {
  const voter = personOf(actor);
  if (voter === null) {
    return refuse('not-allowed', 'Only a person whom Teams identifies can override a conflict.', 'Do it in Teams.');
  }
  const ids = change.plan.servers.map(({ server }) => server);
  const servers = [...(await scopedServers(tx, ids)).values()];
  const escalated = change.record.escalatedAt !== null;
  const as = await approvingAs(tx, app.rules, app.policy, actor, servers, now, { escalated });
  const bars = await barsOf(tx, change, now);
  const right = rightToVote({ voter, ...as, bars, votes: [] });
  if (right.may) return ok(right.onBehalfOf);
  const able = await approversFor(tx, app.rules, app.policy, servers, now, { escalated });
  return refusalOfRight(right.why, 'approve', unbarred(able, bars));
}
