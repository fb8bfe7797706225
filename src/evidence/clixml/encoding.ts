import { isAscii, isUtf8 } from 'node:buffer';
import type { Fault } from './fault.ts';

/** What decoding gave: text, or a fault whose line counts from the start of these bytes (0: the first). */
export type Decoded = { readonly text: string } | { readonly fault: Fault };

export interface TextDecoding {
  decode(bytes: Buffer): Decoded;
  /** What was held back; a character cut in two is the fault `truncated`. */
  end(): Decoded;
}

type Name = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Reads UTF-8 and UTF-16 as they come, told apart by the byte order mark, else by the zero byte beside the first `<`. */
export function textDecoding(): TextDecoding {
  let inner: TextDecoding | null = null;
  let head: Buffer = Buffer.alloc(0);

  function start(): TextDecoding | Fault {
    const { name, mark } = detect(head);
    if (name === 'utf-32') return { kind: 'encoding', line: 0, detail: 'It is written in UTF-32' };
    head = head.subarray(mark);
    return name === 'utf-8' ? utf8() : utf16(name);
  }

  return {
    decode(bytes) {
      if (inner !== null) return inner.decode(bytes);
      head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
      if (head.length < 4) return { text: '' };
      const started = start();
      if ('kind' in started) return { fault: started };
      inner = started;
      return inner.decode(head);
    },
    end() {
      if (inner !== null) return inner.end();
      const started = start();
      if ('kind' in started) return { fault: started };
      const rest = started.decode(head);
      if ('fault' in rest) return rest;
      const last = started.end();
      return 'fault' in last ? last : { text: rest.text + last.text };
    },
  };
}

function detect(head: Buffer): { name: Name | 'utf-32'; mark: number } {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? { name: 'utf-32', mark: 4 } : { name: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', mark: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', mark: 3 };
  if (a === 0x3c && b === 0) return { name: 'utf-16le', mark: 0 };
  if (a === 0 && b === 0x3c) return { name: 'utf-16be', mark: 0 };
  return { name: 'utf-8', mark: 0 };
}

// Checking a whole chunk and then converting it is about twice as fast as a TextDecoder that is fatal.
function utf8(): TextDecoding {
  let held: Buffer = Buffer.alloc(0);
  return {
    decode(bytes) {
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const cut = all.length - unfinished(all);
      const body = all.subarray(0, cut);
      held = Buffer.from(all.subarray(cut));
      if (isAscii(body)) return { text: body.toString('latin1') };
      if (isUtf8(body)) return { text: body.toString('utf8') };
      return { fault: { kind: 'encoding', line: badLine(body), detail: 'Its bytes are not UTF-8' } };
    },
    end: () => (held.length === 0 ? { text: '' } : { fault: { kind: 'truncated', line: 0, detail: '' } }),
  };
}

/** How many bytes at the end begin a character that has not come whole yet. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

function badLine(bytes: Buffer): number {
  let line = 0;
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, from);
    if (!isUtf8(bytes.subarray(from, end === -1 ? bytes.length : end)) || end === -1) return line;
    from = end + 1;
    line += 1;
  }
}

function utf16(name: Exclude<Name, 'utf-8'>): TextDecoding {
  const decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  const named = name.toUpperCase();
  return {
    decode(bytes) {
      try {
        return { text: decoder.decode(bytes, { stream: true }) };
      } catch {
        return { fault: { kind: 'encoding', line: 0, detail: `Its bytes are not ${named}` } };
      }
    },
    end() {
      try {
        return { text: decoder.decode() };
      } catch {
        return { fault: { kind: 'truncated', line: 0, detail: '' } };
      }
    },
  };
}
