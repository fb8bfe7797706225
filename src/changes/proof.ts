import { compareBuilds, formatBuild, parseBuild } from '../catalogue/build-number.ts';
import type { Catalogue } from '../catalogue/model.ts';
import { reaches } from '../catalogue/reaches.ts';
import { type Instant, later } from '../core/clock.ts';
import type { Fact, Observation } from '../evidence/observation.ts';
import { CLOCK_TOLERANCE } from '../evidence/standing.ts';
import type { StoredReport } from '../evidence/store.ts';
import { whyNotKnown } from '../readiness/judgement.ts';
import type { Assessment } from '../readiness/model.ts';
import { dayText, instantText } from '../readiness/words.ts';
import type { Proof, Target } from './model.ts';

/** What is known of one server, as its target needs it. */
export interface TargetEvidence {
  /** The report that counts now. */
  readonly report: StoredReport | null;
  /** The judgement of that report as it reads now; null: not in the fleet. */
  readonly assessment: Pick<Assessment, 'checks' | 'validUntil'> | null;
  /** Whether somebody took it out of the fleet. */
  readonly retired: boolean;
  readonly catalogue: Catalogue;
}

/**
 * Holds what is known of a server against its target. Proven (`missing` is empty) only by a report that was generated and
 * received after `since` and shows the target met, the Mitigation service Running and Automatic, no inactive component, no cluster
 * node that is not up and no restart pending; whatever that report does not tell is missing. An Edge server has no Mitigation service. A server that is to be
 * retired is proven by having been retired, and by no report.
 */
export function proofOf(target: Target, evidence: TargetEvidence, since: Instant, now: Instant): Proof {
  const { report } = evidence;
  const about = {
    at: now,
    report: report?.report ?? null,
    file: report?.file ?? null,
    generatedAt: report?.observation.generatedAt.known ? report.observation.generatedAt.value : null,
    build: report?.observation.build.known ? formatBuild(report.observation.build.value) : null,
  };
  if (target.kind === 'retired') {
    const none = { report: null, file: null, generatedAt: null, build: null };
    return evidence.retired ? { at: now, ...none, missing: [] } : { ...about, missing: ['It is not retired yet.'] };
  }
  if (evidence.retired) return { ...about, missing: ['It was retired: no report proves this any more.'] };
  if (report === null) return { ...about, missing: ['There is no report of it.'] };
  const late = notAfter(report, since, now);
  if (late !== null) return { ...about, missing: [late] };
  return { ...about, missing: [...aimMissing(target, evidence, report, now), ...conditionMissing(report.observation)] };
}

function notAfter({ observation, receivedAt }: StoredReport, since: Instant, now: Instant): string | null {
  const { generatedAt } = observation;
  if (!generatedAt.known) return `When its newest report was generated ${whyNotKnown(generatedAt)}.`;
  const at = generatedAt.value;
  if (at > later(receivedAt, CLOCK_TOLERANCE) || at > later(now, CLOCK_TOLERANCE)) {
    return `Its newest report is dated ${instantText(at)}, in the future.`;
  }
  if (at > since && receivedAt > since) return null;
  if (at > since) {
    const dated = `Its newest report is dated ${instantText(at)} and was here on ${instantText(receivedAt)} already`;
    return `${dated}: the clock of the server is ahead. One generated after ${instantText(since)} is needed.`;
  }
  return `Its newest report is of ${instantText(at)}. One generated after ${instantText(since)} is needed.`;
}

function aimMissing(
  target: Exclude<Target, { readonly kind: 'retired' }>,
  { assessment, catalogue }: TargetEvidence,
  { observation }: StoredReport,
  now: Instant,
): string[] {
  if (target.kind === 'gate') return gateMissing(target.gate, assessment, now);
  const wanted = parseBuild(target.build);
  const { build } = observation;
  if (wanted === null) return [`The build ${target.build} of its target can not be read.`];
  if (!build.known) return [`Its exact build ${whyNotKnown(build)}; ${target.build} or later is needed.`];
  const has = formatBuild(build.value);
  switch (reaches(catalogue, build.value, wanted)) {
    case true:
      return [];
    case null:
      return [
        `Its build is ${has}; whether that is as new as ${target.build} is not known to the catalogue of ${dayText(catalogue.asOf)}.`,
      ];
    case false:
      return compareBuilds(build.value, wanted) < 0
        ? [`Its build is ${has}; ${target.build} or later is needed.`]
        : [`Its build is ${has}, of a later update line but released before ${target.build} (${target.label}).`];
  }
}

function gateMissing(gate: string, assessment: TargetEvidence['assessment'], now: Instant): string[] {
  if (assessment === null || (assessment.validUntil !== null && assessment.validUntil <= now)) {
    return [`Whether ${gate} passes is not known: its newest report is too old.`];
  }
  const check = assessment.checks.find(({ id }) => id === gate);
  if (check?.verdict === 'pass') return [];
  const why = check?.reasons.map(({ text }) => text).join(' ') ?? '';
  return [`${gate} does not pass${why === '' ? '.' : `: ${why}`}`];
}

function conditionMissing({
  role,
  serviceStatus,
  serviceStartType,
  inactiveComponents,
  clusterNode,
  pendingReboot,
}: Observation): string[] {
  const edge = role.known && role.value === 'edge';
  return [
    ...(edge ? [] : wordMissing('The status of MSExchangeMitigation', serviceStatus, 'Running')),
    ...(edge ? [] : wordMissing('The start type of MSExchangeMitigation', serviceStartType, 'Automatic')),
    ...componentsMissing(inactiveComponents),
    ...nodeMissing(clusterNode),
    ...rebootMissing(pendingReboot),
  ];
}

function wordMissing(what: string, fact: Fact<string>, wanted: string): string[] {
  if (!fact.known) return [`${what} ${whyNotKnown(fact)}.`];
  const value = fact.value.trim();
  return value.toLowerCase() === wanted.toLowerCase() ? [] : [`${what} is ${value}, not ${wanted}.`];
}

function componentsMissing(fact: Fact<readonly string[]>): string[] {
  if (!fact.known) return [`Which components are inactive ${whyNotKnown(fact)}.`];
  return fact.value.length === 0 ? [] : [`Inactive: ${fact.value.join(', ')}.`];
}

/** Not every schema era and no standalone server tells of a node, so that its silence is not held against it. */
function nodeMissing(fact: Observation['clusterNode']): string[] {
  return fact.known && fact.value !== null && fact.value !== 'Up' ? [`Its cluster node is ${fact.value}.`] : [];
}

function rebootMissing(fact: Fact<boolean>): string[] {
  if (!fact.known) return [`Whether a restart is pending ${whyNotKnown(fact)}.`];
  return fact.value ? ['A restart is pending.'] : [];
}
