import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock, DAY } from '../../core/clock.ts';
import { freshId } from '../../core/ids.ts';

// Tells this process from an earlier one with the same number: in a container every one has the same.
const self = freshId();
const host = hostname().replace(/[^\w-]/g, '_');

/** Folder of the copies that are not whole yet; in the store, so that a rename suffices. */
function growingFolder(store: string): string {
  return join(store, 'growing');
}

/** A name nobody else uses, from which a later process can tell whether its writer still lives. */
export function growingPath(store: string): string {
  return join(growingFolder(store), `${host}~${process.pid}~${self}~${freshId()}.tmp`);
}

/** Removes copies whose writer is gone. Those of another machine on the same store go after a day. */
export async function sweep(store: string): Promise<void> {
  const folder = growingFolder(store);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.tmp'))) {
    const path = join(folder, name);
    if (await abandoned(path, name)) await rm(path, { force: true }).catch(() => {});
  }
}

async function abandoned(path: string, name: string): Promise<boolean> {
  const [writerHost, pid, writer] = name.split('~');
  if (writerHost === host) return Number(pid) === process.pid ? writer !== self : !alive(Number(pid));
  const info = await stat(path).catch(() => null);
  return info !== null && systemClock.now() - info.mtimeMs > DAY;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
