import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config/read.ts';
import { silentLog } from '../src/core/log.ts';
import { systemClock } from '../src/core/clock.ts';
import type { Sender } from '../src/evidence/intake.ts';
import { type House, openHouse } from '../src/wire.ts';

/** Who brings the reports. */
export const BENCH: Sender = { door: 'cli', actor: { kind: 'cli', user: 'bench' } };

export interface BenchHouse {
  readonly house: House;
  readonly folder: string;
  close(): Promise<void>;
}

/** A house in a folder of its own, on SQLite, as production has it but for authentication. */
export async function openBenchHouse(): Promise<BenchHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'patchwarden-bench-'));
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    INTERNAL_PORT: '0',
    BOT_AUTH: 'off',
    VIEWERS: 'tenant',
    DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
    REPORT_STORE: join(folder, 'reports'),
    LOG_LEVEL: 'silent',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const house = await openHouse(read.config, silentLog, systemClock);
  return {
    house,
    folder,
    async close() {
      await house.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
