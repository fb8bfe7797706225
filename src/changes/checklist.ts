import { laneKey, parseBuild } from '../catalogue/build-number.ts';
import type { ServerRow } from '../readiness/model.ts';
import { argument } from '../readiness/steps/move.ts';
import type { Plan, Target } from './model.ts';

/**
 * What is done on one server, in order, each a sentence; empty when it is not in the plan. Of a DAG member it begins with
 * the health of its replication and of the other copies. Source: learn.microsoft.com, "Manage database availability groups"
 * (maintenance on members) and "Install Cumulative Updates".
 */
export function checklist(row: ServerRow, plan: Plan): string[] {
  const planned = plan.servers.find(({ server }) => server === row.id);
  if (!planned) return [];
  const { target } = planned;
  if (target.kind === 'retired') return retirement(row, target);
  const work = target.kind === 'gate' ? repair(row, target.gate) : update(row, plan, target);
  return [...work, ...afterwards(row)];
}

function update(row: ServerRow, plan: Plan, target: Extract<Target, { readonly kind: 'build' }>): string[] {
  const first = plan.servers[0]?.server === row.id;
  const install = installation(row, target);
  return [
    ...(row.dag === null ? [] : copies(row, row.dag)),
    ...(plan.adPrep && first ? ['Prepare Active Directory, and wait until it has replicated.'] : []),
    ...(row.role === 'edge' ? drainEdge(row) : drain(row)),
    ...install,
    ...(row.role === 'edge' ? resumeEdge(row) : resume(row)),
  ];
}

function copies({ name }: ServerRow, dag: string): string[] {
  const server = argument(name);
  return [
    `See that replication is healthy: Test-ReplicationHealth -Identity ${server}, on every member of ${dag}.`,
    `See that every database of ${name} has a healthy copy on another member: Get-MailboxDatabaseCopyStatus -Server ${server}.`,
    `See that all other members of ${dag} are up: one at a time.`,
  ];
}

function drain(row: ServerRow): string[] {
  const server = argument(row.name);
  const member = row.dag !== null;
  return [
    member
      ? `Drain mail: Set-ServerComponentState ${server} -Component HubTransport -State Draining -Requester Maintenance, then Restart-Service MSExchangeTransport.`
      : `Drain mail: Set-ServerComponentState ${server} -Component HubTransport -State Draining -Requester Maintenance, then Restart-Service MSExchangeTransport, and take ${row.name} out of the load balancer.`,
    ...(hasCallRouter(row)
      ? [`Set-ServerComponentState ${server} -Component UMCallRouter -State Draining -Requester Maintenance.`]
      : []),
    ...(member
      ? [`Suspend: StartDagServerMaintenance.ps1 -ServerName ${server} -MoveComment Maintenance -PauseClusterNode.`]
      : []),
    `Hand over queued mail: Redirect-Message -Server ${server} -Target, with the fqdn of another server.`,
    `Set-ServerComponentState ${server} -Component ServerWideOffline -State Inactive -Requester Maintenance.`,
    `See that it is idle: of Get-ServerComponentState ${server} only Monitoring and RecoveryActionsEnabled are active, and the queues are empty${member ? '; activation is Blocked and the cluster node is paused' : ''}.`,
  ];
}

function resume(row: ServerRow): string[] {
  const server = argument(row.name);
  return [
    `Resume: Set-ServerComponentState ${server} -Component ServerWideOffline -State Active -Requester Maintenance.`,
    ...(hasCallRouter(row)
      ? [`Set-ServerComponentState ${server} -Component UMCallRouter -State Active -Requester Maintenance.`]
      : []),
    ...(row.dag === null ? [] : [`StopDagServerMaintenance.ps1 -ServerName ${server}.`]),
    `Set-ServerComponentState ${server} -Component HubTransport -State Active -Requester Maintenance, then Restart-Service MSExchangeTransport.`,
    ...(row.dag === null
      ? [`Put ${row.name} back into the load balancer.`]
      : [`See that replication is healthy again before the next member: Test-ReplicationHealth -Identity ${server}.`]),
    `See that no component is inactive, also none with requester Functional: Get-ServerComponentState ${server}.`,
  ];
}

function drainEdge({ name }: ServerRow): string[] {
  return [`Let the other Edge servers take the mail, and wait until the queues of ${name} are empty.`];
}

function resumeEdge({ name }: ServerRow): string[] {
  return [`See that mail flows through ${name} again.`];
}

function installation({ name, assessment }: ServerRow, { build, label }: Extract<Target, { readonly kind: 'build' }>) {
  const from = assessment.build === null ? null : parseBuild(assessment.build);
  const to = parseBuild(build);
  const full = from === null || to === null || laneKey(from) !== laneKey(to);
  const what = label === '' ? build : `${build} (${label})`;
  if (!full) {
    return [
      `Install ${what} from an elevated prompt, with the antivirus scanner off.`,
      `Restart ${name}, and see that all Exchange services run: one that is disabled tells of an interrupted installation.`,
    ];
  }
  return [
    `Keep copies of what was customised on ${name}: web.config files and EdgeTransport.exe.config are overwritten.`,
    `Restart ${name}, and turn the antivirus scanner off.`,
    `Install what leads to ${what} from an elevated prompt: the cumulative update first, then the newest security update of it. There is no way back.`,
    `Restart ${name} again, and see that all Exchange services run: one that is disabled tells of an interrupted installation.`,
  ];
}

function repair({ name, assessment: { nextStep } }: ServerRow, gate: string): string[] {
  // The report is asked for once, at the end of the whole.
  const steps = nextStep.steps.filter((step) => !step.startsWith(`Run Health Checker on ${name} again`));
  return steps.length > 0 ? steps : [`Do what makes ${gate} pass.`];
}

function afterwards({ name, role }: ServerRow): string[] {
  const service =
    role === 'edge'
      ? []
      : [
          `See that the service MSExchangeMitigation of ${name} is Running and Automatic, that no event 1008 comes within 70 minutes, and that MitigationsApplied names PING1.`,
        ];
  return [...service, `Run Health Checker on ${name} and send the report: it closes the change.`];
}

function retirement({ name, dag }: ServerRow, { replacedBy }: Extract<Target, { readonly kind: 'retired' }>): string[] {
  const to = replacedBy === null ? 'another server' : replacedBy;
  return [
    ...(dag === null
      ? []
      : [`See that replication is healthy and that every database of ${name} has a healthy copy on another member.`]),
    `Move mailboxes, connectors and client names from ${name} to ${to}.`,
    ...(dag === null ? [] : [`Take ${name} out of ${dag}.`]),
    `Uninstall Exchange from ${name}.`,
    `Retire ${name} here: it closes the change.`,
  ];
}

/** Unified Messaging went with Exchange 2019. */
function hasCallRouter({ assessment: { product } }: ServerRow): boolean {
  return product === 'Exchange2016' || product === 'Exchange2013';
}
