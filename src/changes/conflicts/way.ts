import { compareBuilds, parseBuild } from '../../catalogue/build-number.ts';
import { laneOf, labelOf } from '../../catalogue/lookup.ts';
import type { BuildNumber, Lane } from '../../catalogue/model.ts';
import { movesToSe } from '../../readiness/steps/update-path.ts';
import { inPlace, neededFirst } from '../path.ts';
import type { ChangeId, PlannedServer } from '../plan.ts';
import type { Conflict } from './model.ts';
import type { Picture, PlanShape } from './picture.ts';
import { changesOf } from './picture-index.ts';
import { blocking, type ConflictRule, nameOf } from './rule.ts';

/** There is a way from what a server has to what it is to come to, and what has to be installed before is there. */
export const way: ConflictRule = (picture, plan, self) =>
  plan.servers.flatMap((planned) => {
    const { server, target } = planned;
    const row = picture.rows.get(server);
    const to = target.kind === 'build' ? parseBuild(target.build) : null;
    if (!row || !to) return [];
    const from = row.assessment.build === null ? null : parseBuild(row.assessment.build);
    if (!from) return unknownBuild(picture, planned, to);
    if (compareBuilds(from, to) >= 0) return [];
    if (!inPlace(from, to)) return unreachable(picture, plan, planned, { from, to });
    const first = neededFirst(from, to, picture.catalogue);
    return first && !comesFirst(picture, plan, self, planned) ? missing(picture, plan, planned, { from, first }) : [];
  });

/** Whether an earlier change of the server, over by the time this one begins, brings it to where the move starts from. */
function comesFirst(picture: Picture, plan: PlanShape, self: ChangeId | null, { server }: PlannedServer): boolean {
  return changesOf(picture, server).some(
    ({ id, window, planned }) =>
      id !== self &&
      window.end <= plan.window.start &&
      planned.some((one) => {
        const build = one.server === server && one.target.kind === 'build' ? parseBuild(one.target.build) : null;
        return build !== null && movesToSe(laneOf(picture.catalogue, build));
      }),
  );
}

function unreachable(
  picture: Picture,
  plan: PlanShape,
  { server }: PlannedServer,
  { from, to }: { readonly from: BuildNumber; readonly to: BuildNumber },
): Conflict[] {
  const [has, wanted] = [from, to].map((build) => labelOf(picture.catalogue, build).text);
  return [
    {
      type: 'unreachable',
      severity: blocking(plan),
      key: `unreachable ${server}`,
      servers: [server],
      with: [],
      text: `${nameOf(picture, server)} has ${has}: ${wanted} can not be installed over it.`,
    },
  ];
}

function missing(
  picture: Picture,
  plan: PlanShape,
  { server }: PlannedServer,
  { from, first }: { readonly from: BuildNumber; readonly first: Lane },
): Conflict[] {
  return [
    {
      type: 'prerequisite',
      severity: blocking(plan),
      key: `prerequisite ${server}`,
      servers: [server],
      with: [],
      text: `${nameOf(picture, server)} has ${labelOf(picture.catalogue, from).text}: ${first.cu} has to be installed before, in a change of its own, as the move to Exchange SE in place is documented from CU14 and CU15 only.`,
    },
  ];
}

/** Of what never reported, and of what is too old, another rule warns. */
function unknownBuild(picture: Picture, { server }: PlannedServer, to: BuildNumber): Conflict[] {
  if (!picture.servers.get(server)?.fresh) return [];
  return [
    {
      type: 'stale-evidence',
      severity: 'warns',
      key: `stale-evidence build ${server}`,
      servers: [server],
      with: [],
      text: `The exact build of ${nameOf(picture, server)} is not known, so it is not known either whether ${labelOf(picture.catalogue, to).text} can be installed over it.`,
    },
  ];
}
