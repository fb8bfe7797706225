import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { freshPostgresUrl } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { faultRun } from './delivery-faults/rig.ts';

/** `npm run test:faults -- --channels N --seed S`: exit 1 when a post was lost, sent twice without a cause, or a limit broken. */
const { values } = parseArgs({ options: { channels: { type: 'string' }, seed: { type: 'string' } } });
const channels = Number(values.channels ?? 1_000);
const seed = Number(values.seed ?? 1);
/** Of what the limit of the app alone allows; with fewer channels the last retries weigh more than the rate. */
const MOST_OF_THE_RATE = 1.3;
const ENOUGH_CHANNELS = 1_000;

const scratch = mkdtempSync(join(tmpdir(), 'patchwarden-faults-'));
// Virtual time has no timers of the process, which would end while it waits for nothing but itself.
const alive = setInterval(() => {}, 1_000);
const server = await startPostgres();
try {
  process.env.PATCHWARDEN_TEST_POSTGRES = server.url;
  const runs: readonly { processes: number; url: DatabaseUrl }[] = [
    { processes: 1, url: { kind: 'sqlite', path: join(scratch, 'faults.db') } },
    { processes: 3, url: { kind: 'postgres', url: await freshPostgresUrl() } },
  ];
  for (const { processes, url } of runs) {
    const { wrong, done, ...figures } = await faultRun({ url, processes, channels, seed });
    const ratio = done / ((channels / 30) * 1_000);
    const slow =
      channels >= ENOUGH_CHANNELS && ratio > MOST_OF_THE_RATE
        ? [`it took ${ratio.toFixed(2)} times what the limit allows`]
        : [];
    for (const one of [...wrong, ...slow]) console.error(one);
    const figure = { rig: 'faults', database: url.kind, processes, channels, seed, ...figures, seconds: done / 1_000 };
    console.log(JSON.stringify({ ...figure, ratio: Number(ratio.toFixed(2)), wrong: wrong.length + slow.length }));
    if (wrong.length + slow.length > 0) process.exitCode = 1;
  }
} finally {
  clearInterval(alive);
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
