import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { reportId } from '../../core/ids.ts';
import { ok } from '../../core/result.ts';
import type { Refused, Result } from '../../core/result.ts';
import { textDecoding } from '../clixml/encoding.ts';
import type { Decoded } from '../clixml/encoding.ts';
import type { ClixmlDocument } from '../clixml/node.ts';
import { clixmlReader } from '../clixml/reader.ts';
import { readLimits } from '../clixml/limits.ts';
import { observe } from '../observe/observe.ts';
import { everything } from '../observe/paths.ts';
import { bytesOf, kindOf } from './bytes.ts';
import { codeOf, startCopy, StoreError } from './kept-copy.ts';
import type { KeptCopy } from './kept-copy.ts';
import type { Job, ParsedFile } from './job.ts';
import * as no from './refusals.ts';

// A pipe that nobody writes to would otherwise block the open itself.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

interface Read {
  readonly document: ClixmlDocument;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Takes one file in, in one pass over its bytes: unpacks, hashes, copies into the store, parses. The copy is kept only
 * when the file is a report or an inventory and did not change meanwhile. Every refusal names the file.
 */
export async function parseFile(job: Job): Promise<Result<ParsedFile>> {
  const opened = await open(job.path, FLAGS).catch((error: unknown) =>
    no.fileError(job.name, codeOf(error), 'be read'),
  );
  if ('ok' in opened) return opened;
  const copy = { current: null as KeptCopy | null };
  try {
    return await taken(job, opened, copy);
  } catch (error) {
    if (error instanceof StoreError) return no.fileError(job.name, error.code, 'be kept');
    return no.fileError(job.name, codeOf(error), 'be read');
  } finally {
    await copy.current?.discard();
    await opened.close();
  }
}

async function taken(job: Job, file: FileHandle, copy: { current: KeptCopy | null }): Promise<Result<ParsedFile>> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) return no.folder(job.name);
  if (before.size > job.limits.maxBytes) return no.tooBig(job.name, job.limits, Number(before.size));

  const read = await readThrough(job, file, copy);
  // What else may be wrong with it: a file in the making comes again.
  if (changed(before, await file.stat({ bigint: true }))) return no.growing(job.name);
  if ('ok' in read) return read;

  const parsed = observe(read.document, job.name);
  if (!parsed.ok) return parsed;
  const id = reportId(read.sha256);
  await copy.current?.keep(job.store, id);
  copy.current = null;
  return ok({ id, size: read.size, parsed: parsed.value });
}

async function readThrough(job: Job, file: FileHandle, copy: { current: KeptCopy | null }): Promise<Read | Refused> {
  const { name, limits } = job;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const kind = kindOf(buffer.subarray(0, bytesRead));
  if (kind === 'zip') return no.zip(name);

  const hash = createHash('sha256');
  const decoding = textDecoding();
  const reader = clixmlReader(everything, {
    depth: limits.maxDepth,
    text: limits.maxText,
    wanted: limits.maxValues,
    remembered: readLimits.remembered,
  });
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
      copy.current ??= await startCopy(job.copy);
      // zlib packs this chunk in its own thread while it is parsed here.
      const copying = copy.current.write(bytes);
      copying.catch(() => {});
      hash.update(bytes);
      const refused = feed(decoding.decode(bytes));
      if (refused !== null) return refused;
      await copying;
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

function changed(before: BigIntStats, after: BigIntStats): boolean {
  return before.size !== after.size || before.mtimeNs !== after.mtimeNs;
}
