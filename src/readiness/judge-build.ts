import { formatBuild } from '../catalogue/build-number.ts';
import { labelOf, laneOf, newestOf, releaseName } from '../catalogue/lookup.ts';
import type { BuildNumber, Catalogue, Product } from '../catalogue/model.ts';
import { DAY, type Day, type Instant } from '../core/clock.ts';
import { reportId, serverId } from '../core/ids.ts';
import type { Fact, Observation } from '../evidence/observation.ts';
import { rules } from './checks/rules.ts';
import { exposureOf } from './exposure.ts';
import { type Check, type CheckId, gateIds, type OpenVulnerability, type Subject } from './model.ts';

/** What a build number alone tells. */
export interface BuildJudgement {
  readonly build: string;
  readonly product: Product | null;
  readonly cu: string | null;
  readonly su: string | null;
  readonly checks: readonly Check[];
  /** Newest update of its lane, ESU or not, or null where the lane is not known. */
  readonly latest: { readonly build: string; readonly label: string; readonly inferred: boolean } | null;
  readonly openVulnerabilities: readonly OpenVulnerability[];
  readonly catalogueAsOf: Day;
}

/** The checks that a build alone decides, on a Mailbox server. */
const decided: readonly CheckId[] = [
  'eems-available',
  'ocs-certificate',
  'ocs-signing',
  'latest-update',
  'support-lifecycle',
  'known-vulnerabilities',
];

/** Judges a build as if a Mailbox server had it. Total: a build of no known product is `unknown` throughout. */
export function judgeBuild(catalogue: Catalogue, build: BuildNumber, now: Instant): BuildJudgement {
  const subject = subjectWith(catalogue, build, now);
  const label = labelOf(catalogue, build);
  const lane = laneOf(catalogue, build);
  const latest = lane && newestOf(lane);
  return {
    build: formatBuild(build),
    product: label.product,
    cu: label.cu,
    su: label.exact ? label.su : null,
    checks: decided.map((id) => checkOf(id, subject)),
    latest: latest && { build: formatBuild(latest.build), label: releaseName(latest), inferred: latest.inferred },
    openVulnerabilities: exposureOf(catalogue, build),
    catalogueAsOf: catalogue.asOf,
  };
}

function checkOf(id: CheckId, subject: Subject): Check {
  const { verdict, reasons, evidence } = rules[id](subject);
  const gate = (gateIds as readonly CheckId[]).includes(id);
  return { id, gate, verdict, reasons, evidence: { ...evidence, file: null, path: null } };
}

const absent: Fact<never> = { known: false, why: 'absent', path: 'build' };

function subjectWith(catalogue: Catalogue, build: BuildNumber, now: Instant): Subject {
  const observation: Observation = {
    era: 'C',
    name: formatBuild(build),
    fqdn: null,
    organisation: null,
    scriptVersion: absent,
    generatedAt: absent,
    role: { known: true, value: 'mailbox', path: 'role' },
    build: { known: true, value: build, path: 'build' },
    displayedBuild: absent,
    organisationSwitch: absent,
    serverSwitch: absent,
    serviceStatus: absent,
    serviceStartType: absent,
    ocsProbe: absent,
    mitigationsOnOffer: absent,
    mitigationsApplied: absent,
    mitigationsBlocked: absent,
    urlRewrite: absent,
    pendingReboot: absent,
    inactiveComponents: absent,
    clusterNode: absent,
    externalHosts: absent,
    site: absent,
    dag: absent,
    operatingSystem: absent,
  };
  return {
    server: { id: serverId(formatBuild(build)), name: formatBuild(build), fqdn: formatBuild(build) },
    role: 'mailbox',
    displayedBuild: null,
    current: { report: reportId('0'.repeat(64)), file: formatBuild(build), receivedAt: now, observation },
    withheld: null,
    organisationSwitch: null,
    catalogue,
    now,
    maxEvidenceAge: DAY,
  };
}
