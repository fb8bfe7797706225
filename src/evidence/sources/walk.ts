import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { byText } from '../order.ts';
import { isPrivateFolder } from './names.ts';

export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Bytes, as the file stands on the disk. */
  readonly size: number;
  /** Milliseconds since 1970, as the file's own disk has it: only equality means anything. */
  readonly modifiedAt: number;
}

export interface WalkOptions {
  readonly wanted: (name: string) => boolean;
  /** A subfolder or file that can't be read; the walk goes on without it. */
  readonly onUnreadable: (path: string, error: unknown) => void;
  /** Asked between any two steps; true ends the walk. */
  readonly stopped?: () => boolean;
}

// A share that hangs blocks one thread of Node's four for each pending call: two stay free for everything else.
const LOOKS_AT_ONCE = 2;
const DEEPEST = 32;

/**
 * Every wanted file in a folder and its subfolders, in the order of names: what is a file itself, never what a link
 * points at, so that nothing outside the folder is reached.
 * @throws what the system says when `folder` itself can't be read.
 */
export async function* walk(folder: string, options: WalkOptions, depth = 0): AsyncGenerator<FoundFile> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => byText(a.name, b.name));
  const files = entries.filter((entry) => entry.isFile() && options.wanted(entry.name));
  for (let from = 0; from < files.length; from += LOOKS_AT_ONCE) {
    if (options.stopped?.()) return;
    const looks = files.slice(from, from + LOOKS_AT_ONCE).map((entry) => look(folder, entry, options));
    for (const found of await Promise.all(looks)) if (found) yield found;
  }
  for (const entry of entries) {
    if (!entry.isDirectory() || isPrivateFolder(entry.name) || options.stopped?.()) continue;
    yield* walkInto(join(folder, entry.name), options, depth + 1);
  }
}

async function* walkInto(folder: string, options: WalkOptions, depth: number): AsyncGenerator<FoundFile> {
  if (depth > DEEPEST) return options.onUnreadable(folder, new Error(`deeper than ${DEEPEST} folders`));
  const inside = walk(folder, options, depth);
  for (;;) {
    let next: IteratorResult<FoundFile>;
    try {
      next = await inside.next();
    } catch (error) {
      return options.onUnreadable(folder, error);
    }
    if (next.done) return;
    yield next.value;
  }
}

async function look(folder: string, entry: Dirent, options: WalkOptions): Promise<FoundFile | null> {
  const path = join(folder, entry.name);
  try {
    return await lookAt(path, entry.name);
  } catch (error) {
    // Moved away since the folder was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') options.onUnreadable(path, error);
    return null;
  }
}

/** Null: not a file (any more). @throws what the system says. */
export async function lookAt(path: string, name: string): Promise<FoundFile | null> {
  const stats = await lstat(path);
  return stats.isFile() ? { path, name, size: stats.size, modifiedAt: Math.trunc(stats.mtimeMs) } : null;
}
