import { basename, relative } from 'node:path';
import { type PathOutcome, takeInPaths } from '../../evidence/sources/paths.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { table } from '../table.ts';

const PROGRESS_EVERY = 50;

/** `ingest PATH…`: progress on standard error, then what was taken, unchanged, skipped and refused, and why. */
export async function ingestPaths(
  house: House,
  output: Output,
  paths: readonly string[],
  json: boolean,
): Promise<ExitCode> {
  const outcomes = await takeInPaths(house.intake(), paths, ({ done, total }) => {
    if (done % PROGRESS_EVERY === 0 && done < total) output.err(`${done} of ${total} files`);
  });
  const counts = countOutcomes(outcomes);
  if (json) printJson(output, { counts, files: outcomes.map(fileJson) });
  else {
    output.out(
      table(
        [
          { title: 'File', grow: 0 },
          { title: 'Outcome', grow: 0 },
          { title: 'What came of it', grow: 1 },
        ],
        outcomes.map((one) => [shownName(one, outcomes), one.outcome, sentenceOf(one)]),
        output.width,
      ),
    );
    output.out(
      `${counts.taken} taken, ${counts.unchanged} unchanged, ${counts.skipped} skipped, ${counts.refused} refused.`,
    );
  }
  return counts.refused > 0 ? 1 : 0;
}

/** The name alone where it is enough to tell the file. */
function shownName({ path }: PathOutcome, all: readonly PathOutcome[]): string {
  const name = basename(path);
  return all.filter((one) => basename(one.path) === name).length > 1 ? relative('.', path) : name;
}

function countOutcomes(outcomes: readonly PathOutcome[]): Record<PathOutcome['outcome'], number> {
  const counts = { taken: 0, unchanged: 0, skipped: 0, refused: 0 };
  for (const { outcome } of outcomes) counts[outcome]++;
  return counts;
}

function sentenceOf(one: PathOutcome): string {
  if (one.outcome === 'skipped') return one.why;
  if (one.outcome === 'refused') return `${one.refusal.message} ${one.refusal.hint}`;
  return one.taken.sentence;
}

function fileJson(one: PathOutcome): object {
  const base = { path: plain(one.path), outcome: one.outcome };
  if (one.outcome === 'skipped') return { ...base, why: one.why };
  if (one.outcome === 'refused') return { ...base, refusal: one.refusal };
  const { kind, report, servers, standing, sentence } = one.taken;
  return { ...base, kind, report, servers, standing, sentence };
}
