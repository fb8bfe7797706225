import type {
  ClockSurprise,
  SimulatedChange,
  SimulatedFreeze,
  Simulation,
  Staying,
} from '../../changes/simulate/model.ts';
import { loadSimulation } from '../../changes/simulate/load.ts';
import { conflictJson, standingText } from '../../changes/conflicts/words.ts';
import { type Instant, isDay, isoOf, parseInstant } from '../../core/clock.ts';
import { dayLater, localAt, resolveLocal } from '../../core/local-time.ts';
import { ok, refuse, type Result } from '../../core/result.ts';
import { localText, windowText } from '../../maintenance/window-words.ts';
import { countText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';
import { table } from '../table.ts';
import { stateWords } from './change-rows.ts';

export interface SimulateOptions {
  readonly days: number;
  /** A day, whole, or an instant; null: the end. */
  readonly by: string | null;
  readonly json: boolean;
  readonly now: Instant;
}

/**
 * `simulate`: what lies ahead from `now` on: windows, freezes, open changes with what is in their way, what the clocks do, and
 * the servers that stay failing or outdated past a date. Found wanting when a change is blocked or a server stays.
 */
export async function simulate(
  house: Pick<House, 'database' | 'changes'>,
  output: Output,
  { days, by: asked, json, now }: SimulateOptions,
): Promise<ExitCode> {
  const by = asked === null ? ok(null) : readBy(asked, house.changes.zone, now);
  if (!by.ok) return printRefusal(output, by.refusal, json);
  const span = { from: now, days, ...(by.value !== null && { by: by.value }) };
  const simulation = await house.database.read((reader) => loadSimulation(reader, house.changes, span));
  if (json) printJson(output, simulationJson(simulation));
  else output.out(wordsOf(simulation, house.changes.zone, output.width));
  return simulation.changes.some(({ blocked }) => blocked) || simulation.staying.length > 0 ? 1 : 0;
}

/** A day counts whole, on the clocks of the house. */
function readBy(text: string, zone: string, now: Instant): Result<Instant> {
  const day = text.trim();
  const at = isDay(day) ? resolveLocal(`${dayLater(day, 1)}T00:00`, zone).at : parseInstant(day);
  const hint = 'Write it like 2027-01-31 or 2027-01-31T22:00:00Z.';
  if (at === null) return refuse('invalid', `The date can not be ${plain(text).slice(0, 40)}.`, hint);
  return at > now ? ok(at) : refuse('invalid', `${plain(text)} is not ahead.`, 'Name a date that is still to come.');
}

function wordsOf(simulation: Simulation, zone: string, width: number): string {
  const { from, to, by, changes, surprises, staying } = simulation;
  const at = (moment: Instant) => `${localText(localAt(moment, zone))} ${zone}`;
  const blocked = changes.filter((one) => one.blocked).length;
  const rows = timeline(simulation);
  return [
    plain(`From ${at(from)} to ${at(to)}.`),
    rows.length === 0 ? 'No window, no freeze and no change lies in it.' : timelineTable(rows, width),
    `${countText(changes.length, 'open change')}, ${blocked} blocked.`,
    ...(surprises.length > 0 ? ['What the clocks do:', ...surprises.map(surpriseLine)] : []),
    staying.length === 0
      ? plain(`No server stays failing or outdated past ${at(by)}.`)
      : plain(`Servers that stay failing or outdated past ${at(by)}:`),
    ...staying.map(stayingLine),
  ].join('\n');
}

interface TimelineRow {
  readonly at: Instant;
  readonly cells: readonly [when: string, what: string, inTheWay: string];
}

function timeline({ windows, freezes, changes }: Simulation): TimelineRow[] {
  return [
    ...freezes.map((freeze): TimelineRow => {
      const what = `freeze ${freeze.name}, ${freeze.effect}: ${freeze.reason}`;
      return { at: freeze.start, cells: [spanText(freeze), what, ''] };
    }),
    ...windows.map(
      (window): TimelineRow => ({ at: window.start, cells: [windowText(window), `window ${window.name}`, ''] }),
    ),
    ...changes.map(
      (change): TimelineRow => ({
        at: change.start,
        cells: [windowText(change), changeText(change), change.conflicts.map(standingText).join(' ')],
      }),
    ),
  ].sort((a, b) => a.at - b.at);
}

/** A freeze lasts for days, so that its length in hours would say little. */
function spanText({ start, end, zone }: SimulatedFreeze): string {
  return `${localText(localAt(start, zone))} to ${localText(localAt(end, zone))} ${zone}`;
}

const MOST_NAMED = 6;

function changeText({ change, state, servers }: SimulatedChange): string {
  return `${change}, ${stateWords[state]}: ${namesText(servers)}`;
}

function timelineTable(rows: readonly TimelineRow[], width: number): string {
  return table(
    [
      { title: 'When', grow: 2 },
      { title: 'What', grow: 2 },
      { title: 'In the way', grow: 3 },
    ],
    rows.map(({ cells }) => cells),
    width,
  );
}

function surpriseLine({ of, name, text }: ClockSurprise): string {
  return plain(`  ${of} ${name}: ${text}`);
}

function stayingLine({ why, servers }: Staying): string {
  return plain(`  ${countText(servers.length, 'server')} (${namesText(servers)}): ${why}`);
}

function namesText(servers: readonly { readonly name: string }[]): string {
  const names = servers.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = servers.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

/** With instants in ISO 8601. */
function simulationJson({ from, to, by, windows, freezes, changes, surprises, staying }: Simulation): object {
  const spans = <T extends { readonly start: Instant; readonly end: Instant }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, start: isoOf(one.start), end: isoOf(one.end) }));
  return {
    from: isoOf(from),
    to: isoOf(to),
    by: isoOf(by),
    windows: spans(windows),
    freezes: spans(freezes),
    changes: spans(changes).map((change) => ({
      ...change,
      conflicts: change.conflicts.map(conflictJson),
    })),
    surprises: surprises.map((one) => ({ ...one, at: isoOf(one.at) })),
    staying,
  };
}
