import type { Database } from '../../../src/storage/database.ts';
import type { Hand } from './crew.ts';
import { examine, type Kill, keyOf } from './examine.ts';
import { type Point, points, type Press } from './model.ts';
import type { Recorder } from './recorder.ts';
import type { Troupe } from './troupe.ts';
import { slotsMissing } from './view.ts';

export interface Tally {
  readonly kills: number;
  readonly points: Readonly<Record<Point, number>>;
  /** Posts that arrived, without updates. */
  readonly posts: number;
  readonly inTheGap: number;
  readonly duplicates: number;
  /** What was wrong, with the number of kills before it was found; empty: the promise holds. */
  readonly wrong: readonly string[];
}

/** What the rig did and found. */
export interface Ledger {
  readonly kills: number;
  /** Kills at the point that was picked. */
  readonly planned: number;
  /** Before time moves or anybody else goes on: what was marked at a death is looked up here. */
  bury(dead: readonly Hand[], point?: Point): Promise<void>;
  pressing(troupe: Troupe, press: Press): void;
  /** Resolves when all presses were answered. */
  answered(): Promise<void>;
  /** While nothing is under way. */
  check(drained: boolean): Promise<void>;
  checkSlots(now: number): Promise<void>;
  /** The rounds could not be gone on with. */
  failed(error: unknown): void;
  tally(complaints: readonly string[]): Tally;
}

export function createLedger(database: Database, recorder: Recorder): Ledger {
  const byPoint = Object.fromEntries(points.map((point) => [point, 0])) as Record<Point, number>;
  const kills: Kill[] = [];
  const pressed: Press[] = [];
  const wrong = new Map<string, number>();
  let open: Promise<void>[] = [];
  let planned = 0;
  let counts = { inTheGap: 0, duplicates: 0 };

  function note(found: readonly string[]): void {
    for (const one of found) if (!wrong.has(one)) wrong.set(one, kills.length);
  }

  return {
    get kills() {
      return kills.length;
    },
    get planned() {
      return planned;
    },
    async bury(dead, point) {
      const rows = await database.read((reader) =>
        reader
          .selectFrom('outbox')
          .select(['conversation_id as conversation', 'kind', 'subject'])
          .where('activity_id', 'is', null)
          .execute(),
      );
      const unmarked = new Set(rows.map(keyOf));
      for (const hand of dead) {
        if (!hand.killed) throw new Error(`${hand.name} ended by itself`);
        kills.push({ process: hand.name, unmarked });
      }
      if (!point) return;
      byPoint[point] += 1;
      planned += 1;
    },
    pressing(troupe, press) {
      const done = troupe.press(press).then(() => void pressed.push(press));
      // Looked at when all are asked for; nobody else shall stumble over it before.
      done.catch(() => {});
      open.push(done);
    },
    async answered() {
      await Promise.all(open);
      open = [];
    },
    async check(drained) {
      const verdict = await database.read((reader) => examine(reader, { recorder, kills, pressed }, drained));
      counts = verdict;
      note(verdict.wrong);
    },
    checkSlots: async (now) => note(await slotsMissing(database, now)),
    failed: (error) => note([error instanceof Error ? (error.stack ?? error.message) : String(error)]),
    tally: (complaints) => ({
      kills: kills.length,
      points: byPoint,
      posts: recorder.posts.length,
      inTheGap: counts.inTheGap,
      duplicates: counts.duplicates,
      wrong:
        wrong.size === 0 ? [] : [...[...wrong].map(([what, after]) => `after kill ${after}: ${what}`), ...complaints],
    }),
  };
}
