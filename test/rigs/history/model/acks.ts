import { gatesOf, isStale, type ModelReport, readinessOf } from './evidence.ts';

export interface ModelAck {
  readonly id: string;
  readonly server: string;
  readonly author: string;
  readonly until: number;
  /** Null: it was bound to what an old report said, so what is worse can't be told. */
  readonly bound: Bound | null;
  ended: string | null;
}

interface Bound {
  readonly failing: readonly string[];
  readonly open: readonly string[];
  readonly build: string | null;
}

export function boundTo(report: ModelReport, now: number): Bound | null {
  if (isStale(report, now)) return null;
  const failing = gatesBeing(report, 'fail');
  return {
    failing,
    open: gatesBeing(report, 'unknown'),
    build: report.build,
  };
}

/** How a new report ends it; null: it stays. Undefined: it can't be told. */
export function endedBy({ bound }: ModelAck, report: ModelReport, now: number): string | null | undefined {
  if (readinessOf(report, now) === 'ready') return 'ready';
  if (bound === null || isStale(report, now)) return undefined;
  const failing = gatesBeing(report, 'fail');
  const open = [...failing, ...gatesBeing(report, 'unknown')];
  const accepted = bound.failing;
  if (failing.some((gate) => !accepted.includes(gate))) return 'worse';
  const otherBuild = bound.build !== null && report.build !== null && bound.build !== report.build;
  const asItWas =
    bound.failing.every((gate) => failing.includes(gate)) && bound.open.every((gate) => open.includes(gate));
  return otherBuild && asItWas ? 'worse' : null;
}

function gatesBeing(report: ModelReport, verdict: string): string[] {
  return Object.entries(gatesOf(report)).flatMap(([gate, is]) => (is === verdict ? [gate] : []));
}
