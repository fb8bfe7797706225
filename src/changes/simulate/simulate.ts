import { DAY, type Instant, later } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { openingsIn } from '../conflicts/maintenance.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { standingIn } from '../conflicts/standing.ts';
import type { Picture } from '../conflicts/picture.ts';
import { overlaps } from '../conflicts/rule.ts';
import { unborne } from '../conflicts/unborne.ts';
import type { Change } from '../model.ts';
import { stateAt } from '../state-at.ts';
import { clockWatch, freezeRemarks } from './clocks.ts';
import type { ClockSurprise, SimulatedChange, SimulatedFreeze, SimulatedWindow, Simulation } from './model.ts';
import { stayingBy } from './staying.ts';

/** Everything that decides what lies ahead. */
export interface SimulationGround {
  /** Of the plans of all `changes`, for the whole time that is simulated. */
  readonly picture: Picture;
  /** Proposed, approved and in progress, whenever their window is; by its start. */
  readonly changes: readonly Change[];
  /** Servers that are failing or outdated now, by name. */
  readonly wanting: readonly ServerRow[];
}

export interface SimulationSpan {
  readonly from: Instant;
  readonly days: number;
  /** The date past which servers are told that stay as they are; left out: the end. */
  readonly by?: Instant;
}

/**
 * What lies ahead: windows and freezes, open changes with what they stand in, what the clocks do to any of these, and the
 * servers that stay failing or outdated past a date. Pure.
 */
export function simulate(
  { picture, changes, wanting }: SimulationGround,
  { from, days, by }: SimulationSpan,
): Simulation {
  const to = later(from, days * DAY);
  const span = { start: from, end: to };
  const windows = openings(picture, span);
  const freezes = picture.freezes.filter((freeze) => overlaps(freeze, span));
  const ahead = changes.filter(({ plan }) => overlaps(plan.window, span));
  return {
    from,
    to,
    by: by ?? to,
    windows: windows.map(({ remarks: _, ...window }) => window),
    freezes: freezes.map(({ id, name, start, end, zone, effect, reason }): SimulatedFreeze => {
      return { freeze: id, name, start, end, zone, effect, reason };
    }),
    changes: ahead.map((change) => simulatedChange(picture, change)),
    surprises: [
      ...windows.flatMap(({ rule, name, start, remarks }) =>
        remarks.map((text): ClockSurprise => ({ of: 'window', id: rule, name, at: start, text })),
      ),
      ...freezes.flatMap((freeze) =>
        freezeRemarks(freeze).map(
          (text): ClockSurprise => ({ of: 'freeze', id: freeze.id, name: freeze.name, at: freeze.start, text }),
        ),
      ),
      ...surprisesOf(ahead, from, to),
    ].sort((a, b) => a.at - b.at),
    staying: stayingBy(wanting, changes, by ?? to),
  };
}

function openings(
  { rules }: Picture,
  span: { readonly start: Instant; readonly end: Instant },
): (SimulatedWindow & { readonly remarks: readonly string[] })[] {
  return rules
    .flatMap((rule) =>
      openingsIn(rule, span).map(({ start, end, remarks }) => ({
        rule: rule.id,
        name: rule.name,
        start,
        end,
        zone: rule.zone,
        remarks,
      })),
    )
    .sort((a, b) => a.start - b.start);
}

function simulatedChange(picture: Picture, change: Change): SimulatedChange {
  const { id, plan } = change;
  const { start, end, zone } = plan.window;
  const state = stateAt(change, picture.now);
  // What runs has begun: what it stood in was decided on.
  const conflicts = state === 'in-progress' ? [] : standingIn(picture, change);
  const nameOf = (server: ServerId) => picture.servers.get(server)?.name ?? server;
  return {
    change: id,
    type: plan.type,
    state,
    start,
    end,
    zone,
    servers: plan.servers.map(({ server }) => ({ id: server, name: nameOf(server) })),
    conflicts,
    blocked: unborne(conflicts).length > 0,
  };
}

function surprisesOf(changes: readonly Change[], from: Instant, to: Instant): ClockSurprise[] {
  const remarksOf = clockWatch(from, to);
  return changes.flatMap(({ id, plan: { window } }) =>
    remarksOf(window).map((text): ClockSurprise => ({ of: 'change', id, name: id, at: window.start, text })),
  );
}
