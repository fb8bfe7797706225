import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Gzip } from 'node:zlib';
import type { ReportId } from '../../core/ids.ts';

/** Where a kept report lies: `<store>/ab/<sha256>.xml.gz`. */
export function keptPath(store: string, id: ReportId): string {
  return join(store, id.slice(0, 2), `${id}.xml.gz`);
}

/** A gzip copy that grows in a temporary file and becomes part of the store as a whole or not at all. */
export interface KeptCopy {
  write(bytes: Buffer): Promise<void>;
  /** Returns when the copy would survive a power cut. */
  keep(store: string, id: ReportId): Promise<void>;
  /** Leaves nothing behind of what was not kept. */
  discard(): Promise<void>;
}

/** The store could not take a copy: it is full, say, or not there. */
export class StoreError extends Error {
  readonly code: string;

  constructor(cause: unknown) {
    super('the store could not take a copy', { cause });
    this.code = codeOf(cause);
  }
}

/** The code of a system error, `ENOSPC`; any other error is a bug and thrown on. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

interface Growing {
  readonly gzip: Gzip;
  readonly done: Promise<void>;
}

/** A copy at `path`, which comes into being with the first bytes. zlib and the file system work in their own threads. */
export function copyTo(path: string): KeptCopy {
  let growing: Promise<Growing> | null = null;

  return {
    async write(bytes) {
      growing ??= begin(path);
      const { gzip, done } = await growing;
      if (gzip.destroyed) await done.catch(fail);
      if (!gzip.write(bytes)) await Promise.race([once(gzip, 'drain'), done]).catch(fail);
    },
    async keep(store, id) {
      growing ??= begin(path);
      const { gzip, done } = await growing;
      gzip.end();
      await done.then(() => settle(path, store, id)).catch(fail);
      growing = null;
    },
    async discard() {
      const { gzip, done } = (await growing?.catch(() => null)) ?? {};
      gzip?.destroy();
      await done?.catch(() => {});
      if (growing !== null) await rm(path, { force: true }).catch(() => {});
    },
  };
}

async function begin(path: string): Promise<Growing> {
  await mkdir(dirname(path), { recursive: true }).catch(fail);
  const gzip = createGzip({ level: 1, chunkSize: 64 * 1024 });
  const done = pipeline(gzip, createWriteStream(path, { flags: 'wx', flush: true }));
  // Whoever writes next gets it; until then it is nobody's unhandled rejection.
  done.catch(() => {});
  return { gzip, done };
}

async function settle(path: string, store: string, id: ReportId): Promise<void> {
  const target = keptPath(store, id);
  // The same bytes once more: the copy that lies there is whole, for only whole ones get that name.
  if (await exists(target)) {
    await rm(path, { force: true });
    return;
  }
  const folder = dirname(target);
  const made = await mkdir(folder, { recursive: true });
  await rename(path, target);
  await sync(folder);
  if (made !== undefined) await sync(dirname(made));
}

function fail(error: unknown): never {
  throw new StoreError(error);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Makes the entries of a folder durable; Windows does that by itself and refuses to be asked. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
