import type { Day, Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { countFleetChanges } from '../evidence/fleet-changes.ts';
import type { Database, Reader } from '../storage/database.ts';
import {
  type CauseCount,
  causeCounts,
  fleetSummary,
  type ListQuery,
  listServers,
  type PageQuery,
  type ServerPage,
  scopes,
} from './fleet.ts';
import { nextExpiry } from './fleet/store.ts';
import type { FleetSummary, Scope, ServerRow } from './model.ts';
import { findServer, type ServerName, serverNames } from './rows.ts';

/** What is asked of the fleet, answered from memory while nothing can have changed. */
export interface Fleet {
  summary(now: Instant, catalogueAsOf: Day): Promise<FleetSummary>;
  list(query: PageQuery): Promise<ServerPage>;
  causes(query: Omit<ListQuery, 'cause'>): Promise<readonly CauseCount[]>;
  server(id: ServerId, now: Instant): Promise<ServerRow | null>;
  names(): Promise<readonly ServerName[]>;
  scopes(): Promise<readonly Scope[]>;
}

interface Memory {
  /** Of the database, read before `changes`, which was read before any answer: what was committed since shows in both. */
  readonly revision: string;
  readonly changes: number;
  /** Nothing expires in between, so that within [from, until) answers do not depend on the time. */
  readonly from: Instant;
  readonly until: Instant | null;
  readonly answers: Map<string, Promise<unknown>>;
}

// Pages, filters and scopes that people look at between two reports; beyond it the oldest answer goes.
const KEPT = 200;

/**
 * Answers change when a commit changes the fleet or a row expires; until then each question is asked of the database once.
 * Jobs, posts and people commit all the time: such a commit costs one small read.
 */
export function rememberedFleet(database: Database): Fleet {
  let memory: Memory | null = null;

  async function remembered<T>(key: string, now: Instant | null, load: (reader: Reader) => Promise<T>): Promise<T> {
    const { answers } = await current(now);
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = database.read(load);
    answers.set(key, answer);
    // A failure is not an answer.
    answer.catch(() => answers.delete(key));
    if (answers.size > KEPT) answers.delete(answers.keys().next().value as string);
    return answer;
  }

  async function current(now: Instant | null): Promise<Memory> {
    const revision = await database.revision();
    if (memory?.revision === revision && holds(memory, now)) return memory;
    const changes = await database.read(countFleetChanges);
    memory =
      memory?.changes === changes && holds(memory, now)
        ? { ...memory, revision }
        : await begin(revision, changes, now ?? (0 as Instant));
    return memory;
  }

  async function begin(revision: string, changes: number, from: Instant): Promise<Memory> {
    const until = await database.read((reader) => nextExpiry(reader, from));
    return { revision, changes, from, until, answers: new Map() };
  }

  return {
    async summary(now, catalogueAsOf) {
      const summary = await remembered('summary', now, (reader) => fleetSummary(reader, now, catalogueAsOf));
      return { ...summary, asOf: now, catalogueAsOf };
    },
    list: (query) => remembered(keyOf('list', query), query.now, (reader) => listServers(reader, query)),
    causes: (query) => remembered(keyOf('causes', query), query.now, (reader) => causeCounts(reader, query)),
    server: (id, now) => remembered(`server ${id}`, now, (reader) => findServer(reader, id, now)),
    names: () => remembered('names', null, serverNames),
    scopes: () => remembered('scopes', null, scopes),
  };
}

function holds({ from, until }: Memory, now: Instant | null): boolean {
  if (now === null) return true;
  return now >= from && (until === null || now < until);
}

function keyOf(kind: string, { now: _, ...query }: { readonly now: Instant }): string {
  return `${kind} ${JSON.stringify(query)}`;
}
