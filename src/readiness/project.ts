import { setImmediate as breathe } from 'node:timers/promises';
import type { Catalogue } from '../catalogue/model.ts';
import type { Clock } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Tx } from '../storage/database.ts';
import { assess } from './assess.ts';
import type { Assessment } from './model.ts';
import {
  candidates,
  knownServers,
  readSwitches,
  removeAssessments,
  saveAssessments,
  storedStandings,
  subjectOf,
} from './store.ts';

/** What is judged of a server that stands there. */
export interface Standing {
  readonly assessment: Assessment;
  readonly site: string | null;
  readonly dag: string | null;
}

/** `before` is null for a server that was never judged, `after` for one that has left the fleet; never both. */
export interface JudgedServer {
  readonly server: ServerId;
  readonly before: Standing | null;
  readonly after: Standing | null;
}

/**
 * Told in the transaction that judged, after the rows are written: at most `STEP` servers at a time, those that came out
 * as before among them. A throw takes the whole transaction back.
 */
export type Judged = (tx: Tx, judged: readonly JudgedServer[]) => Promise<void>;

export interface JudgeContext {
  readonly clock: Clock;
  /** The catalogue that judges now. */
  readonly catalogue: () => Catalogue;
  /** Milliseconds. */
  readonly maxEvidenceAge: number;
  /** Told one after the other, in this order. */
  readonly listeners: readonly Judged[];
}

// Between steps other work gets its turn: judging and writing this many blocks for some 10 ms.
const STEP = 50;

/**
 * Judges servers anew and stores what comes out, in the caller's transaction. A server that is no longer in the fleet
 * loses its assessment.
 */
export async function rejudge(context: JudgeContext, tx: Tx, servers: readonly ServerId[] | 'all'): Promise<void> {
  const ids = servers === 'all' ? await knownServers(tx) : [...new Set(servers)];
  if (ids.length === 0) return;
  const switches = await readSwitches(tx);
  const measure = { catalogue: context.catalogue(), now: context.clock.now(), maxEvidenceAge: context.maxEvidenceAge };

  for (let from = 0; from < ids.length; from += STEP) {
    const step = ids.slice(from, from + STEP);
    const before = context.listeners.length > 0 ? await storedStandings(tx, step) : new Map<ServerId, Standing>();
    const judged = (await candidates(tx, step, switches)).map((candidate) => ({
      candidate,
      assessment: assess(subjectOf(candidate, measure)),
    }));
    await saveAssessments(tx, judged);
    const after = new Map(
      judged.map(({ candidate: { record }, assessment }) => [
        assessment.server,
        { assessment, site: record.site, dag: record.dag },
      ]),
    );
    await removeAssessments(
      tx,
      step.filter((id) => !after.has(id)),
    );
    await tell(context, tx, step, before, after);
    if (ids.length > STEP) await breathe();
  }
}

async function tell(
  { listeners }: JudgeContext,
  tx: Tx,
  ids: readonly ServerId[],
  before: ReadonlyMap<ServerId, Standing>,
  after: ReadonlyMap<ServerId, Standing>,
): Promise<void> {
  const judged = ids
    .map((server) => ({ server, before: before.get(server) ?? null, after: after.get(server) ?? null }))
    .filter((one) => one.before !== null || one.after !== null);
  if (judged.length === 0) return;
  for (const listener of listeners) await listener(tx, judged);
}
