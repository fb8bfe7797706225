import { parseBuild } from '../../catalogue/build-number.ts';
import { productName } from '../../catalogue/lookup.ts';
import type { Instant } from '../../core/clock.ts';
import { refuse } from '../../core/result.ts';
import { type BuildJudgement, judgeBuild } from '../../readiness/judge-build.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson, printRefusal } from '../output.ts';
import { verdictMarks } from '../words.ts';

/** `judge BUILD…`: all or nothing; one build that can't be read refuses the call. */
export async function judge(
  house: House,
  output: Output,
  asked: readonly string[],
  { json, now }: { json: boolean; now: Instant },
): Promise<ExitCode> {
  const judged: BuildJudgement[] = [];
  for (const text of asked) {
    const build = parseBuild(text);
    if (!build) {
      const message = `${JSON.stringify(text)} is not a build number.`;
      return printRefusal(
        output,
        refuse('invalid', message, 'Write it like 15.2.1544.36 or 15.02.1544.036.').refusal,
        json,
      );
    }
    judged.push(judgeBuild(house.catalogue(), build, now));
  }
  if (json) printJson(output, judged.map(buildJson));
  else output.out(judged.map(wordsOf).join('\n\n'));
  return 0;
}

function buildJson({
  build,
  product,
  cu,
  su,
  checks,
  latest,
  openVulnerabilities,
  catalogueAsOf,
}: BuildJudgement): object {
  return {
    build,
    product,
    cu,
    su,
    checks: checks.map(({ id, gate, verdict, reasons }) => ({ id, gate, verdict, reasons })),
    latest,
    openVulnerabilities: openVulnerabilities.map(({ cve }) => cve),
    catalogueAsOf,
  };
}

function wordsOf({ build, product, cu, su, checks, latest, openVulnerabilities }: BuildJudgement): string {
  const name = [product && productName(product), cu, su].filter(Boolean).join(' ') || 'not in the catalogue';
  const newest = latest && latest.build !== build ? [`  Newest of its lane: ${latest.build} (${latest.label})`] : [];
  return [
    `${build}: ${name}`,
    ...checks.map(
      ({ id, verdict, reasons }) => `  ${verdictMarks[verdict]}  ${id}: ${reasons.map(({ text }) => text).join(' ')}`,
    ),
    ...newest,
    ...(openVulnerabilities.length > 0 ? [`  Open: ${openVulnerabilities.map(({ cve }) => cve).join(', ')}`] : []),
  ].join('\n');
}
