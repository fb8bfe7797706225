import { compareBuilds, laneKey, parseBuild } from '../catalogue/build-number.ts';
import { baseOf } from '../catalogue/lanes.ts';
import { laneOf, laneOfCu, productOf } from '../catalogue/lookup.ts';
import type { BuildNumber, Catalogue, Lane } from '../catalogue/model.ts';
import type { ServerId } from '../core/ids.ts';
import { never } from '../core/result.ts';
import type { WorkMinutes } from '../people/policy.ts';
import type { ServerRow } from '../readiness/model.ts';
import { movesToSe } from '../readiness/steps/update-path.ts';
import type { PlannedServer, Target } from './plan.ts';
import { needsBuild } from './work.ts';

/** One step of the work on a server, named as the policy file names how long it takes. */
export type PathStep = Exclude<keyof WorkMinutes, 'maintenanceMode'>;

const update: readonly PathStep[] = ['update', 'restart'];

/** Only from Exchange 2019 there is a way to another product, and only to SE. Source: learn.microsoft.com, "Upgrade to Exchange Server SE". */
export function inPlace(from: BuildNumber, to: BuildNumber): boolean {
  const product = productOf(from);
  return product === productOf(to) || (product === 'Exchange2019' && productOf(to) === 'ExchangeSE');
}

/** The CU that has to be installed before, in a change of its own; null: none. Before CU14 the way to SE leads over CU15. */
export function neededFirst(from: BuildNumber, to: BuildNumber, catalogue: Catalogue): Lane | null {
  if (productOf(from) !== 'Exchange2019' || productOf(to) !== 'ExchangeSE') return null;
  return movesToSe(laneOf(catalogue, from)) ? null : laneOfCu(catalogue, 'Exchange2019', 'CU15');
}

/** Whether nothing has to be done to the server itself but to put a switch, service or connection right: it stays in service. */
export function isRepair(target: Target): boolean {
  return target.kind === 'gate' && !needsBuild(target.gate);
}

/**
 * What is done on a server, in order, from what it has now until its target; empty: it is there. A CU is restarted before and
 * after. Of a build that is not known the longer way. Null: nobody can say (a retirement, or no way in place).
 */
export function pathOf(
  { assessment }: Pick<ServerRow, 'assessment'>,
  target: Target,
  catalogue: Catalogue,
): readonly PathStep[] | null {
  switch (target.kind) {
    case 'retired':
      return null;
    case 'gate':
      return isRepair(target) ? ['repair'] : update;
    case 'build': {
      const to = parseBuild(target.build);
      const from = assessment.build === null ? null : parseBuild(assessment.build);
      return to && installations(from, to, catalogue);
    }
    default:
      return never(target);
  }
}

function installations(from: BuildNumber | null, to: BuildNumber, catalogue: Catalogue): readonly PathStep[] | null {
  if (from) {
    const ahead = compareBuilds(to, from);
    if (ahead === 0) return ['restart'];
    if (ahead < 0) return [];
    if (!inPlace(from, to)) return null;
    if (laneKey(from) === laneKey(to)) return update;
  }
  const lane = laneOf(catalogue, to);
  const isBase = lane !== null && compareBuilds(baseOf(lane.releases).build, to) >= 0;
  const isMove = from !== null && productOf(from) !== productOf(to);
  return ['restart', isMove ? 'moveToSe' : 'cumulativeUpdate', 'restart', ...(isBase ? [] : update)];
}

/** How long a plan takes, its servers one after another. */
export interface PlanTime {
  /** Of those that can be told. */
  readonly minutes: number;
  readonly perServer: ReadonlyMap<ServerId, number>;
  /** Those whose work nobody can put a time to. */
  readonly unestimated: readonly ServerId[];
}

/** The sum over all servers of the steps of their paths, and once a server into maintenance mode and out of it. */
export function minutesOf(
  servers: readonly PlannedServer[],
  rows: ReadonlyMap<ServerId, Pick<ServerRow, 'assessment'>>,
  catalogue: Catalogue,
  minutes: WorkMinutes,
): PlanTime {
  const perServer = new Map<ServerId, number>();
  const unestimated: ServerId[] = [];
  for (const { server, target } of servers) {
    const row = rows.get(server);
    const path = row ? pathOf(row, target, catalogue) : null;
    if (path === null) unestimated.push(server);
    else perServer.set(server, minutesOfPath(path, minutes));
  }
  return { minutes: [...perServer.values()].reduce((sum, one) => sum + one, 0), perServer, unestimated };
}

function minutesOfPath(path: readonly PathStep[], minutes: WorkMinutes): number {
  const isOut = path.some((step) => step !== 'repair');
  return path.reduce((sum, step) => sum + minutes[step], isOut ? minutes.maintenanceMode : 0);
}
