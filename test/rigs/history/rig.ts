import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../../src/core/log.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { seeded } from '../random.ts';
import { check } from './check.ts';
import { auditRows, examine } from './final.ts';
import { furnish, type Time, timeInMemory } from './house.ts';
import type { Delivery } from './journal.ts';
import { beginnings, settle, work } from './work.ts';
import { aWorld, type World } from './world.ts';

export interface HistoryTally {
  readonly histories: number;
  readonly deliveries: number;
  /** What the presses came to, by command. */
  readonly outcomes: Record<string, number>;
  /** The seed of each history that is not explained, with its story. */
  readonly wrong: string[];
}

export const PRESSES = 13;
export const WORKERS = [1, 2, 3, 4, 5, 6, 7, 8];
/** After so many that are wrong nothing more is learned. */
export const ENOUGH = 3;

export function noTally(): HistoryTally & { histories: number; deliveries: number } {
  return { histories: 0, deliveries: 0, outcomes: {}, wrong: [] };
}

/** Histories of these seeds, each in a fresh SQLite file in `folder`. */
export async function sqliteHistories(seeds: readonly number[], folder: string): Promise<HistoryTally> {
  const tally = noTally();
  mkdirSync(folder, { recursive: true });
  const template = join(folder, 'template.db');
  await (await openDatabase({ kind: 'sqlite', path: template }, { log: silentLog })).close();
  for (const seed of seeds) {
    if (tally.wrong.length >= ENOUGH) break;
    const path = join(folder, `history-${seed}.db`);
    copyFileSync(template, path);
    const database = await openDatabase({ kind: 'sqlite', path }, { log: silentLog });
    try {
      const world = aWorld(seeded(seed));
      const time = timeInMemory(world.start);
      await history(tally, { world, seed, database, time }, () =>
        work({ world, seed, database, time, workers: WORKERS, presses: PRESSES }),
      );
    } finally {
      await database.close();
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    }
  }
  return tally;
}

interface Setting {
  readonly world: World;
  readonly seed: number;
  readonly database: Database;
  readonly time: Time;
}

/** One history from its beginning to its end: lived, replayed, and compared. `live` gives what the workers noted. */
export async function history(
  tally: ReturnType<typeof noTally>,
  { world, seed, database, time }: Setting,
  live: () => Promise<Delivery[]>,
): Promise<void> {
  await furnish(database, world);
  const begun = await beginnings({ world, seed, database, time });
  const deliveries = [...begun, ...(await live()), ...(await settle({ world, seed, database, time }))];
  const rows = await auditRows(database);
  const { model, wrong, tally: outcomes } = check(world, deliveries, rows);
  for (const { verb, actor } of rows) if (actor.kind === 'system') count(tally, verb);
  tally.histories += 1;
  tally.deliveries += deliveries.length;
  for (const [name, times] of Object.entries(outcomes)) count(tally, name, times);
  const why = wrong ?? (await examine(database, model, time.now()));
  if (why !== null) tally.wrong.push(`--seed ${seed}: ${why}`);
}

function count({ outcomes }: HistoryTally, name: string, times = 1): void {
  outcomes[name] = (outcomes[name] ?? 0) + times;
}

/** Of tallies that were made side by side. */
export function together(tallies: readonly HistoryTally[]): HistoryTally {
  const sum = noTally();
  for (const one of tallies) {
    sum.histories += one.histories;
    sum.deliveries += one.deliveries;
    sum.wrong.push(...one.wrong);
    for (const [name, times] of Object.entries(one.outcomes)) count(sum, name, times);
  }
  return sum;
}
