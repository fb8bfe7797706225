import type { ServerId } from '../../core/ids.ts';
import { countText, listText } from '../../readiness/words.ts';
import { clockRemarks, lengthText } from '../../maintenance/window-words.ts';
import type { Conflict } from '../conflicts/model.ts';
import type { Picture, PicturedChange, PlanShape } from '../conflicts/picture.ts';
import { type DagMembers, membersOf } from '../conflicts/dag-members.ts';
import { plannedMembers } from '../conflicts/picture-index.ts';
import { overlaps } from '../conflicts/rule.ts';
import { isRepair } from '../path.ts';
import type { ChangeId } from '../plan.ts';
import type { Candidate } from './candidates.ts';
import { isTimed } from './constraints.ts';
import { lengthsOf } from './lengths.ts';
import { changesAround, freezesOver } from './obstacles.ts';

interface Chosen {
  readonly candidate: Candidate;
  readonly conflicts: readonly Conflict[];
  readonly self: ChangeId | null;
}

/** What a window satisfies, in sentences with counts, and what is still to be known of it. */
export function reasonsFor(picture: Picture, plan: PlanShape, { candidate, conflicts, self }: Chosen): string[] {
  const { window, rule, fits } = candidate;
  const meanwhile = changesAround(picture, plan, { window, self });
  const { needed } = lengthsOf(picture, plan);
  return [
    ...(rule && fits ? [`Within the maintenance rule ${rule.name}.`] : []),
    ...(needed > 0 ? [`The work takes ${lengthText(needed)} of its ${lengthText(window.end - window.start)}.`] : []),
    ...alone(picture, plan, meanwhile),
    ...(freezesOver(picture, plan).some((freeze) => overlaps(freeze, window)) ? [] : ['No freeze is on then.']),
    ...staying(picture, plan, meanwhile),
    ...quorums(picture, plan),
    ...clockRemarks(window),
    ...conflicts.filter(isTimed).map(({ text }) => text),
  ];
}

function alone(picture: Picture, plan: PlanShape, meanwhile: readonly PicturedChange[]): string[] {
  const own = new Set<string>(plan.servers.map(({ server }) => server));
  const dags = membersOfDags(picture, plan);
  const members = new Set<string>(dags.flatMap(({ all }) => all.flatMap(({ server }) => server ?? [])));
  const touches = meanwhile.some(({ servers }) => servers.some((one) => own.has(one) || members.has(one)));
  if (touches) return [];
  const names = dags.map(({ name }) => name);
  return [`No other change touches its servers${names.length > 0 ? ` or ${listText(names)}` : ''}.`];
}

/** Of the plan one server at a time is out; what other changes take out is counted whole. */
function staying(picture: Picture, plan: PlanShape, meanwhile: readonly PicturedChange[]): string[] {
  const worked = updated(plan.servers);
  const busy = new Set(meanwhile.flatMap(({ planned }) => updated(planned)).filter((id) => !worked.includes(id)));
  const sites = new Set(worked.flatMap((server) => picture.servers.get(server)?.site ?? []));
  return [...sites].sort().flatMap((site) => {
    const tally = picture.sites.get(site);
    if (!tally) return [];
    const isServing = (id: ServerId): boolean => {
      const server = picture.servers.get(id);
      return server?.site === site && server.role === 'mailbox' && server.service === 'in';
    };
    const left = tally.in - Number(worked.some(isServing)) - [...busy].filter(isServing).length;
    const unknown = tally.unknown > 0 ? `; of ${countText(tally.unknown, 'more', 'more')} it is not known` : '';
    return [`${countText(left, 'server')} of ${tally.name} ${left === 1 ? 'stays' : 'stay'} in service${unknown}.`];
  });
}

function updated(servers: PlanShape['servers']): ServerId[] {
  return servers.flatMap(({ server, target }) => (isRepair(target) ? [] : server));
}

function quorums(picture: Picture, plan: PlanShape): string[] {
  return membersOfDags(picture, plan).map(({ name, all, seen, quorum }) => {
    if (!quorum) return `Members of ${name} seen: ${seen}, quorum not known.`;
    const witness = quorum.hasWitness ? ' and a witness' : '';
    const down = quorum.mayBeDown === 0 ? 'none' : quorum.mayBeDown;
    return `${name} has ${countText(all.length, 'member')}${witness}, known from the policy file: ${down} may be down.`;
  });
}

function membersOfDags(picture: Picture, plan: PlanShape): DagMembers[] {
  return [...plannedMembers(picture, plan).keys()].sort().flatMap((key) => membersOf(picture, key) ?? []);
}
