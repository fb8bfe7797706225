import type { Actor } from '../core/actor.ts';
import type { Json } from '../core/json.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { OutboxTable } from '../storage/schema.ts';
import type { Outlet } from './outlet.ts';
import { loadRow } from './outbox/store.ts';

/** What the verbs on dead letters need. */
export interface OutboxApp extends Outlet {
  readonly database: Database;
}

/** The row with this id, if this actor may decide about it and it was given up. */
export async function findDead(tx: Tx, actor: Actor, id: string): Promise<Result<OutboxTable>> {
  if (actor.kind !== 'cli' && actor.kind !== 'user') {
    return refuse('not-allowed', 'Only a person decides about a post that was given up.', 'Ask an administrator.');
  }
  const row = await loadRow(tx, id);
  if (!row) return refuse('not-found', `There is no post ${id}.`, LOOK);
  if (row.state === 'dead') return ok(row);
  return refuse('conflict', `The post ${id} was not given up: it is ${row.state}.`, LOOK);
}

const LOOK = 'List the outbox to see the posts that were given up.';

/** For the log of deeds. */
export function describedRow(row: OutboxTable): Json {
  const { conversation_id: conversation, kind, subject, state, attempts, doubts, last_code: lastCode } = row;
  return { conversation, kind, subject, state, attempts, doubts, lastCode };
}
