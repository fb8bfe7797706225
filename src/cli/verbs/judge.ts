import { parseBuild } from '../../catalogue/build-number.ts';
import { productName } from '../../catalogue/lookup.ts';
import type { Catalogue } from '../../catalogue/model.ts';
import { isEsuOnly } from '../../catalogue/support.ts';
import type { Instant } from '../../core/clock.ts';
import { refuse } from '../../core/result.ts';
import { type BuildJudgement, judgeBuild } from '../../readiness/judge-build.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson, printRefusal } from '../output.ts';
import { inferredName, versionText } from '../version.ts';
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
  const catalogue = house.catalogue();
  if (json)
    printJson(
      output,
      judged.map((one) => buildJson(one, catalogue)),
    );
  else output.out(judged.map((one) => wordsOf(one, catalogue)).join('\n\n'));
  return 0;
}

function buildJson(judgement: BuildJudgement, catalogue: Catalogue): object {
  const { build, product, cu, su, checks, latest, openVulnerabilities, catalogueAsOf } = judgement;
  return {
    build,
    product,
    cu,
    su,
    inferred: su !== null && inferredName(catalogue, judgement) !== null,
    checks: checks.map(({ id, gate, verdict, reasons }) => ({ id, gate, verdict, reasons })),
    latest,
    openVulnerabilities: openVulnerabilities.map(({ cve }) => cve),
    catalogueAsOf,
  };
}

function wordsOf(judgement: BuildJudgement, catalogue: Catalogue): string {
  const { build, checks, openVulnerabilities } = judgement;
  const name = versionText(catalogue, judgement);
  return [
    `${build}: ${name}${inferredName(catalogue, judgement) ? ', name inferred' : ''}`,
    ...checks.map(
      ({ id, verdict, reasons }) => `  ${verdictMarks[verdict]}  ${id}: ${reasons.map(({ text }) => text).join(' ')}`,
    ),
    ...newestText(judgement, catalogue),
    ...(openVulnerabilities.length > 0 ? [`  Open: ${openVulnerabilities.map(({ cve }) => cve).join(', ')}`] : []),
  ].join('\n');
}

function newestText({ build, product, cu, latest }: BuildJudgement, catalogue: Catalogue): string[] {
  if (!product || !latest || latest.build === build) return [];
  const newest = parseBuild(latest.build);
  const marks = [
    latest.label,
    ...(latest.inferred ? ['name inferred'] : []),
    ...(newest && isEsuOnly(catalogue, newest) ? ['for holders of Extended Security Updates only'] : []),
  ];
  return [`  Newest of ${productName(product)} ${cu}: ${latest.build} (${marks.join(', ')})`];
}
