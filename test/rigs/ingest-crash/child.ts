import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { Intake } from '../../../src/evidence/intake.ts';
import { startSweep } from '../../../src/evidence/sources/folder.ts';
import type { Database, Tx } from '../../../src/storage/database.ts';
import { openHouse } from '../../../src/wire.ts';
import { houseConfig } from './config.ts';

/**
 * Sweeps a folder until all of it is dealt with, and dies at the moment it is told: `child.ts FOLDER EVENT`, where EVENT
 * is the number of the step at which it kills itself, 0 for never. Says "taking" when the first file was read.
 */
const [folder = '', fatal = '0'] = process.argv.slice(2);
let steps = 0;
let taking = false;

/** Nothing after this line of a step is done once its number has come. */
function step(): void {
  steps += 1;
  if (steps === Number(fatal)) process.kill(process.pid, 'SIGKILL');
}

function stepping(database: Database): Database {
  const counted = (tx: Tx): Tx =>
    tx.withPlugin({
      transformQuery({ node }) {
        step();
        return node;
      },
      transformResult: async ({ result }) => result,
    }) as Tx;
  return {
    ...database,
    async transaction(work) {
      const result = await database.transaction(async (tx) => {
        const done = await work(counted(tx));
        step();
        return done;
      });
      step();
      return result;
    },
  };
}

const config = houseConfig(folder);
const house = await openHouse(config, silentLog, systemClock);
const inner = house.intake();
const intake: Intake = {
  ...inner,
  database: stepping(house.database),
  pool: {
    async parse(file) {
      step();
      const parsed = await inner.pool.parse(file);
      if (!taking) process.send?.('taking');
      taking = true;
      step();
      return parsed;
    },
    close: () => inner.pool.close(),
  },
  async evidenceChanged(tx, changed) {
    await inner.evidenceChanged(tx, changed);
    step();
  },
};

const dir = config.reportsDir ?? '';
const sweep = startSweep({ dir, intake, clock: systemClock, log: silentLog, options: { settle: 1, interval: 5 } });
for (;;) {
  const { complete, seen, waiting, unavailable } = await sweep.sweepOnce();
  if (complete && seen > 0 && waiting === 0 && unavailable === 0) break;
  await delay(5);
}
await sweep.stop();
await house.close();
process.disconnect?.();
