import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { interleaved, median, print } from './figures.ts';

const PORT = 42_978;
const POLL = 5;

/** From the start of the process to the first 200 of /readyz, beside a process that only loads botbuilder and teams-ai. */
export async function benchColdStart(passes: number): Promise<void> {
  const times = await interleaved({ patchwarden: startUntilReady, libraries: loadLibraries }, passes, 1);
  const ours = median(times.patchwarden ?? []);
  const libraries = median(times.libraries ?? []);
  print({
    figure: 'cold start to /readyz, against loading botbuilder and teams-ai alone',
    value: ours / libraries,
    unit: 'ratio of medians',
    bound: { atMost: 2 },
    detail: { patchwardenMs: Math.round(ours), librariesMs: Math.round(libraries), passes },
  });
}

async function loadLibraries(): Promise<void> {
  const child = spawn(process.execPath, ['-e', "require('botbuilder');require('@microsoft/teams-ai')"], {
    stdio: 'ignore',
  });
  await new Promise((done) => child.once('exit', done));
}

async function startUntilReady(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchwarden-bench-'));
  const child = spawn(process.execPath, ['dist/main.js'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: `${PORT}`,
      INTERNAL_PORT: `${PORT + 1}`,
      BOT_AUTH: 'off',
      VIEWERS: 'tenant',
      DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
      REPORT_STORE: join(folder, 'reports'),
      LOG_LEVEL: 'error',
    },
  });
  const ended = new Promise<never>((_, fail) =>
    child.once('exit', (code) => fail(new Error(`the bot ended with code ${code} before it was ready`))),
  );
  ended.catch(() => {});
  await Promise.race([ready(), ended]);
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}

async function ready(): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((done) => setTimeout(done, POLL));
  }
  throw new Error('the bot was not ready within a minute');
}
