import type { AttentionTotals } from '../attention/model.ts';
import type { FleetSummary } from '../readiness/model.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { finish, type Presented } from './parts/card.ts';
import { fleetVerdict } from './parts/fleet.ts';
import { heading, subheading, text } from './parts/text.ts';
import { fleetActions, fleetBody, fleetSummaryText } from './fleet.ts';

/** The first card a conversation sees: what this is, how the fleet stands, what to press. */
export function welcomeCard(fleet: FleetSummary, attention: AttentionTotals, context: PresentContext): Presented {
  const verdict = fleetVerdict(fleet);
  return finish({
    summary: `Patchwarden watches over your Exchange servers. ${fleetSummaryText(fleet)}`,
    body: [
      heading('Patchwarden watches over your Exchange servers'),
      text(
        'It reads the exports of Health Checker and says which servers can still receive emergency mitigations, which were cut off, and what to do next.',
      ),
      { ...subheading(verdict.line), color: verdict.color, separator: true },
      ...fleetBody(fleet, attention, context),
      ...(fleet.servers > 0
        ? [text('To have what changes posted here by itself, write for example: digest daily 08:00')]
        : []),
    ],
    actions:
      fleet.servers === 0
        ? [
            ask('Look again', { kind: 'status' }, context, { primary: true }),
            ask('Judge a build: 15.2.2562.37', { kind: 'judge', build: '15.2.2562.37' }, context),
            ask('Help', { kind: 'help' }, context),
          ]
        : fleetActions(fleet, context),
  });
}
