import { stat } from 'node:fs/promises';
import { causeOf, complain } from './complaints.ts';
import { inParallel } from './in-parallel.ts';
import type { SweepMemory } from './memory.ts';
import { kindOfName } from './names.ts';
import type { Sweep } from './sweep-setting.ts';
import { takeFile } from './take-file.ts';
import type { Fate } from './take-file.ts';
import { walk } from './walk.ts';
import type { FoundFile } from './walk.ts';

export interface SweepResult {
  /** False: the folder itself can't be read; all counts are 0. */
  readonly reachable: boolean;
  /** False: a subfolder could not be read, or the sweep was stopped. */
  readonly complete: boolean;
  /** Exports in the folder, dealt with or not. */
  readonly seen: number;
  /** Files that may still grow: their turn comes with a later sweep. */
  readonly waiting: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Files in the folder that stand refused, since now or earlier. */
  readonly standRefused: number;
  /** Files that could not be read or stored now: they are tried again. */
  readonly unavailable: number;
}

/**
 * Looks through the folder once and takes in what is new and has stopped growing.
 * @throws what the system says when the folder itself can't be read.
 */
export async function sweep(sweep: Sweep): Promise<SweepResult> {
  const looked = await lookThrough(sweep);
  sweep.onLooked();
  const fates = new Map<Fate, number>();
  const count = (fate: Fate): number => fates.get(fate) ?? 0;
  const stopped = (): boolean => sweep.stopped() || count('store-fails') > 0 || count('folder-lost') > 0;

  async function take(file: FoundFile): Promise<void> {
    const fate = await takeFile(sweep, file);
    fates.set(fate, count(fate) + 1);
    if (fate === 'taken' || fate === 'unchanged' || fate === 'refused') sweep.intake.count?.('folder', fate);
  }
  await inParallel(looked.ready, sweep.atOnce, take, stopped);
  await sweep.memory.flush();
  if (count('folder-lost') > 0) await stat(sweep.dir);

  const complete = looked.complete && !stopped();
  const standRefused = sweep.memory.refused().filter((file) => looked.seen.has(file.path)).length;
  if (count('taken') > 0) giveAnotherChance(sweep.memory);
  await tidy(sweep, looked, complete);
  return {
    reachable: true,
    complete,
    seen: looked.seen.size,
    waiting: looked.waiting.length + count('changing'),
    taken: count('taken'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    standRefused,
    unavailable: looked.later + count('unavailable') + count('store-fails'),
  };
}

interface Looked {
  readonly seen: Set<string>;
  readonly ready: FoundFile[];
  readonly waiting: string[];
  /** How many could not be read before and are left alone for a while. */
  later: number;
  complete: boolean;
}

async function lookThrough(sweep: Sweep): Promise<Looked> {
  const { memory, settling, retries, clock, stopped } = sweep;
  const looked: Looked = { seen: new Set(), ready: [], waiting: [], later: 0, complete: true };
  const found = walk(sweep.dir, {
    wanted: (name) => kindOfName(name) === 'export',
    stopped,
    onUnreadable(path, error) {
      looked.complete = false;
      const cause = causeOf(error);
      complain(sweep, path, cause, { path, cause }, 'part of the report folder can not be read');
    },
  });
  for await (const file of found) {
    sweep.onFound();
    looked.seen.add(file.path);
    if (memory.knows(file)) continue;
    if (!settling.isSettled(file, clock.monotonic())) looked.waiting.push(file.path);
    else if (retries.isDue(file.path, clock.monotonic())) looked.ready.push(file);
    else looked.later += 1;
  }
  return looked;
}

/** A report that found no server of its short name may find one now. */
function giveAnotherChance(memory: SweepMemory): void {
  for (const { path, refusal } of memory.refused()) {
    if (refusal?.code === 'not-found' || refusal?.code === 'ambiguous') memory.forget(path);
  }
}

async function tidy(
  { memory, settling, retries, complaints, clock }: Sweep,
  looked: Looked,
  complete: boolean,
): Promise<void> {
  if (!complete) return;
  for (const path of complaints.keys()) if (!looked.seen.has(path)) complaints.delete(path);
  settling.keepOnly(looked.seen);
  retries.keepOnly(looked.seen);
  await memory.prune(looked.seen, clock.now());
}
