import { formatBuild } from '../catalogue/build-number.ts';
import { releaseName } from '../catalogue/lookup.ts';
import type { NextStep } from './model.ts';
import { downtime } from './steps/downtime.ts';
import { collectEvidence, completeEvidence } from './steps/evidence.ts';
import { removeMitigations } from './steps/leftover.ts';
import { argument, hasReason, isUnknown, type Move, type Situation } from './steps/move.ts';
import {
  applyMitigations,
  installUrlRewrite,
  openEndpoint,
  startService,
  turnOnSwitch,
  waitForHeartbeat,
} from './steps/repairs.ts';
import { buildFails, updatePath } from './steps/update-path.ts';
import { dayText } from './words.ts';

/**
 * What to do next, as one ordered list. Evidence first where it does not count; then the build where it fails a gate,
 * then the other gates; then, for a server that is ready but for advice, updates and leftovers.
 */
export function nextStep(situation: Situation): NextStep {
  const evidence = collectEvidence(situation);
  if (evidence && !situation.subject.current) return stepOf(situation, [evidence], []);

  const update = updatePath(situation);
  const urgent = update !== null && buildFails(situation);
  const leaves = update?.kind === 'replace-server' || update?.kind === 'remove-server';
  const work = leaves ? update : downtime(situation, update);
  const moves = [
    evidence,
    urgent ? work : null,
    // A server that is to be replaced or removed is not worth other repairs.
    ...(urgent && leaves ? [] : repairs(situation)),
    // A build that is cut off can't take what is on offer, and the build after the update takes what it needs by itself.
    urgent ? null : applyMitigations(situation),
    update && !urgent ? work : null,
    leaves ? null : removeMitigations(situation.subject, update),
    update ? null : work,
  ];
  return stepOf(
    situation,
    moves.flatMap((move) => move ?? []),
    leaves ? [] : asides(situation),
  );
}

function repairs(situation: Situation): (Move | null)[] {
  return [
    turnOnSwitch(situation),
    startService(situation),
    installUrlRewrite(situation),
    openEndpoint(situation),
    completeEvidence(situation),
    waitForHeartbeat(situation),
  ];
}

/** What nobody has to do, and somebody should know. */
function asides(situation: Situation): string[] {
  const { server, catalogue } = situation.subject;
  const unblock = `Set-ExchangeServer -Identity ${argument(server.name)} -MitigationsBlocked @()`;
  return [
    ...(hasReason(situation, 'mitigations-blocked', 'blocked')
      ? [`To unblock mitigations, once there is no reason left to block them: ${unblock}`]
      : []),
    ...(hasReason(situation, 'latest-update', 'newer-than-catalogue') && !isUnknown(situation, 'eems-available')
      ? [
          `Load a newer catalogue with "patchwarden catalogue load FILE": that of ${dayText(catalogue.asOf)} does not know this build.`,
        ]
      : []),
  ];
}

function stepOf(situation: Situation, moves: readonly Move[], notes: readonly string[]): NextStep {
  const { subject } = situation;
  const [first] = moves;
  if (!first) return nothing(situation, notes);
  const target = moves.find((move) => move.target)?.target;
  const last = moves.at(-1)?.kind;
  const closing = last === 'collect-evidence' || last === 'remove-server' ? [] : [proofOf(subject.server.name, last)];
  return {
    kind: first.kind,
    summary: first.summary,
    steps: [...moves.flatMap(({ steps }) => steps), ...closing],
    target: target ? { build: formatBuild(target.build), label: releaseName(target), inferred: target.inferred } : null,
    remarks: [...new Set([...moves.flatMap(({ remarks = [] }) => remarks), ...notes])],
  };
}

function proofOf(name: string, last: NextStep['kind'] | undefined): string {
  return last === 'replace-server'
    ? `Run Health Checker on the new server and send in its report; ${name} leaves the fleet with the next inventory.`
    : `Run Health Checker on ${name} again and send in its report: it proves the outcome.`;
}

function nothing(situation: Situation, notes: readonly string[]): NextStep {
  const behind = hasReason(situation, 'latest-update', 'patch-tuesday-passed');
  const asOf = dayText(situation.subject.catalogue.asOf);
  const remark = `A Patch Tuesday has passed since ${asOf}, the catalogue's date: see whether Microsoft has released a newer update.`;
  return {
    kind: 'none',
    summary: 'Nothing to do.',
    steps: [],
    target: null,
    remarks: behind ? [...notes, remark] : notes,
  };
}
