import type { Catalogue } from '../../catalogue/model.ts';
import type { ServerId } from '../../core/ids.ts';
import type { NextStep, ServerRow } from '../../readiness/model.ts';
import { listText } from '../../readiness/words.ts';
import type { ChangeId, PlannedServer } from '../plan.ts';
import { readTarget, usualTarget } from '../target.ts';
import type { LeftOut } from './model.ts';

/** A server that a build is to be installed on. */
export interface Wanted {
  readonly row: ServerRow;
  readonly planned: PlannedServer;
}

/** Which servers need a build, and why the others are left out; both in the order of `rows`. `open`: changes of theirs. */
export function sortOut(
  rows: readonly ServerRow[],
  { catalogue, open }: { readonly catalogue: Catalogue; readonly open: ReadonlyMap<ServerId, readonly ChangeId[]> },
): { readonly wanted: readonly Wanted[]; readonly left: readonly LeftOut[] } {
  const wanted: Wanted[] = [];
  const left: LeftOut[] = [];
  for (const row of rows) {
    const changes = open.get(row.id) ?? [];
    const target = changes.length > 0 ? openText(changes) : targetOf(row, catalogue);
    if (typeof target === 'string') left.push({ server: row.id, name: row.name, why: target });
    else wanted.push({ row, planned: target });
  }
  return { wanted, left };
}

function openText(changes: readonly ChangeId[]): string {
  return `${listText(changes)} ${changes.length === 1 ? 'is' : 'are'} open for it already.`;
}

/** What it is to come to; a text: why no change of a rollout is for it. */
function targetOf(row: ServerRow, catalogue: Catalogue): PlannedServer | string {
  const { nextStep } = row.assessment;
  const why = otherWork(nextStep);
  if (why !== null) return why;
  const usual = usualTarget(row, catalogue)?.value ?? '';
  const read = readTarget(usual, row, { catalogue, kept: null, replacedBy: null });
  if (!read.ok) return read.refusal.message;
  if (read.value.kind !== 'build') return `It needs no new build: ${nextStep.summary}`;
  return { server: row.id, target: read.value };
}

/** Null: a build is what it needs. */
function otherWork({ kind, summary }: NextStep): string | null {
  switch (kind) {
    case 'install-update':
    case 'install-cumulative-update':
    case 'move-to-se':
      return null;
    case 'none':
      return 'It needs nothing.';
    case 'replace-server':
      return `It needs replacement: ${summary}`;
    case 'remove-server':
      return `It needs removal: ${summary}`;
    case 'collect-evidence':
      return `What it needs is not known: ${summary}`;
    case 'turn-on-switch':
    case 'start-service':
    case 'open-endpoint':
    case 'install-url-rewrite':
    case 'wait-for-heartbeat':
    case 'remove-mitigation':
    case 'restart-server':
      return `It needs something else than a new build: ${summary}`;
  }
}
