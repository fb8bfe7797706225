import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Actor } from '../../core/actor.ts';
import { ok, refuse } from '../../core/result.ts';
import type { Refusal, Result } from '../../core/result.ts';
import { keep } from '../ingest.ts';
import type { Intake, Sender, Taken } from '../intake.ts';
import type { ParsedFile } from '../parse/pool.ts';
import { kindOfName } from './names.ts';
import { walk } from './walk.ts';

/** What became of one file that was named, or found in a folder that was. */
export type PathOutcome =
  | { readonly path: string; readonly outcome: 'taken' | 'unchanged'; readonly taken: Taken }
  | { readonly path: string; readonly outcome: 'skipped'; readonly why: string }
  | { readonly path: string; readonly outcome: 'refused'; readonly refusal: Refusal };

/** Called after each file. `total` counts all files of all paths. */
export type OnPath = (progress: { readonly done: number; readonly total: number; readonly last: PathOutcome }) => void;

// One is parsed while the one before is stored.
const AHEAD = 2;

interface Candidate {
  readonly path: string;
  readonly name: string;
  /** Decided without looking inside. */
  readonly outcome: PathOutcome | null;
}

/**
 * Takes in files and folders in the order given, folders in the order of names, and says of each file what became of it.
 * A report whose short name found no server gets its turn again at the end, when the others may have brought it.
 */
export async function takeInPaths(
  intake: Intake,
  actor: Actor,
  paths: readonly string[],
  onPath: OnPath = () => {},
): Promise<PathOutcome[]> {
  const sender: Sender = { door: 'cli', actor };
  const candidates = await listCandidates(paths);
  const outcomes: PathOutcome[] = [];
  const homeless: { readonly candidate: Candidate; readonly file: ParsedFile }[] = [];
  const ahead: Promise<Result<ParsedFile> | null>[] = [];

  function tell(last: PathOutcome): void {
    outcomes.push(last);
    if (last.outcome !== 'skipped') intake.count?.('cli', last.outcome);
    onPath({ done: outcomes.length, total: candidates.length, last });
  }

  for (const [index, candidate] of candidates.entries()) {
    while (ahead.length < Math.min(index + AHEAD, candidates.length))
      ahead.push(parse(intake, candidates[ahead.length]));
    const parsed = await ahead[index];
    if (!parsed) {
      if (candidate.outcome) tell(candidate.outcome);
      continue;
    }
    const kept = parsed.ok ? await keep(intake, sender, candidate.name, parsed.value) : parsed;
    if (parsed.ok && !kept.ok && isAboutIdentity(kept.refusal)) homeless.push({ candidate, file: parsed.value });
    else tell(outcomeOf(candidate, kept));
  }
  for (const { candidate, file } of homeless) {
    tell(outcomeOf(candidate, await keep(intake, sender, candidate.name, file)));
  }
  return outcomes;
}

function parse(intake: Intake, candidate: Candidate | undefined): Promise<Result<ParsedFile> | null> {
  if (!candidate || candidate.outcome) return Promise.resolve(null);
  const parsing = intake.pool.parse({ path: candidate.path, name: candidate.name });
  // Awaited in its turn; until then a failure is nobody's unhandled one.
  parsing.catch(() => {});
  return parsing;
}

/** Each file once, however many of the paths lead to it. */
async function listCandidates(paths: readonly string[]): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const path of paths) {
    for (const candidate of await candidatesAt(resolve(path))) {
      if (!found.has(candidate.path)) found.set(candidate.path, candidate);
    }
  }
  return [...found.values()];
}

async function candidatesAt(path: string): Promise<Candidate[]> {
  const name = basename(path);
  const stats = await look(path);
  if (!stats.ok) return [{ path, name, outcome: { path, outcome: 'refused', refusal: stats.refusal } }];
  if (!stats.value.isDirectory()) return [candidate(path, name)];

  const candidates: Candidate[] = [];
  const unreadable = (part: string, error: unknown): void => void candidates.push(refusedPath(part, error));
  try {
    const wanted = (file: string) => kindOfName(file) === 'export' || kindOfName(file) === 'companion';
    for await (const file of walk(path, { wanted, onUnreadable: unreadable })) {
      candidates.push(candidate(file.path, file.name));
    }
  } catch (error) {
    unreadable(path, error);
  }
  return candidates;
}

/** A file that was named is looked into whatever its name, unless that says what it is. */
function candidate(path: string, name: string): Candidate {
  const why = 'Its name says that it is not an export but a file written beside one.';
  return { path, name, outcome: kindOfName(name) === 'companion' ? { path, outcome: 'skipped', why } : null };
}

async function look(path: string): Promise<Result<{ isDirectory(): boolean }>> {
  try {
    return ok(await stat(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return refuse('not-found', `There is no file or folder ${path}.`, 'Check the path.');
    }
    return refuse('unavailable', `${path} can not be read: ${message}.`, 'Check that you may read it.');
  }
}

function refusedPath(path: string, error: unknown): Candidate {
  const cause = error instanceof Error ? error.message : String(error);
  const refusal: Refusal = {
    code: 'unavailable',
    message: `${path} can not be read: ${cause}.`,
    hint: 'Check that you may read it.',
  };
  return { path, name: basename(path), outcome: { path, outcome: 'refused', refusal } };
}

function outcomeOf({ path }: Candidate, result: Result<Taken>): PathOutcome {
  return result.ok
    ? { path, outcome: result.value.outcome, taken: result.value }
    : { path, outcome: 'refused', refusal: result.refusal };
}

function isAboutIdentity(refusal: Refusal): boolean {
  return refusal.code === 'not-found' || refusal.code === 'ambiguous';
}
