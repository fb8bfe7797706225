import type { Instant } from '../core/clock.ts';
import { sha256 } from '../core/ids.ts';
import { canonical, type Json } from '../core/json.ts';
import type { Tx } from '../storage/database.ts';
import type { AuditTable } from '../storage/schema.ts';
import { hashedText, storable, type Unhashed } from './hash.ts';
import { auditHead } from './head.ts';
import type { AuditRow, Deed } from './model.ts';
import { insertRow } from './store.ts';

/** What makes a press one press, and what it was answered with. */
export interface Effect {
  readonly key: string;
  readonly outcome: Json;
}

/** UTF-16 units. PostgreSQL can't index a text of more than about 2,700 bytes. */
const LONGEST_SUBJECT = 800;

/**
 * Adds one row to the log, in the transaction of what it tells of: both are kept, or neither is. `before` and `after`
 * stay readable for good and are exported, so no secret may be in them.
 * @throws RangeError when the subject is longer than 800 characters; what the database throws. Let it take the transaction down.
 */
export async function appendAudit(tx: Tx, at: Instant, deed: Deed): Promise<AuditRow> {
  return appendRow(tx, at, deed, null);
}

/** `appendAudit` with what `onceOnly` keeps beside it. */
export async function appendRow(tx: Tx, at: Instant, deed: Deed, effect: Effect | null): Promise<AuditRow> {
  if (deed.subject.length > LONGEST_SUBJECT) throw new RangeError(`a subject of ${deed.subject.length} characters`);
  const head = await auditHead(tx);
  const row = hashed({
    seq: head.seq + 1,
    at,
    actor: canonical(deed.actor),
    verb: storable(deed.verb),
    subject: storable(deed.subject),
    before: jsonText(deed.before),
    after: jsonText(deed.after),
    effect_key: effect === null ? null : storable(effect.key),
    outcome: effect === null ? null : jsonText(effect.outcome),
    previous_hash: head.hash,
  });
  await insertRow(tx, row);

  return {
    ...deed,
    verb: row.verb,
    subject: row.subject,
    seq: row.seq,
    at,
    effectKey: row.effect_key,
    outcome: effect?.outcome ?? null,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function hashed(row: Unhashed): AuditTable {
  const text = hashedText(row);
  if (text === null) throw new TypeError('an audit row can hold JSON only');
  return { ...row, hash: sha256(text) };
}

function jsonText(value: Json): string | null {
  return value === null ? null : canonical(value);
}
