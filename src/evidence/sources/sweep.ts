import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Refusal } from '../../core/result.ts';
import { keep } from '../ingest.ts';
import type { Intake, Taken } from '../intake.ts';
import { inParallel } from './in-parallel.ts';
import type { SweepMemory } from './memory.ts';
import { kindOfName } from './names.ts';
import type { Settling } from './settling.ts';
import { lookAt, walk } from './walk.ts';
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

/** What one sweep needs and leaves for the next. */
export interface Sweep {
  readonly dir: string;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: SweepMemory;
  readonly settling: Settling;
  /** What was logged of a path, so that it is logged once. */
  readonly complaints: Map<string, string>;
  readonly atOnce: number;
  readonly stopped: () => boolean;
  /** Called for each file that is found, and when all are. */
  readonly onFound: () => void;
  readonly onLooked: () => void;
}

interface Counts {
  taken: number;
  unchanged: number;
  refused: number;
  unavailable: number;
}

/**
 * Looks through the folder once and takes in what is new and has stopped growing.
 * @throws what the system says when the folder itself can't be read.
 */
export async function sweep(sweep: Sweep): Promise<SweepResult> {
  const { memory, stopped } = sweep;
  const looked = await lookThrough(sweep);
  sweep.onLooked();
  const counts: Counts = { taken: 0, unchanged: 0, refused: 0, unavailable: 0 };
  let storeFails = false;

  await inParallel(
    looked.ready,
    sweep.atOnce,
    async (file) => {
      storeFails = (await takeFile(sweep, file, counts)) === 'store-fails' || storeFails;
    },
    () => stopped() || storeFails,
  );
  await memory.flush();

  const standRefused = memory.refused().filter((file) => looked.seen.has(file.path)).length;
  // A report that found no server of its short name may find one now.
  if (counts.taken > 0)
    for (const file of memory.refused()) if (isAboutIdentity(file.refusal)) memory.forget(file.path);
  const complete = looked.complete && !stopped();
  if (complete) {
    await memory.prune(looked.seen, sweep.clock.now());
    for (const path of sweep.complaints.keys()) if (!looked.seen.has(path)) sweep.complaints.delete(path);
  }
  const retry = looked.ready.filter((file) => !memory.knows(file)).map((file) => file.path);
  sweep.settling.keepOnly(new Set([...looked.waiting, ...retry]));
  return { reachable: true, complete, seen: looked.seen.size, waiting: looked.waiting.length, standRefused, ...counts };
}

interface Looked {
  readonly seen: Set<string>;
  readonly ready: FoundFile[];
  readonly waiting: string[];
  readonly complete: boolean;
}

async function lookThrough({ dir, clock, memory, settling, stopped, onFound, ...sweep }: Sweep): Promise<Looked> {
  const looked = { seen: new Set<string>(), ready: [] as FoundFile[], waiting: [] as string[], complete: true };
  const found = walk(dir, {
    wanted: (name) => kindOfName(name) === 'export',
    stopped,
    onUnreadable(path, error) {
      looked.complete = false;
      complain(
        sweep,
        path,
        causeOf(error),
        { path, cause: causeOf(error) },
        'part of the report folder can not be read',
      );
    },
  });
  for await (const file of found) {
    onFound();
    looked.seen.add(file.path);
    if (memory.knows(file)) continue;
    if (settling.isSettled(file, clock.monotonic())) looked.ready.push(file);
    else looked.waiting.push(file.path);
  }
  return looked;
}

/** `store-fails`: no other file would fare better now. */
async function takeFile(sweep: Sweep, file: FoundFile, counts: Counts): Promise<'done' | 'store-fails'> {
  try {
    const parsed = await sweep.intake.pool.parse(file);
    if (!parsed.ok) return await refused(sweep, file, parsed.refusal, counts);
    const kept = await keep(sweep.intake, 'folder', file.name, parsed.value);
    if (kept.ok) return await taken(sweep, file, kept.value, counts);
    const storeFails = kept.refusal.code === 'unavailable';
    await refused(sweep, file, kept.refusal, counts);
    return storeFails ? 'store-fails' : 'done';
  } catch (error) {
    counts.unavailable += 1;
    complain(sweep, file.path, causeOf(error), { file: file.name, err: error }, 'taking in a file failed');
    return 'done';
  }
}

async function taken(sweep: Sweep, file: FoundFile, value: Taken, counts: Counts): Promise<'done'> {
  const isNew = value.outcome === 'taken';
  counts[isNew ? 'taken' : 'unchanged'] += 1;
  sweep.complaints.delete(file.path);
  await remember(sweep, file, isNew ? 'taken' : 'skipped', value.report, null);
  if (isNew) {
    const { kind, report, standing } = value;
    sweep.log.info({ file: file.name, kind, report, standing, servers: value.servers.length }, 'file taken in');
  }
  return 'done';
}

async function refused(sweep: Sweep, file: FoundFile, refusal: Refusal, counts: Counts): Promise<'done'> {
  // What was taken away before its turn came is no longer anybody's concern.
  if (refusal.code === 'unavailable' && (await isGone(file))) return 'done';
  const { code, message: cause } = refusal;
  complain(
    sweep,
    file.path,
    `${file.size} ${file.modifiedAt} ${cause}`,
    { file: file.name, path: file.path, code, cause },
    'file refused',
  );
  if (code === 'unavailable') {
    counts.unavailable += 1;
    return 'done';
  }
  counts.refused += 1;
  await remember(sweep, file, 'refused', null, refusal);
  return 'done';
}

/** As it stood when it was looked at: whatever it has become since is looked at again. */
async function remember(
  { memory, clock }: Sweep,
  { path, size, modifiedAt }: FoundFile,
  outcome: 'taken' | 'skipped' | 'refused',
  report: Taken['report'] | null,
  refusal: Refusal | null,
): Promise<void> {
  await memory.add({ path, size, modifiedAt, outcome, report, refusal, seenAt: clock.now() });
}

async function isGone({ path, name }: FoundFile): Promise<boolean> {
  try {
    return (await lookAt(path, name)) === null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function isAboutIdentity(refusal: Refusal | null): boolean {
  return refusal?.code === 'not-found' || refusal?.code === 'ambiguous';
}

function complain(
  { log, complaints }: Pick<Sweep, 'log' | 'complaints'>,
  path: string,
  complaint: string,
  fields: object,
  message: string,
): void {
  if (complaints.get(path) === complaint) return;
  complaints.set(path, complaint);
  log.warn(fields, message);
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
