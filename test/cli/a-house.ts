import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../../src/cli/output.ts';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { readConfig } from '../../src/config/read.ts';
import { silentLog } from '../../src/core/log.ts';
import { reportBytes, reportFileName } from '../../src/demo/generator/report.ts';
import type { ServerSpec } from '../../src/demo/generator/spec.ts';
import { type House, openHouse } from '../../src/wire.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folder.ts';

export interface CliHouse {
  readonly house: House;
  readonly clock: FakeClock;
  readonly folder: string;
  readonly output: Output;
  /** What was printed to standard output since the last call. */
  printed(): string;
  complained(): string;
  /** Writes a generated report into the folder and answers its path. */
  report(server: ServerSpec): string;
}

/** A house as a verb opens it, on an empty SQLite database unless told otherwise, and somewhere to print to. */
export async function aCliHouse(width = 100, url?: DatabaseUrl): Promise<CliHouse> {
  const folder = temporaryFolder();
  const read = readConfig({
    BOT_AUTH: 'off',
    HOST: '127.0.0.1',
    VIEWERS: 'tenant',
    DATABASE_URL: url?.kind === 'postgres' ? url.url : `sqlite:${url?.path ?? join(folder, 'patchwarden.db')}`,
    REPORT_STORE: join(folder, 'reports'),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const out: string[] = [];
  const err: string[] = [];
  return {
    house: await openHouse(read.config, silentLog, clock),
    clock,
    folder,
    output: { width, out: (text) => void out.push(text), err: (text) => void err.push(text) },
    printed: () => out.splice(0).join('\n'),
    complained: () => err.splice(0).join('\n'),
    report(server) {
      const path = join(folder, reportFileName(server));
      writeFileSync(path, reportBytes(server));
      return path;
    },
  };
}
