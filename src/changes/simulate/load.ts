import { DAY, type Instant, later } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { listedIds } from '../../readiness/lists/store.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { serverRows } from '../../readiness/rows.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { filtered } from '../lists/store.ts';
import { stateAt } from '../state-at.ts';
import { claims } from '../states.ts';
import { type SimulationGround, type SimulationSpan, simulate } from './simulate.ts';
import type { Simulation } from './model.ts';

const CHUNK = 500;
/** Far more than a fleet has. */
const ALL = { limit: 1_000_000, offset: 0 };

/** What lies ahead as things read at `from`. */
export async function loadSimulation(
  reader: Reader,
  app: Pick<ChangeApp, 'picture'>,
  span: SimulationSpan,
): Promise<Simulation> {
  return simulate(await groundOf(reader, app, span), span);
}

export async function groundOf(
  reader: Reader,
  { picture }: Pick<ChangeApp, 'picture'>,
  { from, days }: SimulationSpan,
): Promise<SimulationGround> {
  const changes = (await filtered(reader, 'open', from, null)).filter((change) => claims(stateAt(change, from)));
  const to = later(from, days * DAY);
  const plans = changes.filter(({ plan }) => plan.window.start < to).map(({ plan }) => plan);
  return {
    picture: await picture(reader, { plans, from, to: lastEnd(plans, to), now: from }),
    changes,
    wanting: await wantingRows(reader, from),
  };
}

/** A change that begins before the end may go on after it, and be in conflict there. */
function lastEnd(plans: readonly { readonly window: { readonly end: Instant } }[], to: Instant): Instant {
  return plans.reduce((last, { window }) => (window.end > last ? window.end : last), to);
}

/** Failing or outdated, by name. */
async function wantingRows(reader: Reader, now: Instant): Promise<ServerRow[]> {
  const ids = new Set<ServerId>();
  for (const kind of ['failing', 'outdated'] as const) {
    for (const id of await listedIds(reader, { kind, scope: null, cause: null, now }, ALL)) ids.add(id);
  }
  const all = [...ids];
  const rows: ServerRow[] = [];
  for (let from = 0; from < all.length; from += CHUNK) {
    rows.push(...(await serverRows(reader, all.slice(from, from + CHUNK), now)));
  }
  return rows.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
