import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TZDATA, zoneNames } from '../../src/core/local-time.ts';
import { seeded } from './random.ts';
import { clockMoves } from './time/clock-moves.ts';
import { timeRounds } from './time/rig.ts';

/** `npm run test:time -- --rounds N --seed S`: exit 1 when a promise was broken. N weeks, and half as many runs with a clock that moves. */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 200);
const seed = Number(values.seed ?? 1);
const from = Date.parse('2026-01-01T00:00:00Z');
const to = Date.parse('2036-01-01T00:00:00Z');

function tell(rig: string, { wrong, ...counts }: { readonly wrong: readonly string[] }): void {
  for (const one of wrong) console.error(one);
  console.log(JSON.stringify({ rig, seed, ...counts, wrong: wrong.length }));
  if (wrong.length > 0) process.exitCode = 1;
}

console.log(`Time zone rules ${TZDATA}, every change of the clocks from 2026 to 2035`);
tell('local time', timeRounds({ zones: zoneNames(), from, to, weeks: rounds }, seeded(seed)));

const scratch = mkdtempSync(join(tmpdir(), 'patchwarden-time-'));
try {
  tell('clock moves', await clockMoves(Math.ceil(rounds / 2), seeded(seed), scratch));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
