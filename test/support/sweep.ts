import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DAY, SECOND } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import type { CountIntake, Intake } from '../../src/evidence/intake.ts';
import { type FolderSweep, startSweep } from '../../src/evidence/sources/folder.ts';
import { currentReports } from '../../src/evidence/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { fakeClock } from './clock.ts';
import { aReportFile, at, fakePool, known } from './evidence.ts';
import { temporaryFolder } from './folder.ts';

/** A report of one of many servers. */
export const numbered = (number: number) =>
  aReportFile({
    name: `EX${number}`,
    fqdn: `ex${number}.contoso.test`,
    generatedAt: known(at('2026-11-20T06:00:00Z')),
  });

/** A sweep over a folder of its own, made by hand: each look comes when the test asks for it. */
export async function aSweep(database: Database, dir = temporaryFolder()) {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const pool = fakePool();
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug() {}, info() {}, warn: write, error: write };
  const counted: string[] = [];
  const count: CountIntake = (door, outcome) => void counted.push(`${door} ${outcome}`);
  const intake: Intake = { database, clock, pool, log, evidenceChanged: async () => {}, count };
  // Sweeps come by hand here; the one at the start is over before a test begins.
  const sweep = startSweep({ dir, intake, clock, log, options: { interval: DAY } });
  await sweep.sweepOnce();

  return {
    dir,
    clock,
    pool,
    lines,
    counted,
    intake,
    sweep,
    put(name: string, content: string = name) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), content);
    },
    servers: () => database.read(async (reader) => [...(await currentReports(reader, 'all')).keys()].sort()),
    /** Two looks, far enough apart. */
    async settle() {
      await sweep.sweepOnce();
      clock.advance(3 * SECOND);
      return sweep.sweepOnce();
    },
  };
}

/** Stops the sweep, whatever happens in `work`. */
export async function using<T extends { sweep: FolderSweep }>(
  subject: T,
  work: (subject: T) => Promise<void>,
): Promise<void> {
  try {
    await work(subject);
  } finally {
    await subject.sweep.stop();
  }
}
