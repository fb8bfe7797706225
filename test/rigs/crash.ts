import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crashRounds } from './ingest-crash/rig.ts';
import { seeded } from './random.ts';

/** `npm run test:crash -- --rounds N --seed S`: exit 1 when a promise was broken. */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 100);
const seed = Number(values.seed ?? 1);
const scratch = mkdtempSync(join(tmpdir(), 'patchwarden-crash-'));
try {
  const { kills, finished, wrong } = await crashRounds(rounds, seeded(seed), scratch);
  for (const one of wrong) console.error(one);
  console.log(JSON.stringify({ rig: 'ingest', seed, kills, finished, wrong: wrong.length }));
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
