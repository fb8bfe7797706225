import type { CardElementArray } from '@microsoft/teams.cards';
import type { BuildAnswer } from '../questions/model.ts';
import { dayText } from '../readiness/words.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { checksTable } from './parts/checks-table.ts';
import type { Mark } from './parts/marks.ts';
import { vulnerabilityCount, vulnerabilityList } from './parts/server-parts.ts';
import { heading, text } from './parts/text.ts';
import { fullBuildLabel } from './parts/words.ts';

/** What a build number alone decides, before any server is looked at. */
export function buildCard(answer: BuildAnswer, context: PresentContext): Presented {
  const verdict = verdictOf(answer);
  return fitted((room) => ({
    summary: `${verdict.line}. ${newest(answer)}`,
    body: [
      heading(verdict.line, verdict.color),
      text(
        `${answer.product ? fullBuildLabel(answer) : 'Not in the catalogue'} · as of ${dayText(answer.catalogueAsOf)}`,
        {
          subtle: true,
          size: 'Small',
          spacing: 'None',
        },
      ),
      text(newest(answer), { bold: true }),
      checksTable('The build decides', answer.checks, room),
      ...vulnerabilities(answer, room),
    ],
    actions: [
      ...(answer.latest && answer.latest.build !== answer.build
        ? [ask(`Judge ${answer.latest.build}`, { kind: 'judge', build: answer.latest.build }, context)]
        : []),
      ask('Show failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context),
      ask('Help', { kind: 'help' }, context),
    ],
  }));
}

function verdictOf({ build, checks }: BuildAnswer): { readonly line: string; readonly color: Mark['color'] } {
  const gates = checks.filter((check) => check.gate);
  if (gates.some((check) => check.verdict === 'fail'))
    return { line: `✖ Build ${build} can not take new mitigations`, color: 'Attention' };
  if (gates.length === 0 || gates.some((check) => check.verdict === 'unknown'))
    return { line: `? Build ${build} is unknown`, color: 'Default' };
  return { line: `✔ Build ${build} is new enough for mitigations`, color: 'Good' };
}

function newest({ latest, build }: BuildAnswer): string {
  if (!latest) return 'The newest update of its line is not known.';
  const label = `${latest.label}${latest.inferred ? ', name inferred' : ''}`;
  return latest.build === build
    ? `It is the newest update of its line (${label}).`
    : `Newest update of its line: ${latest.build} (${label}).`;
}

function vulnerabilities({ openVulnerabilities }: BuildAnswer, room: Room): CardElementArray {
  const counted = vulnerabilityCount(openVulnerabilities);
  if (!counted) return [];
  return [
    text(`${counted}.`),
    text(vulnerabilityList(openVulnerabilities, Math.min(21, room.rows * 2)), {
      subtle: true,
      size: 'Small',
      spacing: 'None',
      max: 1600,
    }),
  ];
}
