import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchApprove } from './approve.ts';
import { benchDigest } from './digest.ts';
import { benchEventLoop, benchIntake, benchMemory } from './intake.ts';
import { benchOutbox } from './outbox.ts';
import { benchColdStart } from './start.ts';
import { benchTurns } from './turns.ts';
import { benchConflicts, benchSimulation, benchSlots } from './windows.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  intake: () => benchIntake(15),
  'event-loop': () => benchEventLoop(100),
  memory: benchMemory,
  'turns-1000': () => benchTurns(1_000, 2, 500),
  'turns-10000': () => benchTurns(10_000, 3, 500),
  approve: () => benchApprove(1_000, 200, 3),
  outbox: () => benchOutbox(1_000, 11),
  digest: () => benchDigest(10_000, 300, 15),
  conflicts: () => benchConflicts(10_000, 500, 5),
  slots: () => benchSlots(10_000, 500, 5),
  simulation: () => benchSimulation(10_000, 500, 5),
  start: () => benchColdStart(7),
};

/**
 * `npm run bench [-- NAME…]`: each bench in a process of its own, so that none inherits another's heap; a JSON line a figure.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { here: { type: 'boolean' } } });
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const unknown = names.filter((name) => !benches[name]);
  if (unknown.length > 0)
    throw new Error(`no such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.`);
  if (values.here) {
    for (const name of names) await benches[name]?.();
    return;
  }
  if (!existsSync('dist/main.js') || names.includes('start'))
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  for (const name of names) {
    execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/run.ts', '--here', name], {
      stdio: 'inherit',
    });
  }
}

await main();
