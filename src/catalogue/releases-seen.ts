import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import { compareBuilds, formatBuild, parseBuild } from './build-number.ts';
import { currentCatalogue } from './current.ts';
import { releaseName } from './lookup.ts';
import type { Catalogue, Release } from './model.ts';
import { insertSeen, seenAfter, seenBuilds } from './store.ts';

/**
 * Notes which builds became known at `at`. To be called with each catalogue before it judges; one that is known already
 * changes nothing. Answers how many builds are new.
 */
export async function noteReleases(tx: Tx, catalogue: Catalogue, at: Instant): Promise<number> {
  const seen = new Set(await seenBuilds(tx));
  const builds = new Set(releasesOf(catalogue).map(({ build }) => formatBuild(build)));
  const fresh = [...builds].filter((build) => !seen.has(build));
  await insertSeen(tx, fresh, at);
  return fresh.length;
}

/**
 * The builds that became known after an instant, the lowest first. Another process may have made some known that this one's
 * `catalogue` does not have yet; one that only a newer version knows goes by its number.
 */
export async function releasesSince(
  reader: Reader,
  catalogue: Catalogue,
  after: Instant,
): Promise<{ readonly build: string; readonly label: string }[]> {
  const fresh = new Set(await seenAfter(reader, after));
  if (fresh.size === 0) return [];
  const known = among(catalogue, fresh);
  const all = known.length === fresh.size ? known : among(await currentCatalogue(reader), fresh);
  const named = all.map(({ build, name }) => ({ number: build, build: formatBuild(build), label: name }));
  const texts = new Set(named.map(({ build }) => build));
  const numbered = [...fresh].flatMap((build) => {
    const number = texts.has(build) ? null : parseBuild(build);
    return number === null ? [] : [{ number, build, label: `build ${build}` }];
  });
  return [...named, ...numbered]
    .sort((a, b) => compareBuilds(a.number, b.number))
    .map(({ build, label }) => ({ build, label }));
}

function among(catalogue: Catalogue, builds: ReadonlySet<string>) {
  const found = releasesOf(catalogue).filter(({ build }) => builds.has(formatBuild(build)));
  return found.map((release) => ({ build: release.build, name: releaseName(release) }));
}

function releasesOf(catalogue: Catalogue): readonly Release[] {
  return catalogue.lanes.flatMap(({ releases }) => releases);
}
