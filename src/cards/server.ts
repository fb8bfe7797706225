import type { Answer } from '../questions/model.ts';
import { act, type PresentContext } from './parts/actions.ts';
import { attentionBlock } from './parts/attention.ts';
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
import { serverActions } from './parts/server-actions.ts';
import { heading, text } from './parts/text.ts';

/** Everything that was checked on one server. */
export function serverCard(
  { server, asOf, attention }: Extract<Answer, { readonly kind: 'why' | 'server' }>,
  context: PresentContext,
): Presented {
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
        ...attentionBlock(attention, context, room),
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
        ...serverActions(server, attention, context, false),
        askServer('History', 'history', server, context),
        askFailing(context),
        act('Retire', { server: { kind: 'retire-form', server: server.id } }, context),
      ],
    };
  });
}
