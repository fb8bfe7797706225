import { setImmediate as breathe } from 'node:timers/promises';
import { sha256 } from '../core/ids.ts';
import type { Reader } from '../storage/database.ts';
import type { AuditTable } from '../storage/schema.ts';
import { GENESIS, hashedText } from './hash.ts';
import { type PublishedHead, shortHash } from './head.ts';
import type { AuditHead } from './model.ts';
import { newestRow, pageOfRows } from './store.ts';

/** What is wrong with the first row that does not stand as it was written. */
export type AuditFault =
  /** Its number is not the one after the row before: a row is missing, or one was put in. */
  | 'out-of-sequence'
  /** A column holds what none of ours can hold: no JSON, no instant. */
  | 'unreadable'
  /** Its hash is not that of its content. */
  | 'altered'
  /** Its previous hash is not that of the row before. */
  | 'unchained'
  /** It has another hash than the published head says. */
  | 'not-as-published'
  /** The published head names a row after the last, or a hash that no row has. */
  | 'cut-off';

/** `count`: how many rows hold; with `newest`, counting those before as well. */
export type AuditVerdict =
  | { readonly ok: true; readonly count: number; readonly head: AuditHead }
  | {
      readonly ok: false;
      readonly count: number;
      /** Where it breaks. Null: a published hash that no row has tells no number. */
      readonly seq: number | null;
      readonly fault: AuditFault;
      readonly sentence: string;
    };

type Break = Pick<Extract<AuditVerdict, { ok: false }>, 'seq' | 'fault' | 'sentence'>;

export type VerifyOptions =
  /** A head that was published before, which must be part of the log. */
  | { readonly head?: PublishedHead | null; readonly newest?: undefined }
  /** Looks at so many rows only, the newest ones, and takes those before as they stand. */
  | { readonly newest: number; readonly head?: undefined };

const PAGE = 500;
const START: AuditHead = { seq: 0, hash: GENESIS };

/**
 * Goes through the whole log, page by page, and stops at the first row that does not hold. Rows taken away from the end
 * leave a chain that holds: only a head that was published before, given as `head`, shows that they are gone.
 */
export async function verifyAudit(
  reader: Reader,
  { head: published = null, newest }: VerifyOptions = {},
): Promise<AuditVerdict> {
  let head = newest === undefined ? START : await rowBefore(reader, newest);
  let met = published === null || isAt(published, head);
  let broken = published && contradiction(published, head);
  for (let last: number | null = head.seq || null; broken === null; ) {
    const page: readonly AuditTable[] = await pageOfRows(reader, last, PAGE);
    for (const row of page) {
      broken = faultOf(row, head) ?? (published && contradiction(published, row));
      if (broken) break;
      head = { seq: row.seq, hash: row.hash };
      met ||= published !== null && isAt(published, head);
    }
    if (page.length < PAGE) break;
    last = head.seq;
    await breathe();
  }
  if (broken === null && !met && published) broken = cutOff(published, head);
  return broken ? { ok: false, count: head.seq, ...broken } : { ok: true, count: head.seq, head };
}

/** The row before the newest ones; the start where there is none, or not the one that should stand there. */
async function rowBefore(reader: Reader, newest: number): Promise<AuditHead> {
  const seq = ((await newestRow(reader))?.seq ?? 0) - newest;
  if (seq <= 0) return START;
  const [row] = await pageOfRows(reader, seq - 1, 1);
  return row?.seq === seq ? { seq, hash: row.hash } : START;
}

/** What keeps a row from being the next one after `before`. */
function faultOf(row: AuditTable, before: AuditHead): Break | null {
  const { seq } = row;
  if (seq !== before.seq + 1) {
    return { seq, fault: 'out-of-sequence', sentence: gapSentence(before.seq + 1, seq) };
  }
  const text = hashedText(row);
  if (text === null) return { seq, fault: 'unreadable', sentence: `Row ${seq} holds what was never written there.` };
  if (sha256(text) !== row.hash) {
    return { seq, fault: 'altered', sentence: `Row ${seq} was altered: its content has another hash.` };
  }
  if (row.previous_hash !== before.hash) {
    const place = before.seq === 0 ? 'is not the first that was written' : `does not follow row ${before.seq}`;
    return { seq, fault: 'unchained', sentence: `Row ${seq} ${place}: the hash before it is another one.` };
  }
  return null;
}

function gapSentence(expected: number, found: number): string {
  if (found < expected) return `Row ${found} stands before row 1.`;
  const last = found - 1;
  return last === expected ? `Row ${expected} is missing.` : `Rows ${expected} to ${last} are missing.`;
}

/** A row that has the published head's number must have its hash. */
function contradiction(published: PublishedHead, { seq, hash }: AuditHead): Break | null {
  if (published.seq !== seq || isAt(published, { seq, hash })) return null;
  const sentence = `Row ${seq} is not the one that was published: its hash begins with ${shortHash(hash)}, not ${published.hash}.`;
  return { seq, fault: 'not-as-published', sentence };
}

function isAt(published: PublishedHead, { seq, hash }: AuditHead): boolean {
  return (published.seq === null || published.seq === seq) && hash.startsWith(published.hash ?? '');
}

function cutOff(published: PublishedHead, { seq: last }: AuditHead): Break {
  const end = last === 0 ? 'The log is empty' : `The log ends with row ${last}`;
  const sentence =
    published.seq === null
      ? `No row has a hash that begins with ${published.hash}. ${end}.`
      : `${end}, but row ${published.seq} was published.`;
  return { seq: published.seq, fault: 'cut-off', sentence };
}
