import { run, runTool } from './run.ts';
import type { Finished } from './run.ts';

interface Step {
  readonly name: string;
  readonly run: () => Promise<Finished>;
}

const node = process.execPath;

// Two at a time: the long ones (types, unused code) side by side, the short ones behind whichever ends first.
const steps: readonly Step[] = [
  { name: 'types', run: () => runTool('tsc', ['--noEmit']) },
  { name: 'unused code', run: () => runTool('knip', ['--no-progress', '--treat-config-hints-as-errors']) },
  {
    name: 'format and lint',
    run: () =>
      runTool('biome', [
        'ci',
        '--colors=off',
        '--error-on-warnings',
        '--diagnostic-level=warn',
        '--max-diagnostics=200',
        '.',
      ]),
  },
  { name: 'boundaries', run: () => run(node, ['--import', 'tsx', '--test', 'test/boundaries.test.ts']) },
  { name: 'generated files', run: () => run(node, ['--import', 'tsx', 'scripts/generate.ts', '--check']) },
];

const waiting = [...steps];
const failed: { name: string; output: string }[] = [];

async function work(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const { code, output, milliseconds } = await step.run();
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(16)} ${(milliseconds / 1000).toFixed(1)} s`);
    if (code !== 0) failed.push({ name: step.name, output });
  }
}

await Promise.all([work(), work()]);
for (const { name, output } of failed) console.log(`\n--- ${name}\n${output.trimEnd()}`);
process.exitCode = failed.length === 0 ? 0 : 1;
