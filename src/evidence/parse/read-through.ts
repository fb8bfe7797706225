import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Refused } from '../../core/result.ts';
import { textDecoding } from '../clixml/encoding.ts';
import type { Decoded } from '../clixml/encoding.ts';
import { readLimits } from '../clixml/limits.ts';
import type { Scope } from '../clixml/memory.ts';
import type { ClixmlDocument } from '../clixml/node.ts';
import { clixmlReader } from '../clixml/reader.ts';
import { everything } from '../observe/paths.ts';
import { bytesOf, kindOf } from './bytes.ts';
import type { Job } from './job.ts';
import { codeOf, StoreError } from './kept-copy.ts';
import * as no from './refusals.ts';

// V8 gives a string of more than 128 kB memory pages of its own; smaller ones are several times as cheap to make.
const TEXT_CHUNK = 64 * 1024;

export interface Read {
  readonly document: ClixmlDocument;
  readonly sha256: string;
  /** Bytes, unpacked. */
  readonly size: number;
}

/** Reads an open file to its end. `also` gets the unpacked bytes and works beside the parser; the next wait for it. */
export async function readThrough(
  { name, limits }: Job,
  file: FileHandle,
  scope: Scope,
  also: (bytes: Buffer) => Promise<void>,
): Promise<Read | Refused> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const kind = kindOf(buffer.subarray(0, bytesRead));
  if (kind === 'zip') return no.zip(name);

  const { maxDepth: depth, maxText: text, maxValues: wanted } = limits;
  const reader = clixmlReader(everything, { ...readLimits, depth, text, wanted }, scope);
  const hash = createHash('sha256');
  const decoding = textDecoding();
  let size = 0;

  function feed(decoded: Decoded): Refused | null {
    const fault =
      'fault' in decoded ? { ...decoded.fault, line: decoded.fault.line + reader.line() } : reader.feed(decoded.text);
    return fault === null ? null : no.faulty(name, fault, limits);
  }

  try {
    for await (const bytes of bytesOf(file, kind === 'gzip')) {
      if (size === 0 && kind === 'gzip' && kindOf(bytes) !== 'plain') return no.nested(name);
      size += bytes.length;
      if (size > limits.maxBytes) return no.tooBig(name, limits, null);
      const beside = also(bytes);
      // Awaited below; until then its failure is not unhandled.
      beside.catch(() => {});
      hash.update(bytes);
      for (let from = 0; from < bytes.length; from += TEXT_CHUNK) {
        const refused = feed(decoding.decode(bytes.subarray(from, from + TEXT_CHUNK)));
        if (refused !== null) return refused;
      }
      await beside;
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR') return no.shortGzip(name, reader.line());
    if (code.startsWith('Z_')) return no.damagedGzip(name);
    throw error;
  }
  if (size === 0) return no.empty(name);
  const refused = feed(decoding.end());
  if (refused !== null) return refused;
  const end = reader.end();
  return 'fault' in end
    ? no.faulty(name, end.fault, limits)
    : { document: end.document, sha256: hash.digest('hex'), size };
}
