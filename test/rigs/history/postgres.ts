import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { silentLog } from '../../../src/core/log.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { startPostgres } from '../../support/postgres.ts';
import { seeded } from '../random.ts';
import { hire } from './crew.ts';
import { timeInFile } from './house.ts';
import { ENOUGH, type HistoryTally, history, noTally, PRESSES } from './rig.ts';
import { aWorld } from './world.ts';

/** Which process has which workers. */
const SHARES = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8],
];

/** Histories that three processes live together, each in a fresh database. */
export async function postgresHistories(seeds: readonly number[], folder: string): Promise<HistoryTally> {
  const tally = noTally();
  const server = await startPostgres();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const crew = await Promise.all(SHARES.map(() => hire()));
  const urlOf = (name: string): string => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  try {
    await admin.query('CREATE DATABASE blank TEMPLATE template0');
    await (await openDatabase({ kind: 'postgres', url: urlOf('blank') }, { log: silentLog })).close();
    for (const seed of seeds) {
      if (tally.wrong.length >= ENOUGH) break;
      await admin.query(`CREATE DATABASE h${seed} TEMPLATE blank STRATEGY file_copy`);
      const url = urlOf(`h${seed}`);
      const database = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
      const path = join(folder, 'time');
      writeFileSync(path, Buffer.alloc(8));
      const time = timeInFile(path);
      const world = aWorld(seeded(seed));
      time.set(world.start);
      try {
        await history(tally, { world, seed, database, time }, async () => {
          const parts = SHARES.map((workers, index) =>
            crew[index]?.ask({ kind: 'work', seed, url, time: path, workers, presses: PRESSES }),
          );
          return (await Promise.all(parts)).flatMap((part) => part?.deliveries ?? []);
        });
      } finally {
        time.close();
        await database.close();
      }
      await admin.query(`DROP DATABASE h${seed} WITH (FORCE)`);
    }
  } finally {
    for (const hand of crew) hand.end();
    await admin.end();
    await server.stop();
  }
  return tally;
}
