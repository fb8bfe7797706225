import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { changesRounds } from './changes-crash/rig.ts';
import { deliveryRounds } from './delivery-crash/rig.ts';
import { crashRounds } from './ingest-crash/rig.ts';
import { seeded } from './random.ts';

/** `npm run test:crash -- --rounds N --seed S --only RIG`: exit 1 when a promise was broken. */
const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = Number(values.seed ?? 1);
const scratch = mkdtempSync(join(tmpdir(), 'patchwarden-crash-'));

interface Rig {
  /** How many rounds are enough. */
  readonly full: number;
  run(rounds: number): Promise<{ readonly wrong: readonly string[] }>;
}

const rigs: Readonly<Record<string, Rig>> = {
  ingest: {
    full: 100,
    run: (rounds) => crashRounds(rounds, seeded(seed), join(scratch, 'ingest')),
  },
  'delivery-sqlite': {
    full: 300,
    run: (rounds) =>
      deliveryRounds({
        rounds,
        random: seeded(seed),
        url: { kind: 'sqlite', path: join(scratch, 'delivery.db') },
        processes: 2,
        scratch: join(scratch, 'sqlite'),
        thorough: true,
      }),
  },
  'delivery-postgres': {
    full: 100,
    async run(rounds) {
      const server = await startPostgres();
      try {
        return await deliveryRounds({
          rounds,
          random: seeded(seed),
          url: { kind: 'postgres', url: server.url },
          processes: 3,
          scratch: join(scratch, 'postgres'),
          thorough: true,
        });
      } finally {
        await server.stop();
      }
    },
  },
  changes: {
    full: 300,
    run: (rounds) =>
      changesRounds({
        rounds,
        random: seeded(seed),
        url: { kind: 'sqlite', path: join(scratch, 'changes.db') },
        processes: 2,
        scratch: join(scratch, 'changes'),
      }),
  },
  'changes-postgres': {
    full: 60,
    async run(rounds) {
      const server = await startPostgres();
      try {
        return await changesRounds({
          rounds,
          random: seeded(seed),
          url: { kind: 'postgres', url: server.url },
          processes: 3,
          scratch: join(scratch, 'changes-postgres'),
        });
      } finally {
        await server.stop();
      }
    },
  },
};

const names = values.only === undefined ? Object.keys(rigs) : [values.only];
try {
  for (const name of names) {
    const rig = rigs[name];
    if (!rig) throw new Error(`there is no rig ${name}: ${Object.keys(rigs).join(', ')}`);
    const begun = performance.now();
    const { wrong, ...figures } = await rig.run(Number(values.rounds ?? rig.full));
    for (const one of wrong) console.error(one);
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(JSON.stringify({ rig: name, seed, ...figures, wrong: wrong.length, seconds }));
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
