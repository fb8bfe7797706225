import { silentLog } from '../../../src/core/log.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { seeded } from '../random.ts';
import { timeInFile } from './house.ts';
import type { Delivery } from './journal.ts';
import { type HistoryTally, sqliteHistories } from './rig.ts';
import { work } from './work.ts';
import { aWorld } from './world.ts';

/** What the rig has a process do: some histories of its own, or its workers' part of one. */
export type Order =
  | { readonly kind: 'histories'; readonly seeds: readonly number[]; readonly folder: string }
  | {
      readonly kind: 'work';
      readonly seed: number;
      readonly url: string;
      readonly time: string;
      readonly workers: readonly number[];
      readonly presses: number;
    };

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'histories'; readonly tally: HistoryTally }
  | { readonly kind: 'work'; readonly deliveries: readonly Delivery[] };

async function obey(order: Order): Promise<Report> {
  if (order.kind === 'histories') return { kind: 'histories', tally: await sqliteHistories(order.seeds, order.folder) };
  const { seed, workers, presses } = order;
  const time = timeInFile(order.time);
  const database = await openDatabase({ kind: 'postgres', url: order.url }, { log: silentLog });
  try {
    const world = aWorld(seeded(seed));
    return { kind: 'work', deliveries: await work({ world, seed, database, time, workers, presses }) };
  } finally {
    await database.close();
    time.close();
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' } satisfies Report);
