import { formatBuild } from '../../catalogue/build-number.ts';
import { releaseName } from '../../catalogue/lookup.ts';
import type { Release } from '../../catalogue/model.ts';
import type { Check, CheckId, NextStep, Subject } from '../model.ts';

/** One part of the way to a server that is ready and up to date. */
export interface Move {
  readonly kind: NextStep['kind'];
  /** One sentence; it stands for the whole when this move is the first. */
  readonly summary: string;
  readonly steps: readonly string[];
  readonly remarks?: readonly string[];
  /** The build that the server has afterwards. */
  readonly target?: Release;
}

/** What the moves are chosen from: the subject and what the rules said of it. */
export interface Situation {
  readonly subject: Subject;
  readonly checks: Readonly<Record<CheckId, Check>>;
}

export function fails(situation: Situation, id: CheckId): boolean {
  return situation.checks[id].verdict === 'fail';
}

export function isUnknown(situation: Situation, id: CheckId): boolean {
  return situation.checks[id].verdict === 'unknown';
}

export function hasReason(situation: Situation, id: CheckId, code: string): boolean {
  return situation.checks[id].reasons.some((reason) => reason.code === code);
}

/** `15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred)`. */
export function releaseText(release: Release): string {
  return `${formatBuild(release.build)} (${releaseName(release)}${release.inferred ? ', name inferred' : ''})`;
}

/** A server's name as an argument of a PowerShell command. Names come from reports, so anything unusual is quoted. */
export function argument(name: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) ? name : `'${name.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}
