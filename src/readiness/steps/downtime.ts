import type { Subject } from '../model.ts';
import { argument, type Move, type Situation } from './move.ts';

/** The work for which the server goes down: a pending restart and the update, in that order, a DAG member in maintenance. */
export function downtime(situation: Situation, update: Move | null): Move | null {
  const restart = restartServer(situation);
  const work = update && restart ? { ...update, steps: [...restart.steps, ...update.steps] } : (update ?? restart);
  return work && inMaintenance(situation.subject, work);
}

/** The DAG that the newest report names; null for a standalone server and where it is not known. */
export function dagOf(subject: Subject): string | null {
  const dag = subject.current?.observation.dag;
  return dag?.known ? dag.value : null;
}

function restartServer(situation: Situation): Move | null {
  if (situation.checks['pending-reboot'].verdict !== 'warn') return null;
  const text = `Restart ${situation.subject.server.name}: a restart is pending.`;
  return { kind: 'restart-server', summary: text, steps: [text] };
}

/** Source: learn.microsoft.com, "Manage database availability groups", maintenance on members. */
function inMaintenance(subject: Subject, move: Move): Move {
  const dag = dagOf(subject);
  if (dag === null) return move;
  const { name } = subject.server;
  const script = `DagServerMaintenance.ps1 -ServerName ${argument(name)}`;
  return {
    ...move,
    steps: [
      `Put ${name} into maintenance: set its HubTransport to Draining, run Start${script} -MoveComment Maintenance -PauseClusterNode, then set ServerWideOffline to Inactive.`,
      ...move.steps,
      `Take ${name} out of maintenance: set ServerWideOffline to Active, run Stop${script}, then set HubTransport to Active.`,
    ],
    remarks: [
      `${name} is a member of ${dag}: put it into maintenance first, and only one member at a time.`,
      ...(move.remarks ?? []),
    ],
  };
}
