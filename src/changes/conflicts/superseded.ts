import { compareBuilds, formatBuild, parseBuild } from '../../catalogue/build-number.ts';
import { labelOf, laneOf, releaseName } from '../../catalogue/lookup.ts';
import type { BuildNumber, Catalogue, Release } from '../../catalogue/model.ts';
import { newestPublicOf } from '../../catalogue/updates.ts';
import type { ServerId } from '../../core/ids.ts';
import { dayText } from '../../readiness/words.ts';
import type { Conflict } from './model.ts';
import { type ConflictRule, namesText } from './rule.ts';

/** A target is the newest update of its CU that anybody can get. */
export const superseded: ConflictRule = ({ catalogue, rows, servers }, plan) => {
  const targets = new Map<string, { readonly build: BuildNumber; readonly of: ServerId[] }>();
  for (const { server, target } of plan.servers) {
    const build = target.kind === 'build' ? parseBuild(target.build) : null;
    if (!build) continue;
    const key = formatBuild(build);
    const known = targets.get(key) ?? { build, of: [] };
    targets.set(key, { build, of: [...known.of, server] });
  }
  return [...targets].flatMap(([key, { build, of }]) => {
    const newer = newerThan(catalogue, build);
    const behind = of.filter((server) => newer && !has(rows.get(server)?.assessment.build ?? null, newer.build));
    if (!newer || behind.length === 0) return [];
    const since = newer.releaseDate === null ? '' : ` of ${dayText(newer.releaseDate)}`;
    return {
      type: 'superseded',
      severity: 'warns',
      key: `superseded ${key} ${formatBuild(newer.build)}`,
      servers: behind,
      with: [],
      text: `${releaseName(newer)} (${formatBuild(newer.build)})${since} is newer than ${labelOf(catalogue, build).text}, the target of ${namesText({ servers }, behind)}.`,
    } satisfies Conflict;
  });
};

function newerThan(catalogue: Catalogue, build: BuildNumber): Release | null {
  const lane = laneOf(catalogue, build);
  const newest = lane && newestPublicOf(catalogue, lane);
  return newest && compareBuilds(newest.build, build) > 0 ? newest : null;
}

function has(text: string | null, wanted: BuildNumber): boolean {
  const build = text === null ? null : parseBuild(text);
  return build !== null && compareBuilds(build, wanted) >= 0;
}
