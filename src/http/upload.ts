import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DAY } from '../core/clock.ts';
import type { Clock } from '../core/clock.ts';

/** `broken`: the sender went away, or the connection did. `unstored`: the disk refused. */
export type Upload =
  | { readonly ok: true; readonly path: string; readonly size: number }
  | { readonly ok: false; readonly why: 'too-large' }
  | { readonly ok: false; readonly why: 'broken' }
  | { readonly ok: false; readonly why: 'unstored'; readonly error: Error };

class TooLarge extends Error {}

/** Streams a request's body into a new file of `folder`. Whatever is not whole is removed again. Never rejects. */
export async function receiveUpload(request: IncomingMessage, folder: string, limit: number): Promise<Upload> {
  const path = join(folder, `${OWNER}${process.pid}-${randomUUID()}`);
  let size = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(new TooLarge());
      else done(null, chunk);
    },
  });
  let file: WriteStream | null = null;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    // Not destroyed with the rest: who sent too much gets to read so.
    await pipeline(request.iterator({ destroyOnReturn: false }), bounded, file);
    return { ok: true, path, size };
  } catch (error) {
    if (file) await closed(file);
    await rm(path, { force: true });
    if (error instanceof TooLarge) return { ok: false, why: 'too-large' };
    if (request.destroyed && !request.complete) return { ok: false, why: 'broken' };
    return { ok: false, why: 'unstored', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** A file that is still being opened would appear after it was removed. */
async function closed(file: WriteStream): Promise<void> {
  file.on('error', () => {});
  if (file.closed) return;
  const closing = once(file, 'close');
  file.destroy();
  await closing.catch(() => {});
}

const OWNER = `upload-${hostname().replace(/[^\w.-]/g, '_')}-`;

/** Removes what a crash left behind: files of dead processes of this machine, and of others after a day. */
export async function removeLeftovers(folder: string, clock: Clock): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!name.startsWith('upload-') || !(await isLeftover(path, name, clock))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function isLeftover(path: string, name: string, clock: Clock): Promise<boolean> {
  const owner = name.startsWith(OWNER) ? Number.parseInt(name.slice(OWNER.length), 10) : Number.NaN;
  // In a container every start has the same number: what bears our own is of a process before us.
  if (owner === process.pid || (Number.isInteger(owner) && !isAlive(owner))) return true;
  const stats = await stat(path).catch(() => null);
  return stats !== null && clock.now() - stats.mtimeMs > DAY;
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
