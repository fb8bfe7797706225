import { basename, relative } from 'node:path';
import { type PathOutcome, takeInPaths } from '../../evidence/sources/paths.ts';
import type { House } from '../../wire.ts';
import { cliActor } from '../actor.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { table } from '../table.ts';
import { wrap } from '../wrap.ts';

const PROGRESS_EVERY = 50;
/** Columns below which a sentence is no longer readable beside a file's name. */
const SENTENCE = 60;

/** `ingest PATH…`: progress on standard error, then what was taken, unchanged, skipped and refused, and why. */
export async function ingestPaths(
  house: House,
  output: Output,
  paths: readonly string[],
  json: boolean,
): Promise<ExitCode> {
  const outcomes = await takeInPaths(house.intake(), cliActor(), paths, ({ done, total }) => {
    if (done % PROGRESS_EVERY === 0 && done < total) output.err(`${done} of ${total} files`);
  });
  const counts = countOutcomes(outcomes);
  if (json) printJson(output, { counts, files: outcomes.map(fileJson) });
  else {
    if (outcomes.length > 0) output.out(outcomesText(outcomes, output.width));
    output.out(
      `${counts.taken} taken, ${counts.unchanged} unchanged, ${counts.skipped} skipped, ${counts.refused} refused.`,
    );
  }
  return counts.refused > 0 ? 1 : 0;
}

/** A table; on a narrow terminal the sentence below the file's name, which is as long as Health Checker makes it. */
function outcomesText(outcomes: readonly PathOutcome[], width: number): string {
  const rows = outcomes.map((one) => [shownName(one, outcomes), one.outcome, sentenceOf(one)].map(plain));
  const longest = Math.max(...rows.map(([name = '']) => name.length));
  if (width - longest - 'unchanged'.length - 4 >= SENTENCE) {
    return table(
      [
        { title: 'File', grow: 0 },
        { title: 'Outcome', grow: 0 },
        { title: 'What came of it', grow: 1 },
      ],
      rows,
      width,
    );
  }
  return rows
    .flatMap(([name, outcome, sentence = '']) => [
      `${name}  ${outcome}`,
      ...wrap(sentence, width - 4).map((line) => `    ${line}`),
    ])
    .join('\n');
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
