import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hire } from './history/crew.ts';
import { postgresHistories } from './history/postgres.ts';
import { type HistoryTally, together } from './history/rig.ts';

/**
 * `npm run test:history -- --rounds N --seed S --only sqlite`: exit 1 when a history is not explained by the model. With
 * `--seed` alone after a failure, add `--rounds 1`: the first history has that very seed.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const first = Number(values.seed ?? 1);
// In memory where that is to be had: nothing of this has to outlive anything.
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'patchwarden-history-'));

interface Rig {
  /** How many histories are enough. */
  readonly full: number;
  run(seeds: readonly number[]): Promise<HistoryTally>;
}

const rigs: Readonly<Record<string, Rig>> = {
  sqlite: { full: 2000, run: sideBySide },
  postgres: { full: 300, run: (seeds) => postgresHistories(seeds, scratch) },
};

/** A history is one process's; several processes live several at a time. */
async function sideBySide(seeds: readonly number[]): Promise<HistoryTally> {
  const crew = await Promise.all(Array.from({ length: Math.min(availableParallelism(), seeds.length) }, () => hire()));
  try {
    const parts = crew.map((hand, index) => {
      const folder = join(scratch, `part-${index}`);
      return hand.ask({ kind: 'histories', seeds: seeds.filter((_, at) => at % crew.length === index), folder });
    });
    return together((await Promise.all(parts)).map(({ tally }) => tally));
  } finally {
    for (const hand of crew) hand.end();
  }
}

const names = values.only === undefined ? Object.keys(rigs) : [values.only];
try {
  for (const name of names) {
    const rig = rigs[name];
    if (!rig) throw new Error(`there is no rig ${name}: ${Object.keys(rigs).join(', ')}`);
    const begun = performance.now();
    const rounds = Number(values.rounds ?? rig.full);
    const { wrong, ...figures } = await rig.run(Array.from({ length: rounds }, (_, index) => first + index));
    for (const one of wrong) console.error(one);
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(JSON.stringify({ rig: name, seed: first, ...figures, wrong: wrong.length, seconds }));
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
