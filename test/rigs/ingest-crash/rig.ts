import { fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Random } from '../random.ts';
import { examine } from './examine.ts';
import { type Expected, writeFiles } from './files.ts';

export interface CrashTally {
  /** How often a process was killed while it took files in. */
  readonly kills: number;
  /** How often a folder was finished after that, and compared with what it must come to. */
  readonly finished: number;
  /** What was wrong, with the round in which it was found; empty: the promise holds. */
  readonly wrong: readonly string[];
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const SERVERS = 12;
/** A folder of `SERVERS` has about 500 steps: a few deaths, then it is through. */
const FURTHEST_STEP = 220;
/** Milliseconds from the first file that was read. */
const LONGEST_DELAY = 400;
/** Far longer than a folder takes, on a machine that has other work too. */
const STUCK = 120_000;

/**
 * Kills a process that takes in a folder, `rounds` times: in every second round at a numbered step (each statement, each
 * commit, before and after reading a file), else at a moment, which may lie within a step. Each time the next process
 * goes on where the last was cut off; a folder that is finished is examined and replaced by a new one.
 */
export async function crashRounds(rounds: number, random: Random, scratch: string): Promise<CrashTally> {
  const wrong: string[] = [];
  let kills = 0;
  let finished = 0;
  let site = newSite(scratch, 0);

  async function finish(): Promise<void> {
    finished += 1;
    for (const one of await examine(site.folder, site.expected)) wrong.push(`after round ${kills}: ${one}`);
    rmSync(site.folder, { recursive: true, force: true });
  }

  while (kills < rounds) {
    const killed =
      kills % 2 === 0
        ? await run(site.folder, random.between(1, FURTHEST_STEP), null)
        : await run(site.folder, 0, random.between(0, LONGEST_DELAY));
    if (!killed) {
      await finish();
      site = newSite(scratch, finished);
      continue;
    }
    kills += 1;
    // Examining repairs what the database's log holds; the next process has to cope without that, too.
    if (random.between(0, 1) === 0) {
      for (const one of await examine(site.folder, null)) wrong.push(`round ${kills}: ${one}`);
    }
  }
  if (await run(site.folder, 0, null)) wrong.push('the last process did not finish');
  await finish();
  return { kills, finished, wrong };
}

function newSite(scratch: string, number: number): { folder: string; expected: Expected } {
  const folder = join(scratch, `site-${number}`);
  mkdirSync(folder, { recursive: true });
  return { folder, expected: writeFiles(join(folder, 'reports'), SERVERS) };
}

/** True: it was killed. False: it was through before. @throws when it failed in any other way. */
async function run(folder: string, step: number, milliseconds: number | null): Promise<boolean> {
  const child = fork(CHILD, [folder, String(step)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.once('message', async () => {
    if (milliseconds === null) return;
    await delay(milliseconds);
    child.kill('SIGKILL');
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    const stuck = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the process did not get through the folder\n${complaint}`));
    }, STUCK);
    child.once('close', () => clearTimeout(stuck));
    child.once('error', reject);
    child.once('exit', (...ending) => resolve(ending));
  });
  if (signal === 'SIGKILL') return true;
  if (code === 0) return false;
  throw new Error(`the process that took the folder in ended with ${code ?? signal}:\n${complaint}`);
}
