import { compareBuilds, parseBuild } from '../../catalogue/build-number.ts';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { localAt } from '../../core/local-time.ts';
import { localText } from '../../maintenance/window-words.ts';
import { type GateId, gateIds, type ServerRow } from '../../readiness/model.ts';
import { listText } from '../../readiness/words.ts';
import type { Change } from '../model.ts';
import type { Target } from '../plan.ts';
import { isOutdated } from '../rollout/scope.ts';
import { needsBuild } from '../work.ts';
import type { Staying } from './model.ts';

type Planned = Pick<Change, 'id' | 'plan'>;

/**
 * Of servers that are failing or outdated now those that no change brings in order by a date, grouped by why, the largest
 * group first. `changes`: proposed, approved and in progress. A change counts that ends by then and whose targets do away
 * with everything that is wrong.
 */
export function stayingBy(rows: readonly ServerRow[], changes: readonly Planned[], by: Instant): Staying[] {
  const byServer = new Map<ServerId, Planned[]>();
  for (const change of changes) {
    for (const { server } of change.plan.servers) {
      const known = byServer.get(server);
      if (known) known.push(change);
      else byServer.set(server, [change]);
    }
  }
  const groups = new Map<string, ServerRow[]>();
  for (const row of rows) {
    const why = whyStaying(row, byServer.get(row.id) ?? [], by);
    if (why !== null) groups.set(why, [...(groups.get(why) ?? []), row]);
  }
  return [...groups]
    .map(([why, all]) => ({
      why,
      servers: all.map((row) => ({
        id: row.id,
        name: row.name,
        readiness: row.assessment.readiness,
        outdated: isOutdated(row),
      })),
    }))
    .sort((a, b) => b.servers.length - a.servers.length || (a.why < b.why ? -1 : 1));
}

/** Null: it is in order by then. */
function whyStaying(row: ServerRow, changes: readonly Planned[], by: Instant): string | null {
  const inTime = changes.filter(({ plan }) => plan.window.end <= by);
  if (isFixed(row, inTime)) return null;
  if (isFixed(row, changes)) {
    const late = changes.filter((change) => !inTime.includes(change));
    return `Its change ends later: ${listText(late.map(endText))}.`;
  }
  if (changes.length > 0)
    return `${listText(changes.map(({ id }) => id))} ${changes.length === 1 ? 'does' : 'do'} not bring all that it lacks.`;
  switch (row.assessment.nextStep.kind) {
    case 'replace-server':
      return 'It needs replacement, and no change is open for it.';
    case 'remove-server':
      return 'It needs removal, and no change is open for it.';
    case 'collect-evidence':
      return 'What it needs is not known, and no change is open for it.';
    default:
      return 'No change is open for it.';
  }
}

function endText({ id, plan: { window } }: Planned): string {
  return `${id} (${localText(localAt(window.end, window.zone))} ${window.zone})`;
}

/** Whether these changes together do away with each gate that fails, and with an outdated build. */
function isFixed(row: ServerRow, changes: readonly Planned[]): boolean {
  const targets = changes.flatMap(({ plan }) =>
    plan.servers.flatMap(({ server, target }) => (server === row.id ? target : [])),
  );
  if (targets.some(({ kind }) => kind === 'retired')) return true;
  const failing = failingGates(row);
  const isBuilt = targets.some((target) => reachesEnd(target, row));
  const { missesUpdate, outOfSupport } = row.assessment;
  if ((missesUpdate || outOfSupport) && !isBuilt) return false;
  return failing.every((gate) =>
    targets.some((target) => (target.kind === 'gate' && target.gate === gate) || (isBuilt && needsBuild(gate))),
  );
}

function failingGates({ assessment: { checks } }: ServerRow): GateId[] {
  return gateIds.filter((gate) => checks.some(({ id, verdict }) => id === gate && verdict === 'fail'));
}

/** A build is known to bring what is missing where it is the one at which the server's next step ends, or a later one. */
function reachesEnd(target: Target, { assessment: { nextStep } }: ServerRow): boolean {
  if (target.kind !== 'build') return false;
  const end = nextStep.target && parseBuild(nextStep.target.build);
  const build = parseBuild(target.build);
  return build !== null && (!end || compareBuilds(build, end) >= 0);
}
