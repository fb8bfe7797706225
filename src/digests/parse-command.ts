import { type Result, ok } from '../core/result.ts';
import { slips } from '../core/slips.ts';
import { assemble } from './command/assemble.ts';
import { readDays, readRhythm } from './command/days.ts';
import { noParts, type Parts, readPart } from './command/parts.ts';
import { unreadable } from './command/refusals.ts';
import { meantWord } from './command/slip.ts';
import { keyAt, type Tokens, tokensOf } from './command/tokens.ts';
import { isFiller, verbOf } from './command/verbs.ts';
import type { DigestCommand } from './model.ts';

/** Longer texts are no command. */
const LONGEST = 500;
const LONGEST_OPENING = 10;

/**
 * Reads what a person wrote about the digest of a conversation: `digest weekdays 7:30 Europe/Berlin`, `digest off`, in any
 * order and with small slips. Null when it is not about digests at all; `unreadable` names the words that were not understood.
 */
export function parseDigestCommand(text: string): DigestCommand | null {
  const tokens = tokensOf(text.slice(0, LONGEST));
  const place = tokens.findIndex(({ key }) => isDigest(key));
  if (place === -1 || place > LONGEST_OPENING) return null;
  const opening = tokens.slice(0, place);
  if (!opening.every((_, at) => opens(opening, at))) return null;
  if (text.length > LONGEST) return { kind: 'unreadable', refusal: unreadable('A command is shorter than that.') };

  const before = readAll(opening);
  if (!before.ok) return { kind: 'unreadable', refusal: before.refusal };
  const after = readAll(tokens.slice(place + 1).filter(({ key }) => !isDigest(key)));
  if (!after.ok) return { kind: 'unreadable', refusal: after.refusal };
  return assemble(before.value, after.value);
}

/** A word with which a sentence about digests may begin: what is wanted, and the days of "the daily digest". */
function opens(tokens: Tokens, at: number): boolean {
  const key = keyAt(tokens, at);
  if (key === 'status' || key === 'help') return false;
  const known = isFiller(key) || verbOf(key) !== null || key === 'weekly';
  return known || readDays(tokens, at) !== null || readRhythm(tokens, at) !== null;
}

function isDigest(key: string): boolean {
  return slips(key, 'digest') <= 1 || slips(key, 'digests') <= 1;
}

function readAll(tokens: Tokens): Result<Parts> {
  const words = [...tokens];
  let parts = noParts;
  let at = 0;
  for (let word = words[at]; word; word = words[at]) {
    const found = readPart(words, at, parts);
    if (found?.kind === 'wrong') return { ok: false, refusal: found.refusal };
    if (found) {
      parts = found.value;
      at = found.next;
      continue;
    }
    const meant = meantWord(word);
    if (typeof meant !== 'string') return { ok: false, refusal: meant };
    words[at] = { ...word, key: meant };
  }
  return ok(parts);
}
