import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import { compareBuilds, formatBuild } from './build-number.ts';
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

/** The builds of the catalogue that became known after an instant, the lowest first. */
export async function releasesSince(
  reader: Reader,
  catalogue: Catalogue,
  after: Instant,
): Promise<{ readonly build: string; readonly label: string }[]> {
  const fresh = new Set(await seenAfter(reader, after));
  if (fresh.size === 0) return [];
  return releasesOf(catalogue)
    .filter(({ build }) => fresh.has(formatBuild(build)))
    .sort((a, b) => compareBuilds(a.build, b.build))
    .map((release) => ({ build: formatBuild(release.build), label: releaseName(release) }));
}

function releasesOf(catalogue: Catalogue): readonly Release[] {
  return catalogue.lanes.flatMap(({ releases }) => releases);
}
