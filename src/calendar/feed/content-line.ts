import type { Instant } from '../../core/clock.ts';
import { isoOf } from '../../core/clock.ts';
import { plainText } from '../../core/plain-text.ts';

/** Octets of a line without its end (RFC 5545, 3.1). */
const LONGEST_LINE = 75;

/** A content line, folded: `NAME:value`, or with parameters in the name `DTSTART;TZID=Europe/Berlin:…`. Ends with CRLF. */
export function line(name: string, value: string): string {
  return `${folded(`${name}:${value}`)}\r\n`;
}

/** What people wrote, on one line and cut to `longest` characters, so that it can't end its property. */
export function textValue(text: string, longest: number): string {
  const points = [...plainText(text)];
  const kept = points.length <= longest ? points : [...points.slice(0, longest - 1), '…'];
  return kept.join('').replace(/[\\;,]/g, '\\$&');
}

/** Several texts, a line each. */
export function linesValue(texts: readonly string[], longest: number): string {
  return texts.map((text) => textValue(text, longest)).join('\\n');
}

/** `20261128T210000Z`. Seconds: there is nothing finer. */
export function utcValue(at: Instant): string {
  return `${isoOf(at).slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** `2026-11-28T22:00` as `20261128T220000`. */
export function localValue(local: string): string {
  return `${local.replace(/[-:]/g, '')}00`;
}

/** Breaks between characters only: readers put the octets together before they read UTF-8, but not all do. */
function folded(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_LINE) return text;
  let result = '';
  let length = 0;
  for (const point of text) {
    const size = Buffer.byteLength(point);
    if (length + size > LONGEST_LINE) {
      result += '\r\n ';
      length = 1;
    }
    result += point;
    length += size;
  }
  return result;
}
