import { DAY, HOUR, type Instant, MINUTE } from '../core/clock.ts';
import type { Readiness, Verdict } from '../readiness/model.ts';

export const marks: Readonly<Record<Readiness, string>> = {
  ready: '✔ ready',
  failing: '✖ failing',
  unknown: '? unknown',
  notApplicable: '– not applicable',
};

export const verdictMarks: Readonly<Record<Verdict, string>> = {
  pass: '✔ pass',
  fail: '✖ fail',
  warn: '? warn',
  unknown: '? unknown',
  notApplicable: '– not applicable',
};

/** `3 h`, `9 d`, `never`. */
export function ageText(at: Instant | null, now: Instant): string {
  if (at === null) return 'never';
  const age = Math.max(0, now - at);
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  return age < 2 * DAY ? `${Math.floor(age / HOUR)} h` : `${Math.floor(age / DAY)} d`;
}
