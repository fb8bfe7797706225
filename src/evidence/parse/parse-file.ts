import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { reportId } from '../../core/ids.ts';
import { ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { observe } from '../observe/observe.ts';
import { codeOf, copyTo, StoreError } from './kept-copy.ts';
import type { KeptCopy } from './kept-copy.ts';
import type { Job, ParsedFile } from './job.ts';
import { readThrough } from './read-through.ts';
import * as no from './refusals.ts';

// A pipe that nobody writes to would otherwise block the open itself.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Takes one file in, as a rule in one pass over its bytes: unpacks, hashes, copies into the store, parses. The copy is kept only
 * when the file is a report or an inventory and did not change meanwhile. Every refusal names the file.
 */
export async function parseFile(job: Job): Promise<Result<ParsedFile>> {
  const opened = await open(job.path, FLAGS).catch((error: unknown) =>
    no.fileError(job.name, codeOf(error), 'be read'),
  );
  if ('ok' in opened) return opened;
  const copy = copyTo(job.copy);
  try {
    return await taken(job, opened, copy);
  } catch (error) {
    if (error instanceof StoreError) return no.fileError(job.name, error.code, 'be kept');
    return no.fileError(job.name, codeOf(error), 'be read');
  } finally {
    await copy.discard();
    await opened.close();
  }
}

async function taken(job: Job, file: FileHandle, copy: KeptCopy): Promise<Result<ParsedFile>> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) return no.folder(job.name);
  if (before.size > job.limits.maxBytes) return no.tooBig(job.name, job.limits, Number(before.size));

  const first = await readThrough(job, file, 'wanted', (bytes) => copy.write(bytes));
  // Rare: a Ref names something that stands where nothing else is looked for.
  const again = 'document' in first && first.document.lacking;
  const read = again ? await readThrough(job, file, 'all', async () => {}) : first;
  // Whatever else may be wrong with it: a file in the making comes again.
  if (changed(before, await file.stat({ bigint: true }))) return no.growing(job.name);
  if ('ok' in read) return read;
  if ('ok' in first || first.sha256 !== read.sha256) return no.growing(job.name);

  const parsed = observe(read.document, job.name);
  if (!parsed.ok) return parsed;
  const id = reportId(read.sha256);
  await copy.keep(job.store, id);
  return ok({ id, size: read.size, parsed: parsed.value });
}

function changed(before: BigIntStats, after: BigIntStats): boolean {
  return before.size !== after.size || before.mtimeNs !== after.mtimeNs;
}
