import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Judged, JudgedServer } from '../readiness/project.ts';
import { retiredServer } from '../readiness/retirements/store.ts';
import type { Tx } from '../storage/database.ts';
import type { AckApp } from './app.ts';
import { endAck, expire } from './end.ts';
import { type Ending, endedBy } from './end-rule.ts';
import { observedAmong, openAcks, type StoredAck } from './store.ts';

/**
 * Ends, in the transaction that judged, the acknowledgements that no longer cover what their servers are. What is found
 * while a server is being updated ends none: the report that comes after it decides.
 */
export function endAcknowledgements(app: AckApp): Judged {
  return async (tx, judged) => {
    const now = app.clock.now();
    const acks = await openAcks(
      tx,
      judged.map(({ server }) => server),
      now,
    );
    if (acks.size === 0) return;
    const ending: { readonly ack: StoredAck; readonly as: Ending; readonly byEvidence: boolean }[] = [];
    for (const one of judged) {
      const ack = acks.get(one.server);
      if (!ack) continue;
      if (ack.ended !== null) {
        await expire(tx, app, ack);
        continue;
      }
      const as = one.after === null ? await leaving(tx, one) : endedBy(ack.bound, one.after.assessment);
      if (as !== null) ending.push({ ack, as, byEvidence: one.after !== null });
    }
    const busy = await beingUpdated(
      app,
      tx,
      ending.filter(({ byEvidence }) => byEvidence).map(({ ack }) => ack.server),
      now,
    );
    for (const { ack, as } of ending) if (!busy.has(ack.server)) await endAck(tx, app, ack, as, now);
  };
}

async function leaving(tx: Tx, { server }: JudgedServer): Promise<Ending> {
  const retired = await retiredServer(tx, server);
  if (retired === null) return { as: 'gone', why: 'The server is not in the fleet any more.' };
  return { as: 'retired', why: `The server was retired: ${retired.retirement.reason}` };
}

/** Those whose newest report was generated while they were being updated; without a report the present decides. */
async function beingUpdated(
  app: AckApp,
  tx: Tx,
  servers: readonly ServerId[],
  now: Instant,
): Promise<ReadonlySet<ServerId>> {
  if (servers.length === 0) return new Set();
  const observed = await observedAmong(tx, servers);
  const byMoment = new Map<Instant, ServerId[]>();
  for (const server of servers) {
    const at = observed.get(server) ?? now;
    byMoment.set(at, [...(byMoment.get(at) ?? []), server]);
  }
  const busy = new Set<ServerId>();
  for (const [at, ids] of byMoment) for (const id of await app.updating(tx, ids, at)) busy.add(id);
  return busy;
}
