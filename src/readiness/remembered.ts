import type { Day, Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
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
  readonly revision: string;
  /** Nothing expires in between, so that within [from, until) answers do not depend on the time. */
  readonly from: Instant;
  readonly until: Instant | null;
  readonly answers: Map<string, Promise<unknown>>;
}

// Pages, filters and scopes that people look at between two reports; beyond it the oldest answer goes.
const KEPT = 200;

/** Answers change when data is committed or a row expires; until then each question is asked of the database once. */
export function rememberedFleet(database: Database): Fleet {
  let memory: Memory | null = null;

  async function remembered<T>(key: string, now: Instant | null, load: (reader: Reader) => Promise<T>): Promise<T> {
    const revision = await database.revision();
    if (memory?.revision !== revision || (now !== null && !holds(memory, now))) memory = await begin(revision, now);
    const { answers } = memory;
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = database.read(load);
    answers.set(key, answer);
    // A failure is not an answer.
    answer.catch(() => answers.delete(key));
    if (answers.size > KEPT) answers.delete(answers.keys().next().value as string);
    return answer;
  }

  async function begin(revision: string, now: Instant | null): Promise<Memory> {
    const from = now ?? (0 as Instant);
    return { revision, from, until: await database.read((reader) => nextExpiry(reader, from)), answers: new Map() };
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

function holds({ from, until }: Memory, now: Instant): boolean {
  return now >= from && (until === null || now < until);
}

function keyOf(kind: string, { now: _, ...query }: { readonly now: Instant }): string {
  return `${kind} ${JSON.stringify(query)}`;
}
