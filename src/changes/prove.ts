import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import type { Judged } from '../readiness/project.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { sayOnce, sayToRequester, workplaces } from './call.ts';
import { allProven } from './due.ts';
import { proofsOf, type ServerProof } from './evidence.ts';
import type { Change, ChangeId, Proof } from './model.ts';
import { stateAt } from './state-at.ts';
import { isOpen } from './states.ts';
import { loadServers, openChangesOf, saveProof } from './store.ts';
import { note, transition } from './transition.ts';

/** What evidence does to a change. */
export const BY_EVIDENCE: Actor = { kind: 'system', job: 'evidence' };

/** Holds new evidence against every open change of the servers that were judged, in the transaction that judged. */
export function proveChanges(app: ChangeApp): Judged {
  return async (tx, judged) => {
    const found = await openChangesOf(
      tx,
      judged.map(({ server }) => server),
    );
    const changes = new Map<ChangeId, Change>();
    for (const change of [...found.values()].flat()) changes.set(change.id, change);
    for (const change of changes.values()) await proveChange(tx, app, change);
  };
}

/**
 * Holds a change against the evidence there is. Proven in all its servers it comes to its end: a proposal is moot, what was
 * done or should have been is verified. What was started and is not over yet waits for its window: somebody may still be at
 * it. Gives the change as it is now.
 */
export async function proveChange(tx: Tx, app: ChangeApp, change: Change): Promise<Change> {
  const now = app.clock.now();
  if (!isOpen(change.state) || change.plan.servers.length === 0) return change;
  const proofs = await proofsOf(tx, change, now);
  if (!allProven(proofs)) return hold(tx, app, change, proofs);
  switch (stateAt(change, now)) {
    case 'proposed':
      return fulfil(tx, app, change, proofs);
    case 'approved':
    case 'missed':
    case 'implemented':
      return verify(tx, app, change, proofs, now);
    case 'in-progress':
      return now < change.plan.window.end ? hold(tx, app, change, proofs) : verify(tx, app, change, proofs, now);
    default:
      return change;
  }
}

type Proofs = readonly ServerProof[];

/** Keeps what is missing of a change that was started; before its start nothing is expected of anybody. */
async function hold(tx: Tx, app: ChangeApp, change: Change, proofs: Proofs): Promise<Change> {
  if (change.record.startedAt === null) return change;
  const { news, reports } = await keep(tx, change, proofs);
  if (!news) return change;
  const detail = { servers: told(proofs), came: reports };
  return note(tx, app, change, { actor: BY_EVIDENCE, verb: 'change.evidence', detail });
}

async function fulfil(tx: Tx, app: ChangeApp, change: Change, proofs: Proofs): Promise<Change> {
  await keep(tx, change, proofs);
  const next = await transition(tx, app, change, 'fulfil', {
    actor: BY_EVIDENCE,
    verb: 'change.moot',
    patch: { closing: 'Newer reports show that nothing is left to do.' },
    detail: { servers: told(proofs) },
  });
  await sayToRequester(tx, app, next, 'decided');
  return next;
}

async function verify(tx: Tx, app: ChangeApp, change: Change, proofs: Proofs, now: Instant): Promise<Change> {
  const { record, state } = change;
  await keep(tx, change, proofs);
  const missed = state === 'approved' && stateAt(change, now) === 'missed';
  const next = await transition(tx, app, change, 'prove', {
    actor: BY_EVIDENCE,
    verb: 'change.verified',
    patch: {
      startNeverRecorded: record.startedAt === null,
      endNeverRecorded: record.finishedAt === null,
      ...(missed && { missedAt: now }),
    },
    detail: { servers: told(proofs) },
  });
  if (missed) app.metrics.changed('miss');
  await sayOnce(tx, app, next, 'verified', await workplaces(tx, next));
  return next;
}

/** Whether there was anything new to keep, and whether that was a report that came since the start. */
async function keep(
  tx: Tx,
  { id }: Change,
  proofs: Proofs,
): Promise<{ readonly news: boolean; readonly reports: boolean }> {
  const known = new Map((await loadServers(tx, id)).map(({ server, proof }) => [server, proof]));
  const news = proofs.filter(({ server, proof }) => !same(known.get(server) ?? null, proof));
  for (const { server, proof } of news) await saveProof(tx, id, server, proof);
  const reports = news.some(({ server, proof, came }) => came && known.get(server)?.report !== proof.report);
  return { news: news.length > 0, reports };
}

function same(known: Proof | null, proof: Proof): boolean {
  return known !== null && isDeepStrictEqual({ ...known, at: 0 }, { ...proof, at: 0 });
}

function told(proofs: Proofs): Json {
  return proofs.map(({ server, proof: { report, build, missing } }) => ({
    server,
    report,
    build,
    missing: [...missing],
  }));
}
