import type { Reader } from '../storage/database.ts';
import { GENESIS } from './hash.ts';
import type { AuditHead } from './model.ts';
import { newestRow } from './store.ts';

/** A head as somebody kept it: the number of its row, the first digits of its hash, or both. */
export type PublishedHead =
  | { readonly seq: number; readonly hash: string | null }
  | { readonly seq: null; readonly hash: string };

const SHOWN_DIGITS = 12;
const HEAD = /^(?<seq>\d{1,15})(?:\s*[·.:/\s-]\s*(?<hash>[0-9a-f]{8,64}))?$/i;
const HASH_ALONE = /^[0-9a-f]{12,64}$/i;

/** The newest row's place and hash. */
export async function auditHead(reader: Reader): Promise<AuditHead> {
  return (await newestRow(reader)) ?? { seq: 0, hash: GENESIS };
}

/** `184·9f2c41d0a3b1`: short enough for a digest's footer, long enough that nobody can make another row to fit it. */
export function headText({ seq, hash }: AuditHead): string {
  return `${seq}·${shortHash(hash)}`;
}

export function shortHash(hash: string): string {
  return hash.slice(0, SHOWN_DIGITS);
}

/**
 * Reads what `headText` wrote, or a part of it: `184·9f2c41d0a3b1`, `184:9f2c41d0`, `184`, `9f2c41d0a3b1`.
 * Null: it is none of these. A row's number needs at least 8 digits of the hash beside it, a hash alone at least 12.
 */
export function parseHead(text: string): PublishedHead | null {
  const trimmed = text.trim();
  const match = HEAD.exec(trimmed);
  // Twelve decimal digits may be the start of a hash; no log is ever that long.
  if (match?.groups && (match.groups.hash !== undefined || trimmed.length < SHOWN_DIGITS)) {
    return { seq: Number(match.groups.seq), hash: match.groups.hash?.toLowerCase() ?? null };
  }
  return HASH_ALONE.test(trimmed) ? { seq: null, hash: trimmed.toLowerCase() } : null;
}
