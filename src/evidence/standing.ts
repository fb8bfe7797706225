import { HOUR } from '../core/clock.ts';
import type { Instant } from '../core/clock.ts';
import { byText } from './order.ts';

/** A report dated later than this after it was received has a wrong clock behind it. Source: `evidence-age`. */
export const CLOCK_TOLERANCE = HOUR;

/** What decides between the reports of one server. */
export interface Dated {
  readonly id: string;
  readonly generatedAt: Instant | null;
  readonly receivedAt: Instant;
}

/** What a report's dates alone say of it; which of the dated ones is current, `outranks` decides. */
export function dating(report: Dated): 'dated' | 'undated' | 'future' {
  if (report.generatedAt === null) return 'undated';
  return report.generatedAt > report.receivedAt + CLOCK_TOLERANCE ? 'future' : 'dated';
}

/**
 * True if `report` counts rather than `current`: a dated one before an undated one, then the later generated one.
 * Reports that are equal in this are told apart by their bytes' hash, so that no order of arrival decides.
 * Never true for a report from the future.
 */
export function outranks(report: Dated, current: Dated | null): boolean {
  if (dating(report) === 'future') return false;
  if (current === null) return true;
  if (report.generatedAt === null || current.generatedAt === null) {
    if (report.generatedAt !== null) return true;
    if (current.generatedAt !== null) return false;
    return (report.receivedAt - current.receivedAt || byText(report.id, current.id)) > 0;
  }
  return (report.generatedAt - current.generatedAt || byText(report.id, current.id)) > 0;
}
