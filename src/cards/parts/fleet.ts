import type { CardElementArray, IDonutChart, IFactSet } from '@microsoft/teams.cards';
import type { FleetSummary, Readiness } from '../../readiness/model.ts';
import { countText, dayText } from '../../readiness/words.ts';
import { marked, readinessMarks, readinessOrder, type Mark } from './marks.ts';
import { lines } from './text.ts';
import { age, momentIn } from './when.ts';

/** The fleet's verdict in one line. Green only when every server is ready and none is missing. */
export function fleetVerdict(fleet: FleetSummary): { readonly line: string; readonly color: Mark['color'] } {
  const { failing, unknown, ready } = fleet.totals;
  if (fleet.servers === 0) return { line: '? No server is known yet', color: 'Default' };
  if (failing > 0)
    return {
      line: `✖ ${failing} of ${countText(fleet.servers, 'server')} ${failing === 1 ? 'fails' : 'fail'}`,
      color: 'Attention',
    };
  if (unknown > 0)
    return {
      line: `? ${unknown} of ${countText(fleet.servers, 'server')} ${unknown === 1 ? 'is' : 'are'} unknown`,
      color: 'Default',
    };
  if (ready === 0)
    return { line: `– ${countText(fleet.servers, 'server')}, mitigations not applicable`, color: 'Default' };
  if (!fleet.completeness)
    return { line: `✔ ${countText(ready, 'server')} with a report, mitigations ready`, color: 'Good' };
  return { line: `✔ ${ready === 1 ? 'The server is' : `All ${ready} servers are`} mitigations ready`, color: 'Good' };
}

/** `✖ 12 failing · ? 2 unknown · ✔ 3 mitigations ready`; kinds that nobody has are left out. */
export function countsLine(totals: FleetSummary['totals']): string {
  return readinessOrder
    .filter((readiness) => totals[readiness] > 0)
    .map((readiness) => `${readinessMarks[readiness].sign} ${totals[readiness]} ${readinessMarks[readiness].word}`)
    .join(' · ');
}

/** Of the ready ones, how many are not fine: ready means only that mitigations arrive. */
export function readyCaveat(
  fleet: Pick<FleetSummary, 'totals' | 'readyMissingUpdate' | 'readyOutOfSupport'>,
): string | null {
  if (fleet.totals.ready === 0) return null;
  const misses = `${fleet.readyMissingUpdate} ${fleet.readyMissingUpdate === 1 ? 'misses' : 'miss'} a security update`;
  const ended = `${fleet.readyOutOfSupport} ${fleet.readyOutOfSupport === 1 ? 'is' : 'are'} out of support`;
  return `Of the ${fleet.totals.ready} ready: ${misses}, ${ended}`;
}

export function completeness(fleet: Pick<FleetSummary, 'completeness'>): string {
  if (!fleet.completeness) return 'No inventory: completeness not known';
  const { listed, reported } = fleet.completeness;
  return `${reported} of ${countText(listed, 'listed server')} ${listed === 1 ? 'has' : 'have'} reported`;
}

export function oldestEvidence(fleet: Pick<FleetSummary, 'oldestReport' | 'asOf'>): string {
  return fleet.oldestReport === null ? 'no report yet' : `oldest evidence ${age(fleet.oldestReport, fleet.asOf)} old`;
}

/** `What Microsoft has released: as of 13 Oct 2026`. */
export function catalogueLine(fleet: Pick<FleetSummary, 'catalogueAsOf'>): string {
  return `What Microsoft has released: as of ${dayText(fleet.catalogueAsOf)}`;
}

export function evidenceLine(fleet: FleetSummary, zone: string): string {
  if (fleet.oldestReport === null || fleet.newestReport === null) return 'Evidence: no report yet';
  return `Oldest evidence ${age(fleet.oldestReport, fleet.asOf)} old · newest ${momentIn(fleet.newestReport, zone)}`;
}

/** Numbers in words, and the donut beside them where there is room for both. */
export function glance(fleet: FleetSummary): CardElementArray {
  if (fleet.servers === 0) return [];
  return [
    {
      type: 'ColumnSet',
      columns: [
        { type: 'Column', width: 'stretch', verticalContentAlignment: 'Center', items: [counts(fleet)] },
        { type: 'Column', width: '160px', targetWidth: 'atLeast:Standard', items: [donut(fleet)] },
      ],
    },
  ];
}

function counts(fleet: FleetSummary): IFactSet {
  return {
    type: 'FactSet',
    facts: readinessOrder.map((readiness) => ({
      title: marked(readinessMarks[readiness]),
      value: String(fleet.totals[readiness]),
    })),
  };
}

const donutColors = { failing: 'attention', unknown: 'warning', ready: 'good', notApplicable: 'neutral' } as const;

function donut(fleet: FleetSummary): IDonutChart {
  const shown = readinessOrder.filter((readiness) => fleet.totals[readiness] > 0);
  const share = (readiness: Readiness) => `${Math.round((100 * fleet.totals[readiness]) / fleet.servers)} %`;
  return {
    type: 'Chart.Donut',
    title: 'Fleet',
    showTitle: false,
    showLegend: false,
    data: shown.map((readiness) => ({
      legend: readinessMarks[readiness].word,
      value: fleet.totals[readiness],
      color: donutColors[readiness],
    })),
    fallback: lines(
      shown.map((readiness) => `${share(readiness)} ${readinessMarks[readiness].word}`),
      { subtle: true, size: 'Small' },
    ),
  };
}
