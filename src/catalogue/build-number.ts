import type { BuildNumber } from './model.ts';

const DOTTED = /^(\d{1,8})\.(\d{1,8})\.(\d{1,8})\.(\d{1,8})$/;
const DISPLAYED = /^Version (\d{1,8})\.(\d{1,8}) \(Build (\d{1,8})\.(\d{1,8})\)$/i;

/** The highest value of one part: Windows keeps each in 16 bits. */
export const HIGHEST_PART = 65_535;

/**
 * Reads `15.2.1544.36`, `15.02.1544.036` and `Version 15.2 (Build 1544.4)`, with space around it.
 * Anything else, and a part above `HIGHEST_PART`, is `null`.
 */
export function parseBuild(text: string): BuildNumber | null {
  const trimmed = text.trim();
  const match = DOTTED.exec(trimmed) ?? DISPLAYED.exec(trimmed);
  if (!match) return null;
  const [major, minor, build, revision] = match.slice(1).map(Number) as [number, number, number, number];
  if (Math.max(major, minor, build, revision) > HIGHEST_PART) return null;
  return { major, minor, build, revision };
}

/** Negative when `a` is older than `b`, 0 when they are the same, positive when it is newer. */
export function compareBuilds(a: BuildNumber, b: BuildNumber): number {
  return a.major - b.major || a.minor - b.minor || a.build - b.build || a.revision - b.revision;
}

/** `15.2.1544.36`, without padding. */
export function formatBuild(build: BuildNumber): string {
  return `${laneKey(build)}.${build.revision}`;
}

/** The first three numbers, `15.2.1544`: all builds of one CU share them. */
export function laneKey(build: BuildNumber): string {
  return `${build.major}.${build.minor}.${build.build}`;
}
