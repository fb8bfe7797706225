import { stat } from 'node:fs/promises';
import { OperationalError } from '../../core/errors.ts';
import type { Refusal } from '../../core/result.ts';
import { keep } from '../ingest.ts';
import type { Sender, Taken } from '../intake.ts';
import { causeOf, complain } from './complaints.ts';
import type { Sweep } from './sweep-setting.ts';
import { lookAt } from './walk.ts';
import type { FoundFile } from './walk.ts';

/**
 * What became of a file in its turn. `gone`: it was taken away before it was read. `changing`: it still grows, or its
 * writer holds it. `unavailable`: it is tried again. After `store-fails` and `folder-lost` no other file would fare better.
 */
export type Fate =
  | 'taken'
  | 'unchanged'
  | 'refused'
  | 'unavailable'
  | 'gone'
  | 'changing'
  | 'store-fails'
  | 'folder-lost';

const SENDER: Sender = { door: 'folder', actor: { kind: 'system', job: 'folder' } };

/** Takes in one file of the folder and remembers how that ended, unless it is to be tried again. */
export async function takeFile(sweep: Sweep, file: FoundFile): Promise<Fate> {
  try {
    const parsed = await sweep.intake.pool.parse(file);
    if (!parsed.ok) return await unread(sweep, file, parsed.refusal);
    const kept = await keep(sweep.intake, SENDER, file.name, parsed.value);
    return kept.ok ? await taken(sweep, file, kept.value) : await unkept(sweep, file, kept.refusal);
  } catch (error) {
    if (error instanceof OperationalError) return 'store-fails';
    sweep.retries.failed(file.path, sweep.clock.monotonic());
    complain(sweep, file.path, causeOf(error), { file: file.name, err: error }, 'taking in a file failed');
    return 'unavailable';
  }
}

async function taken(
  sweep: Sweep,
  file: FoundFile,
  { outcome, kind, report, standing, servers }: Taken,
): Promise<Fate> {
  await remember(sweep, file, outcome === 'taken' ? 'taken' : 'skipped', report, null);
  if (outcome === 'taken') {
    sweep.log.info({ file: file.name, kind, report, standing, servers: servers.length }, 'file taken in');
  }
  return outcome;
}

async function unread(sweep: Sweep, file: FoundFile, refusal: Refusal): Promise<Fate> {
  switch (refusal.code) {
    case 'not-found':
      return (await isReachable(sweep.dir)) ? 'gone' : 'folder-lost';
    case 'conflict':
      return 'changing';
    case 'unavailable':
      // Whoever stops the sweep stops the reader too.
      if (sweep.stopped() || (await isGone(file))) return 'gone';
      if (!(await isReachable(sweep.dir))) return 'folder-lost';
      sweep.retries.failed(file.path, sweep.clock.monotonic());
      report(sweep, file, refusal);
      return 'unavailable';
    default:
      return refused(sweep, file, refusal);
  }
}

async function unkept(sweep: Sweep, file: FoundFile, refusal: Refusal): Promise<Fate> {
  if (refusal.code !== 'unavailable') return refused(sweep, file, refusal);
  report(sweep, file, refusal);
  return 'store-fails';
}

async function refused(sweep: Sweep, file: FoundFile, refusal: Refusal): Promise<Fate> {
  report(sweep, file, refusal);
  await remember(sweep, file, 'refused', null, refusal);
  return 'refused';
}

function report(sweep: Sweep, { path, name, size, modifiedAt }: FoundFile, { code, message: cause }: Refusal): void {
  complain(sweep, path, `${size} ${modifiedAt} ${cause}`, { file: name, path, code, cause }, 'file refused');
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

async function isReachable(dir: string): Promise<boolean> {
  return stat(dir).then(
    () => true,
    () => false,
  );
}
