import type { CardElementArray, IExecuteAction } from '@microsoft/teams.cards';
import type { AttentionTotals } from '../attention/model.ts';
import type { FleetSummary } from '../readiness/model.ts';
import { countText } from '../readiness/words.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { attentionTotalsText } from './parts/attention.ts';
import { finish, type Presented } from './parts/card.ts';
import {
  catalogueLine,
  completeness,
  countsLine,
  evidenceLine,
  fleetVerdict,
  glance,
  oldestEvidence,
  readyCaveat,
} from './parts/fleet.ts';
import { heading, lines, text } from './parts/text.ts';

/** The fleet at a glance: how many fail, how complete and how old that knowledge is. */
export function fleetCard(fleet: FleetSummary, attention: AttentionTotals, context: PresentContext): Presented {
  const verdict = fleetVerdict(fleet);
  return finish({
    summary: fleetSummaryText(fleet),
    body: [heading(verdict.line, verdict.color), ...fleetBody(fleet, attention, context)],
    actions: fleetActions(fleet, context, true),
  });
}

/** Why a conversation that people from outside can read gets counts. */
export const COUNTS_ONLY =
  'Guests may read this conversation, or its members could not be told. So it gets counts, never names of servers. Ask in the personal chat with Patchwarden for names.';

/** The same without a way to names: for conversations that people from outside can read. */
export function countsOnlyCard(fleet: FleetSummary, context: PresentContext): Presented {
  const verdict = fleetVerdict(fleet);
  return finish({
    summary: `Counts only here. ${fleetSummaryText(fleet)}`,
    body: [heading(verdict.line, verdict.color), text(COUNTS_ONLY), ...fleetBody(fleet, null, context)],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}

export function fleetSummaryText(fleet: FleetSummary): string {
  if (fleet.servers === 0) return 'No server is known yet: no report has been taken in.';
  return `${fleetVerdict(fleet).line}. ${countsLine(fleet.totals)}. ${completeness(fleet)}, ${oldestEvidence(fleet)}.`;
}

/** Everything below the headline. `attention`: who has the failing ones; null: not told here. */
export function fleetBody(
  fleet: FleetSummary,
  attention: AttentionTotals | null,
  context: PresentContext,
): CardElementArray {
  if (fleet.servers === 0) return emptyFleet(fleet);
  const caveat = readyCaveat(fleet);
  const taken = attention === null ? null : attentionTotalsText(attention);
  return [
    ...glance(fleet),
    ...(taken === null ? [] : [text(taken, { bold: (attention?.unattended ?? 0) > 0 })]),
    ...(caveat ? [text(caveat)] : []),
    ...(fleet.retired > 0
      ? [text(`${countText(fleet.retired, 'retired server is', 'retired servers are')} left out`, { size: 'Small' })]
      : []),
    lines([completeness(fleet), evidenceLine(fleet, context.zone), catalogueLine(fleet)], {
      subtle: true,
      size: 'Small',
    }),
  ];
}

function emptyFleet(fleet: FleetSummary): CardElementArray {
  return [
    text('No report has been taken in, so nothing can be said about any server.'),
    text('Bring a Health Checker export (the .xml file) in by one of these ways:', { spacing: 'Medium' }),
    lines(
      [
        '• Put it into the folder that REPORTS_DIR names.',
        '• Send it to POST /api/reports with an intake token.',
        '• Run: patchwarden ingest PATH',
      ],
      {
        spacing: 'Small',
      },
    ),
    text(
      'An inventory (Get-ExchangeServer | Export-Clixml) taken in the same way shows which servers have not reported.',
    ),
    text(catalogueLine(fleet), { subtle: true, size: 'Small' }),
  ];
}

/** What to look at next. The welcome leaves some out: three buttons are read, five are skipped. */
export function fleetActions(
  fleet: FleetSummary,
  context: PresentContext,
  showsAll = false,
): readonly IExecuteAction[] {
  const help = ask('Help', { kind: 'help' }, context);
  if (fleet.servers === 0) return [ask('Look again', { kind: 'status' }, context, { primary: true }), help];
  const list = (kind: 'failing' | 'unknown' | 'outdated') => ({ kind, scope: null, cause: null, page: 1 }) as const;
  return [
    ask('Show failing servers', list('failing'), context, { primary: true }),
    ...(showsAll && fleet.totals.unknown > 0 ? [ask('Show unknown servers', list('unknown'), context)] : []),
    ...(showsAll ? [ask('Show outdated servers', list('outdated'), context)] : []),
    ask('What waits for me', { kind: 'approvals' }, context),
    ...(showsAll ? [ask('Changes', { kind: 'changes', filter: 'open', page: 1 }, context)] : []),
    help,
  ];
}
