import { type Instant, MINUTE } from '../core/clock.ts';
import { countFleetChanges } from '../evidence/fleet-changes.ts';
import { type FleetKnowledge, fleetKnowledge, nextExpiry, type ScopeTotals, scopeTotals } from '../readiness/fleet.ts';
import type { Scope } from '../readiness/model.ts';
import type { Database, Reader, Tx } from '../storage/database.ts';
import type { Difference } from './diff.ts';
import { differenceFromNothing, differenceSince } from './difference-since.ts';
import { headSeq } from './store.ts';

/** What counts the fleet for digests. */
export interface Sums {
  totals(scope: Scope | null): Promise<ScopeTotals>;
  knowledge(): Promise<FleetKnowledge>;
  /** Since a row of the log; null: since nothing. */
  difference(seq: number | null, scope: Scope | null): Promise<Difference>;
}

interface Memory {
  readonly changes: number;
  readonly head: number;
  /** Nothing expires within [from, until). */
  readonly from: Instant;
  readonly until: number;
  readonly answers: Map<string, unknown>;
}

// Hundreds of channels fall due in one minute, most with the same question: since yesterday's digest, of the whole fleet.
const KEPT_FOR = MINUTE;
const KEPT = 200;
const memories = new WeakMap<Database, Memory>();

/** Counts by the transaction alone. */
export function counting(tx: Reader, now: Instant): Sums {
  return {
    totals: (scope) => scopeTotals(tx, now, scope),
    knowledge: () => fleetKnowledge(tx),
    difference: (seq, scope) =>
      seq === null ? differenceFromNothing(tx, now, scope) : differenceSince(tx, seq, scope),
  };
}

/** As `counting`, but what an earlier transaction counted of the same fleet is not counted again. For one that changes nothing of it. */
export async function remembering(database: Database, tx: Tx, now: Instant): Promise<Sums> {
  const [changes, head] = [await countFleetChanges(tx), await headSeq(tx)];
  let memory = memories.get(database);
  if (memory?.changes !== changes || memory.head !== head || now < memory.from || now >= memory.until) {
    const until = Math.min((await nextExpiry(tx, now)) ?? Number.POSITIVE_INFINITY, now + KEPT_FOR);
    memory = { changes, head, from: now, until, answers: new Map() };
    memories.set(database, memory);
  }
  const { answers } = memory;
  const sums = counting(tx, now);

  async function kept<T>(key: string, count: () => Promise<T>): Promise<T> {
    if (answers.has(key)) return answers.get(key) as T;
    const answer = await count();
    if (answers.size >= KEPT) answers.clear();
    answers.set(key, answer);
    return answer;
  }
  return {
    totals: (scope) => kept(JSON.stringify(['totals', scope]), () => sums.totals(scope)),
    knowledge: () => kept('knowledge', sums.knowledge),
    difference: (seq, scope) => kept(JSON.stringify(['difference', seq, scope]), () => sums.difference(seq, scope)),
  };
}
