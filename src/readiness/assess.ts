import { formatBuild } from '../catalogue/build-number.ts';
import { labelOf, productOf } from '../catalogue/lookup.ts';
import type { Instant } from '../core/clock.ts';
import { certainlyOpen } from './checks/known-vulnerabilities.ts';
import { missingUpdateCodes } from './checks/latest-update.ts';
import { rules } from './checks/rules.ts';
import { earlier } from './judgement.ts';
import { knownBuild } from './known-build.ts';
import {
  type Assessment,
  advisoryIds,
  type Check,
  type CheckId,
  gateIds,
  type Judgement,
  type Readiness,
  type Subject,
  type Verdict,
} from './model.ts';
import { nextStep } from './next-step.ts';

const gates: ReadonlySet<CheckId> = new Set(gateIds);
const allIds: readonly CheckId[] = [...gateIds, ...advisoryIds];

/** Judges one server: every check, what follows for readiness, and what to do next. Pure and total. */
export function assess(subject: Subject): Assessment {
  const judgements = allIds.map((id) => ({ id, ...rules[id](subject) }));
  const checks = judgements.map(
    ({ id, verdict, reasons, evidence }): Check => ({ id, gate: gates.has(id), verdict, reasons, evidence }),
  );
  const byId = Object.fromEntries(checks.map((check) => [check.id, check])) as Record<CheckId, Check>;
  const support = byId['support-lifecycle'].verdict;

  return {
    server: subject.server.id,
    judgedAt: subject.now,
    catalogue: subject.catalogue.id,
    catalogueAsOf: subject.catalogue.asOf,
    readiness: readinessOf(checks.filter(({ gate }) => gate).map(({ verdict }) => verdict)),
    checks,
    nextStep: nextStep({ subject, checks: byId }),
    // An unknown can't become less trusted, and what advises only does not bear on trust.
    validUntil: earliest(judgements.filter(({ id, verdict }) => gates.has(id) && verdict !== 'unknown')),
    rejudgeAt: earliest(judgements),
    ...identityOf(subject),
    missesUpdate: byId['latest-update'].reasons.some(({ code }) => missingUpdateCodes.includes(code)),
    outOfSupport: support === 'fail' || support === 'warn',
    openVulnerabilities: certainlyOpen(subject),
  };
}

/** Ready takes ten passes; one gate that can't tell, or does not apply where others do, is enough to be unknown. */
export function readinessOf(verdicts: readonly Verdict[]): Readiness {
  if (verdicts.length > 0 && verdicts.every((verdict) => verdict === 'notApplicable')) return 'notApplicable';
  if (verdicts.includes('fail')) return 'failing';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'pass') ? 'ready' : 'unknown';
}

function earliest(judgements: readonly Judgement[]): Instant | null {
  return judgements.reduce<Instant | null>((first, { until }) => earlier(first, until), null);
}

/** Product and CU come from any build; the update and the build only from the exact one. */
function identityOf(subject: Subject): Pick<Assessment, 'product' | 'cu' | 'su' | 'build'> {
  const known = knownBuild(subject);
  if (known.kind === 'none') return { product: null, cu: null, su: null, build: null };
  const label = labelOf(subject.catalogue, known.build);
  const exact = known.kind === 'exact';
  return {
    product: productOf(known.build),
    cu: label.cu,
    su: exact && label.exact ? label.su : null,
    build: exact ? formatBuild(known.build) : null,
  };
}
