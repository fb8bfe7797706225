import { hashedText } from '../../audit/hash.ts';
import { auditHead, headText } from '../../audit/head.ts';
import { rowsAbout } from '../../audit/store.ts';
import { actorName } from '../../core/actor-name.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import type { Reader } from '../../storage/database.ts';
import { conflictJson } from '../conflicts/words.ts';
import type { ChangeId, ChangeServerView, ChangeView, Vote } from '../model.ts';
import { type ViewApp, viewOf } from '../view.ts';
import type { Told } from './model.ts';
import { changeStory } from './story.ts';

/** Far more than ever happens to one change. */
const EVERY_DEED = 100_000;

/** One change with everything that was decided, done and proven, and what ties it to the audit log. JSON-safe. */
export interface ChangeExport {
  readonly view: ChangeView;
  readonly told: readonly Told[];
  readonly chain: readonly {
    readonly seq: number;
    readonly previousHash: string;
    readonly hash: string;
    /** The text whose SHA-256 is `hash`; null: it is none of ours. */
    readonly hashed: string | null;
  }[];
  /** The newest row of the whole log at that time. */
  readonly head: { readonly seq: number; readonly hash: string; readonly text: string };
}

/** Null: there is no such change. */
export async function exportChange(
  reader: Reader,
  app: ViewApp,
  id: ChangeId,
  now: Instant,
): Promise<ChangeExport | null> {
  const view = await viewOf(reader, app, id, now);
  if (view === null) return null;
  const { told } = await changeStory(reader, id, EVERY_DEED);
  const { rows } = await rowsAbout(reader, [id], EVERY_DEED);
  const head = await auditHead(reader);
  return {
    view,
    told,
    chain: rows.reverse().map((row) => ({
      seq: row.seq,
      previousHash: row.previous_hash,
      hash: row.hash,
      hashed: hashedText(row),
    })),
    head: { ...head, text: headText(head) },
  };
}

/** As JSON: instants as ISO 8601 in UTC. The hashes can be checked with what stands in the file alone. */
export function exportJson({ view, told, chain, head }: ChangeExport): object {
  const { change, state, asOf, approvals } = view;
  const { plan } = change;
  return {
    format: 'patchwarden-change',
    version: 1,
    exportedAt: isoOf(asOf),
    change: change.id,
    state,
    requester: change.requester,
    createdAt: isoOf(change.createdAt),
    plan: {
      ...plan,
      window: { ...plan.window, start: isoOf(plan.window.start), end: isoOf(plan.window.end) },
      hash: change.planHash,
    },
    approvals: {
      needed: approvals.needed,
      votes: approvals.votes.map(voteJson),
      void: approvals.void.map(voteJson),
      asked: approvals.asked.map(({ person, at, reached, fallback }) => ({ person, at: isoOf(at), reached, fallback })),
    },
    conflicts: view.conflicts.map(conflictJson),
    servers: view.servers.map(serverJson),
    review: reviewJson(view),
    story: told.map(({ seq, at, who, actor, verb, text, notes, hash }) => ({
      seq,
      at: isoOf(at),
      who,
      actor,
      verb,
      text,
      notes,
      hash,
    })),
    chain,
    auditHead: head,
  };
}

function voteJson({ voter, onBehalfOf, vote, reason, at, planHash }: Vote): object {
  return { voter, name: actorName(voter), onBehalfOf, vote, reason, at: isoOf(at), plan: planHash };
}

function serverJson({ id, name, target, aim, tick, proof, build, observedAt }: ChangeServerView): object {
  return {
    id,
    name,
    target,
    aim,
    build,
    observedAt: observedAt === null ? null : isoOf(observedAt),
    done: tick && { at: isoOf(tick.at), by: tick.by },
    proof: proof && {
      ...proof,
      at: isoOf(proof.at),
      generatedAt: proof.generatedAt === null ? null : isoOf(proof.generatedAt),
      proven: proof.missing.length === 0,
    },
  };
}

function reviewJson({ change }: ChangeView): object | null {
  const { review } = change.record;
  if (review === null) return null;
  const { dueAt, decided } = review;
  return { dueAt: isoOf(dueAt), decided: decided && { ...decided, at: isoOf(decided.at) } };
}
