import { laneKey, parseBuild } from '../catalogue/build-number.ts';
import { productOf } from '../catalogue/lookup.ts';
import { never } from '../core/result.ts';
import type { GateId, ServerRow } from '../readiness/model.ts';
import type { Target } from './model.ts';

/** What kind of work brings a server to its target. */
export const workKinds = [
  'repair',
  'restart',
  'update',
  'cumulative-update',
  'move-to-se',
  'retirement',
  'replacement',
] as const;
export type WorkKind = (typeof workKinds)[number];

const buildGates: readonly GateId[] = ['exact-build', 'eems-available', 'ocs-certificate', 'ocs-signing'];

/** Whether only another build makes this gate pass. */
export function needsBuild(gate: GateId): boolean {
  return buildGates.includes(gate);
}

/**
 * From what the server has now. Where its build is not known, the heavier kind: what may be a cumulative update is not
 * taken for one that can be uninstalled.
 */
export function workOf(target: Target, row: Pick<ServerRow, 'assessment'>): WorkKind {
  switch (target.kind) {
    case 'retired':
      return target.replacedBy === null ? 'retirement' : 'replacement';
    case 'gate':
      return needsBuild(target.gate) ? 'update' : 'repair';
    case 'build':
      return installation(target.build, row.assessment.build);
    default:
      return never(target);
  }
}

function installation(wanted: string, has: string | null): WorkKind {
  const to = parseBuild(wanted);
  const from = has === null ? null : parseBuild(has);
  if (!to || !from) return 'cumulative-update';
  if (laneKey(to) === laneKey(from)) return to.revision === from.revision ? 'restart' : 'update';
  return productOf(to) === 'ExchangeSE' && productOf(from) !== 'ExchangeSE' ? 'move-to-se' : 'cumulative-update';
}
