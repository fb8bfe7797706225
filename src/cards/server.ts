import type { Instant } from '../core/clock.ts';
import type { ServerRow } from '../readiness/model.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented } from './parts/card.ts';
import { checksTable } from './parts/checks-table.ts';
import {
  askFailing,
  askServer,
  evidenceLine,
  identityLine,
  nextLine,
  nextStep,
  serverVerdict,
  vulnerabilityCount,
  vulnerabilityList,
} from './parts/server-parts.ts';
import { heading, text } from './parts/text.ts';

/** Everything that was checked on one server. */
export function serverCard(server: ServerRow, asOf: Instant, context: PresentContext): Presented {
  const { checks, openVulnerabilities } = server.assessment;
  return fitted((room) => {
    const verdict = serverVerdict(server, room);
    const counted = vulnerabilityCount(openVulnerabilities);
    return {
      summary: `${verdict.line}. ${nextLine(server.assessment.nextStep.summary)}`,
      wide: true,
      body: [
        heading(verdict.line, verdict.color),
        text(identityLine(server, room), { subtle: true, size: 'Small', spacing: 'None' }),
        text(evidenceLine(server, asOf, context, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...nextStep(server, room),
        checksTable(
          'Decides readiness',
          checks.filter((check) => check.gate),
          room,
        ),
        checksTable(
          'Beside it',
          checks.filter((check) => !check.gate),
          room,
        ),
        ...(counted
          ? [
              text(`${counted}.`),
              text(vulnerabilityList(openVulnerabilities, Math.min(21, room.rows * 2)), {
                subtle: true,
                size: 'Small',
                spacing: 'None',
                max: 1600,
              }),
            ]
          : []),
      ],
      actions: [
        askServer('Why', 'why', server, context, true),
        askServer('History', 'history', server, context),
        askFailing(context),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}
