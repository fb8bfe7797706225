import { DAY } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import type { Database } from '../../storage/database.ts';
import { forgetSwept, rememberSwept, sweptFiles } from './store.ts';
import type { SweptFile } from './store.ts';
import type { FoundFile } from './walk.ts';

/** What the sweep has dealt with: in memory for each look, in the database for the next start. */
export interface SweepMemory {
  /** True while the file stands as it did when it was dealt with. */
  knows(file: FoundFile): boolean;
  add(file: SweptFile): Promise<void>;
  /** Writes what `add` has gathered. */
  flush(): Promise<void>;
  refused(): SweptFile[];
  /** Has the file looked at again, as if it were new. */
  forget(path: string): void;
  /** Drops what is long gone from the folder. `seen`: every path of one complete sweep. */
  prune(seen: ReadonlySet<string>, now: Instant): Promise<void>;
}

// A crash costs parsing at most this many files again; each write waits for the disk.
const GATHERED = 50;
/** A share may be gone, and its folder look empty, for a while: what was there is not forgotten at once. */
const KEPT = 90 * DAY;

export async function openMemory(database: Database): Promise<SweepMemory> {
  const files = new Map((await database.read(sweptFiles)).map((file) => [file.path, file]));
  let gathered: SweptFile[] = [];

  async function flush(): Promise<void> {
    if (gathered.length === 0) return;
    const batch = gathered;
    gathered = [];
    try {
      await database.transaction((tx) => rememberSwept(tx, batch));
    } catch (error) {
      gathered = [...batch, ...gathered];
      throw error;
    }
  }

  return {
    knows(file) {
      const known = files.get(file.path);
      return known !== undefined && known.size === file.size && known.modifiedAt === file.modifiedAt;
    },
    async add(file) {
      files.set(file.path, file);
      gathered.push(file);
      if (gathered.length >= GATHERED) await flush();
    },
    flush,
    refused: () => [...files.values()].filter((file) => file.outcome === 'refused'),
    forget: (path) => void files.delete(path),
    async prune(seen, now) {
      const gone = [...files.values()].filter((file) => !seen.has(file.path) && now - file.seenAt > KEPT);
      if (gone.length === 0) return;
      await database.transaction((tx) =>
        forgetSwept(
          tx,
          gone.map((file) => file.path),
        ),
      );
      for (const file of gone) files.delete(file.path);
    },
  };
}
