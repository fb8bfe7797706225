import type { ChangeId } from '../src/changes/model.ts';
import type { Picture, PlanShape } from '../src/changes/conflicts/picture.ts';
import type { SimulationGround } from '../src/changes/simulate/simulate.ts';
import { DAY, type Instant, later } from '../src/core/clock.ts';
import type { ServerId } from '../src/core/ids.ts';
import type { MaintenanceRule, Occurrence } from '../src/maintenance/model.ts';
import { occurrencesOf } from '../src/maintenance/occurrences.ts';
import { covers } from '../src/maintenance/scope.ts';

// The obvious nested loops: windows and servers of everything are compared with those of everything, and nothing is said.

/** What a plan comes into: changes of the same server or DAG, and freezes; beside it how many are busy at the same site. */
interface Found {
  readonly in: readonly string[];
  readonly busy: number;
  readonly open: boolean;
}

export function bareConflicts(
  picture: Picture,
  plan: PlanShape,
  self: ChangeId | null,
  openings = openingsOf(rulesFor(picture, plan), plan.window.start, plan.window.end),
): Found {
  const { servers, window } = plan;
  const found: string[] = [];
  let busy = 0;
  for (const change of picture.changes) {
    if (change.id === self || change.window.start >= window.end || change.window.end <= window.start) continue;
    for (const { server } of servers) {
      const own = picture.servers.get(server);
      for (const other of change.servers) {
        const theirs = picture.servers.get(other);
        if (server === other || (own?.dag && own.dag === theirs?.dag)) found.push(change.id);
        else if (own?.site && own.site === theirs?.site) busy += 1;
      }
    }
  }
  for (const freeze of picture.freezes) {
    if (freeze.start >= window.end || freeze.end <= window.start) continue;
    for (const { server } of servers) if (covers(freeze.scope, placeOf(picture, server))) found.push(freeze.id);
  }
  const open = openings.some(
    ({ rule, times }) =>
      servers.every(({ server }) => covers(rule.scope, placeOf(picture, server))) &&
      times.some(({ start, end }) => start <= window.start && window.end <= end),
  );
  return { in: found, busy, open };
}

export function bareSlots(picture: Picture, plan: PlanShape, from: Instant): Instant[] {
  const length = plan.window.end - plan.window.start;
  const openings = openingsOf(rulesFor(picture, plan), from, later(from, 90 * DAY));
  const windows = openings.flatMap(({ times }) => times).sort((a, b) => a.start - b.start);
  const free: Instant[] = [];
  for (const { start } of windows) {
    const window = { ...plan.window, start, end: later(start, length) };
    if (bareConflicts(picture, { ...plan, window }, null, openings).in.length === 0) free.push(start);
    if (free.length === 3) break;
  }
  return free;
}

export function bareSimulation({ picture, changes, wanting }: SimulationGround, from: Instant): number {
  const openings = openingsOf(picture.rules, from, later(from, 90 * DAY));
  let count = 0;
  for (const { id, plan } of changes) count += bareConflicts(picture, plan, id, openings).in.length;
  const planned = new Set(changes.flatMap(({ plan }) => plan.servers.map(({ server }) => server)));
  for (const { id } of wanting) if (!planned.has(id)) count++;
  return count;
}

interface Openings {
  readonly rule: MaintenanceRule;
  readonly times: readonly Occurrence[];
}

function openingsOf(rules: readonly MaintenanceRule[], from: Instant, to: Instant): Openings[] {
  return rules.map((rule) => ({ rule, times: occurrencesOf(rule, from, to) }));
}

function rulesFor(picture: Picture, { servers }: PlanShape): MaintenanceRule[] {
  return picture.rules.filter(({ scope }) => servers.every(({ server }) => covers(scope, placeOf(picture, server))));
}

function placeOf({ rows }: Picture, id: ServerId) {
  const { site = null, dag = null } = rows.get(id) ?? {};
  return { id, site, dag };
}
