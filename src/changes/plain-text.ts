import { ok, refuse, type Result } from '../core/result.ts';

export const LONGEST_REASON = 500;
export const LONGEST_TEXT = 1000;

// What no keyboard writes, and what makes a line read in another direction than it is stored.
// One half of a pair stands for no character.
const HALVES = /\p{Cs}/gu;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** One line of plain text: line breaks and control characters become a space, marks of direction go. */
export function plainText(text: string): string {
  return text.replace(HALVES, '').replace(DIRECTIONS, '').replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim();
}

/** Refuses, naming the field: `invalid` (longer than `longest` characters). */
export function readText(field: string, text: string, longest: number): Result<string> {
  const read = plainText(text);
  if (read.length <= longest) return ok(read);
  return refuse('invalid', `The ${field} has ${read.length} characters.`, `Write at most ${longest}.`);
}

/** Refuses: `invalid` (empty, or longer than 500 characters). */
export function readReason(text: string): Result<string> {
  const read = readText('reason', text, LONGEST_REASON);
  if (!read.ok || read.value !== '') return read;
  return refuse('invalid', 'No reason was given.', 'Say in one sentence why this is done.');
}
