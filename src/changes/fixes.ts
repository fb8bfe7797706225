import { compareBuilds, parseBuild } from '../catalogue/build-number.ts';
import { countText, listText } from '../readiness/words.ts';
import { gateIds, type ServerRow } from '../readiness/model.ts';
import type { Target } from './model.ts';
import { needsBuild } from './work.ts';

/**
 * What coming to its target wins for a server: "fixes 2 failing gates and 5 known vulnerabilities". Empty: nothing that is
 * known. A build is known to fix what its server lacks where it is the one at which the server's next step ends.
 */
export function fixesOf(target: Target, { assessment }: Pick<ServerRow, 'assessment'>): string {
  const failing = gateIds.filter((id) =>
    assessment.checks.some((check) => check.id === id && check.verdict === 'fail'),
  );
  switch (target.kind) {
    case 'retired':
      return '';
    case 'gate':
      return failing.includes(target.gate) ? fixes(1, 0) : '';
    case 'build': {
      const build = parseBuild(target.build);
      const end = assessment.nextStep.target && parseBuild(assessment.nextStep.target.build);
      if (!build || !end || compareBuilds(build, end) < 0) return '';
      return fixes(failing.filter(needsBuild).length, assessment.openVulnerabilities.length);
    }
  }
}

function fixes(gates: number, vulnerabilities: number): string {
  const parts = [
    gates > 0 ? countText(gates, 'failing gate') : null,
    vulnerabilities > 0 ? countText(vulnerabilities, 'known vulnerability', 'known vulnerabilities') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? '' : `fixes ${listText(parts)}`;
}
