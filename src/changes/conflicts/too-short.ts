import { MINUTE } from '../../core/clock.ts';
import { countText } from '../../readiness/words.ts';
import { minutesOf, type PlanTime } from '../path.ts';
import { lengthText } from '../window-words.ts';
import type { Picture, PlanShape } from './picture.ts';
import { type ConflictRule, namesText } from './rule.ts';

type Timed = Pick<Picture, 'rows' | 'catalogue' | 'minutes'>;
const kept = new WeakMap<Timed, WeakMap<PlanShape['servers'], PlanTime>>();

/** How long a plan takes by what its servers have now. Kept: a search asks for many windows of the same servers. */
export function timeOfPlan(picture: Timed, { servers }: Pick<PlanShape, 'servers'>): PlanTime {
  const known = kept.get(picture) ?? new WeakMap<PlanShape['servers'], PlanTime>();
  kept.set(picture, known);
  const found = known.get(servers) ?? minutesOf(servers, picture.rows, picture.catalogue, picture.minutes);
  known.set(servers, found);
  return found;
}

/** Of those servers whose work can be put a time to. */
export function minutesOfPlan(picture: Timed, plan: Pick<PlanShape, 'servers'>): number {
  return timeOfPlan(picture, plan).minutes;
}

/** A window holds the work on all servers, one after another. */
export const tooShort: ConflictRule = (picture, plan) => {
  const { minutes, unestimated } = timeOfPlan(picture, plan);
  const length = plan.window.end - plan.window.start;
  if (length >= minutes * MINUTE) return [];
  const left = unestimated.length === 0 ? '' : `, and ${namesText(picture, unestimated)}, whose time nobody can tell`;
  const estimated = plan.servers.length - unestimated.length;
  return [
    {
      type: 'too-short',
      severity: 'warns',
      key: 'too-short',
      servers: plan.servers.map(({ server }) => server),
      with: [],
      text: `The window is ${lengthText(length)} long: ${countText(estimated, 'server needs', 'servers need')} ${lengthText(minutes * MINUTE)}, one after another${left}.`,
    },
  ];
};
