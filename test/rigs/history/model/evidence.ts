import type { Sketch } from '../journal.ts';

const HOUR = 3_600_000;
const OLDEST = 8 * 24 * HOUR;
/** What clocks may differ by. */
const TOLERANCE = HOUR;

/** A report as it was taken in. */
export interface ModelReport extends Sketch {
  readonly id: string;
  readonly receivedAt: number;
}

export interface ModelFleet {
  readonly reports: Map<string, ModelReport>;
  /** The report that counts, by server. */
  readonly current: Map<string, ModelReport>;
  readonly retired: Set<string>;
}

/** Whether a report counts now, is older than the one that does, or is dated in the future. */
export function take(fleet: ModelFleet, report: ModelReport): 'current' | 'older' | 'future' {
  fleet.reports.set(report.id, report);
  if (report.generatedAt > report.receivedAt + TOLERANCE) return 'future';
  const known = fleet.current.get(report.server);
  if (known && known.generatedAt >= report.generatedAt) return 'older';
  fleet.current.set(report.server, report);
  return 'current';
}

export type Verdict = 'pass' | 'fail' | 'unknown';

/** The gates in which these reports differ. */
export function gatesOf(report: ModelReport): Record<string, Verdict> {
  const build = report.build === null ? 'unknown' : report.build === BEHIND ? 'fail' : 'pass';
  const service = report.service === null ? 'unknown' : report.service === 'Running' ? 'pass' : 'fail';
  return {
    'exact-build': report.build === null ? 'unknown' : 'pass',
    'eems-available': report.build === null ? 'unknown' : 'pass',
    'ocs-certificate': report.build === null ? 'unknown' : 'pass',
    'ocs-signing': build,
    'mitigation-service': service === 'fail' || report.startType !== 'Automatic' ? 'fail' : service,
    'url-rewrite': report.rewrite ? 'pass' : 'fail',
  };
}

/** Cut off from mitigations since July 2026. */
export const BEHIND = '15.2.2562.37';
export const WANTED = '15.2.2562.56';

export function readinessOf(report: ModelReport, now: number): 'ready' | 'failing' | 'unknown' {
  if (isStale(report, now)) return 'unknown';
  const verdicts = Object.values(gatesOf(report));
  if (verdicts.includes('fail')) return 'failing';
  return verdicts.includes('unknown') ? 'unknown' : 'ready';
}

export function isStale({ generatedAt }: ModelReport, now: number): boolean {
  return now >= generatedAt + OLDEST;
}

export interface ModelTarget {
  readonly kind: string;
  readonly build?: string;
  readonly gate?: string;
}

/** Whether the evidence that is known at `now` shows a target met by a report that was generated after `since`. */
export function proven(fleet: ModelFleet, server: string, target: ModelTarget, since: number, now: number): boolean {
  if (target.kind === 'retired') return fleet.retired.has(server);
  const report = fleet.current.get(server);
  if (fleet.retired.has(server) || !report) return false;
  // A clock that is ahead dates a report later than it was here.
  if (report.generatedAt <= since || report.receivedAt <= since) return false;
  if (report.generatedAt > now + TOLERANCE) return false;
  const sound = report.service === 'Running' && report.startType === 'Automatic';
  if (
    !sound ||
    report.node === 'Down' ||
    report.inactive === null ||
    report.inactive.length > 0 ||
    report.reboot !== false
  )
    return false;
  if (target.kind === 'gate') return !isStale(report, now) && gatesOf(report)[target.gate ?? ''] === 'pass';
  return report.build !== null && numbers(report.build) >= numbers(target.build ?? '');
}

/** Comparable as text. */
export function numbers(build: string): string {
  return build
    .split('.')
    .map((part) => part.padStart(6, '0'))
    .join('.');
}
