import type { Instant } from '../core/clock.ts';
import type { Assessment, Readiness } from './model.ts';
import { instantText } from './words.ts';

/** The first instant at which a stored verdict no longer holds is half-open: at `validUntil` itself it has expired. */
export function isExpired({ validUntil }: Pick<Assessment, 'validUntil'>, now: Instant): boolean {
  return validUntil !== null && validUntil <= now;
}

/** A stored judgement as it may be read at `now`: one that has expired reads as unknown and says why. */
export function readAt(assessment: Assessment, now: Instant): Assessment {
  if (!isExpired(assessment, now) || assessment.validUntil === null) return assessment;
  const readiness: Readiness = assessment.readiness === 'notApplicable' ? 'notApplicable' : 'unknown';
  const reason = {
    code: 'expired',
    text: `This judgement held until ${instantText(assessment.validUntil)} and has not been renewed since.`,
  };
  // What fails keeps its verdict and reason; the check that carries the age says that none of it is certain any more.
  const checks = assessment.checks.map((check) =>
    check.id === 'evidence-age' ? { ...check, verdict: 'unknown' as const, reasons: [reason] } : check,
  );
  return { ...assessment, readiness, checks };
}
