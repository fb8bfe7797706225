import { instant, isoOf } from '../core/clock.ts';
import { sha256 } from '../core/ids.ts';
import type { AuditTable } from '../storage/schema.ts';

/** What stands before the first row: the SHA-256 of nothing. */
export const GENESIS = sha256('');

/** A row without its hash, as its columns hold it. */
export type Unhashed = Omit<AuditTable, 'hash'>;

/**
 * A text as both dialects give it back: NUL and surrogates without their other half become U+FFFD.
 * In a JSON column they stand escaped and come back as they are.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/**
 * The text that a row's hash is the SHA-256 of (in UTF-8): one JSON object, its members always in this order, without
 * spaces. What the JSON columns hold goes in as it stands, so that no other column's change can make up for theirs.
 * Null: the columns hold no such object, so that nothing of ours wrote them.
 */
export function hashedText(row: Unhashed): string | null {
  const at = isoOrNull(row.at);
  const { actor, before, after, outcome } = row;
  if (at === null || !isJson(actor) || ![before, after, outcome].every(isJsonOrNull)) return null;
  const effectKey = JSON.stringify(row.effect_key);
  return [
    `{"seq":${row.seq},"at":"${at}","actor":${actor}`,
    `"verb":${JSON.stringify(row.verb)},"subject":${JSON.stringify(row.subject)}`,
    `"before":${before},"after":${after},"effectKey":${effectKey},"outcome":${outcome}`,
    `"previousHash":${JSON.stringify(row.previous_hash)}}`,
  ].join(',');
}

/** Null: no date can hold it. */
export function isoOrNull(at: number): string | null {
  try {
    return isoOf(instant(at));
  } catch {
    return null;
  }
}

/** A null is stored as no text at all: the text `null` would read the same and not be the same. */
function isJsonOrNull(text: string | null): boolean {
  return text === null || (text !== 'null' && isJson(text));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
