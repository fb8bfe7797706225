import { dueOf as ackDue } from '../../../src/acknowledgements/timing.ts';
import type { Change } from '../../../src/changes/model.ts';
import { dueOf } from '../../../src/changes/due.ts';
import { isOpen } from '../../../src/changes/states.ts';
import { changeOf, loadServers } from '../../../src/changes/store.ts';
import type { Instant } from '../../../src/core/clock.ts';
import type { Database } from '../../../src/storage/database.ts';
import { policy } from './model.ts';

/** What there is to press at this time. */
export interface Situation {
  readonly now: Instant;
  /** Of which something may still become, or whose review is due. */
  readonly changes: readonly Change[];
  readonly acks: readonly { readonly id: string; readonly author: string }[];
  readonly retired: readonly string[];
  readonly delegations: readonly string[];
}

export function situation(database: Database, now: Instant): Promise<Situation> {
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
    return {
      now,
      changes: rows
        .map(changeOf)
        .filter(({ state, record: { review } }) => isOpen(state) || (review !== null && review.decided === null)),
      acks,
      retired: retired.map(({ server_id }) => server_id),
      delegations: delegations.map(({ id }) => id),
    };
  });
}

/** What was due by now and nobody has carried out. */
export function stillDue(database: Database, now: Instant): Promise<string[]> {
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
    return found;
  });
}
