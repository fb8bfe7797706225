import { dueOf as ackDue } from '../../../src/acknowledgements/timing.ts';
import { CHANGE_RECHECK } from '../../../src/changes/app.ts';
import { dueOf } from '../../../src/changes/due.ts';
import type { Change } from '../../../src/changes/model.ts';
import { plannedRollout } from '../../../src/changes/rollout/load-plan.ts';
import type { RolloutId } from '../../../src/changes/rollout/model.ts';
import { readScope } from '../../../src/changes/rollout/scope.ts';
import { hashOfWaiting } from '../../../src/changes/rollout/view.ts';
import { stateAt } from '../../../src/changes/state-at.ts';
import { isOpen } from '../../../src/changes/states.ts';
import { changeOf, loadServers } from '../../../src/changes/store.ts';
import { type Instant, instant } from '../../../src/core/clock.ts';
import type { Freeze, MaintenanceRule } from '../../../src/maintenance/model.ts';
import { heldFreezes, heldRules } from '../../../src/maintenance/store.ts';
import type { Database, Reader } from '../../../src/storage/database.ts';
import { bookedRechecks, type Dialect } from './booked.ts';
import { picturing, policy } from './model.ts';

/** What there is to press at this time. */
export interface Situation {
  readonly now: Instant;
  /** Of which something may still become, or whose review is due. */
  readonly changes: readonly Change[];
  readonly acks: readonly { readonly id: string; readonly author: string }[];
  readonly retired: readonly string[];
  readonly delegations: readonly string[];
  /** Those that hold. */
  readonly rules: readonly MaintenanceRule[];
  /** Those that last or are ahead. */
  readonly freezes: readonly Freeze[];
  /** Of which changes wait, with the hash of their plans. */
  readonly rollouts: readonly { readonly id: RolloutId; readonly hash: string }[];
  /** What a rollout of a scope comes to; null: nothing. */
  readonly offer: { readonly scope: string; readonly hash: string } | null;
}

/** `scope`: of the rollout that is offered. */
export function situation(database: Database, now: Instant, scope: string): Promise<Situation> {
  return database.transaction(async (tx) => {
    const rows = await tx.selectFrom('changes').selectAll().orderBy('number', 'desc').execute();
    const acks = await tx
      .selectFrom('acknowledgements')
      .select(['id', 'author_key as author'])
      .where('ended_at', 'is', null)
      .orderBy('made_at')
      .execute();
    const retired = await tx.selectFrom('retirements').select('server_id').orderBy('server_id').execute();
    const delegations = await tx
      .selectFrom('delegations')
      .select('id')
      .where('ended_at', 'is', null)
      .where('ends_at', '>', now)
      .orderBy('set_at')
      .execute();
    const changes = rows.map(changeOf);
    return {
      now,
      changes: changes.filter(
        ({ state, record: { review } }) => isOpen(state) || (review !== null && review.decided === null),
      ),
      rules: await heldRules(tx),
      freezes: await heldFreezes(tx, now, FAR_AHEAD),
      rollouts: waitingRollouts(changes, now),
      offer: await offerOf(tx, scope, now),
      acks,
      retired: retired.map(({ server_id }) => server_id),
      delegations: delegations.map(({ id }) => id),
    };
  });
}

/** When the next window begins of a change that is approved; null: none is. */
export function nextStart({ changes, now }: Situation): Instant | null {
  const starts = changes.filter(({ state }) => state === 'approved').map(({ plan }) => plan.window.start);
  const ahead = starts.filter((start) => start > now);
  return ahead.length === 0 ? null : instant(Math.min(...ahead));
}

const FAR_AHEAD = instant(8_640_000_000_000_000);

/** In the order of their plans, as they were proposed. */
function waitingRollouts(changes: readonly Change[], now: Instant): Situation['rollouts'] {
  const waiting = new Map<RolloutId, Change[]>();
  for (const change of [...changes].reverse()) {
    const { rollout } = change.record;
    if (rollout === null || stateAt(change, now) !== 'proposed') continue;
    waiting.set(rollout, [...(waiting.get(rollout) ?? []), change]);
  }
  return [...waiting].map(([id, plans]) => ({ id, hash: hashOfWaiting(plans) }));
}

async function offerOf(reader: Reader, scope: string, now: Instant): Promise<Situation['offer']> {
  const read = await readScope(reader, scope);
  if (!read.ok) return null;
  const { parts, hash } = await plannedRollout(reader, picturing, { scope: read.value, reason: '', now });
  return parts.length === 0 ? null : { scope, hash };
}

/** What was due by now and nobody has carried out. */
export function stillDue(database: Database, now: Instant, dialect: Dialect): Promise<string[]> {
  return database.transaction(async (tx) => {
    const found: string[] = [];
    const changes = await tx.selectFrom('changes').selectAll().where('due_at', '<=', now).execute();
    for (const change of changes.map(changeOf)) {
      const { due } = dueOf(change, await loadServers(tx, change.id), policy, now);
      for (const { kind } of due) found.push(`${change.id} ${kind}`);
    }
    const acks = await tx.selectFrom('acknowledgements').selectAll().where('ended_at', 'is', null).execute();
    for (const ack of acks) {
      const times = { madeAt: ack.made_at, until: ack.until, remindedAt: ack.reminded_at };
      if (ack.until <= now) found.push(`acknowledgement ${ack.id} ended`);
      else if (ackDue(times as Parameters<typeof ackDue>[0], now).due === 'remind')
        found.push(`acknowledgement ${ack.id} remind`);
    }
    for (const { at } of await bookedRechecks(tx, dialect)) if (at <= now) found.push(`${CHANGE_RECHECK} of ${at}`);
    return found;
  });
}
