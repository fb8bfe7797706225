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
  return at === null ? 'never' : durationText(Math.max(0, now - at));
}

/** `12 min`, `3 h`, `9 d`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  return milliseconds < 2 * DAY ? `${Math.floor(milliseconds / HOUR)} h` : `${Math.floor(milliseconds / DAY)} d`;
}
