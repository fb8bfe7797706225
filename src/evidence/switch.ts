import { DAY } from '../core/clock.ts';
import type { Instant } from '../core/clock.ts';
import { byText } from './order.ts';

/** One report's word on the organisation's switch. */
export interface SwitchWord {
  readonly on: boolean;
  readonly at: Instant;
  readonly report: string;
}

/**
 * True if `word` is newer than what is stored. Of two generated at the same time the one that says off counts: the other
 * must not make servers ready. Of two alike the hash decides, not the arrival.
 */
export function isNewerWord(word: SwitchWord, stored: SwitchWord | null): boolean {
  if (stored === null) return true;
  return (word.at - stored.at || Number(stored.on) - Number(word.on) || byText(word.report, stored.report)) > 0;
}

/**
 * Whether a newer word changes how the organisation's other servers are judged: the value differs, or the stored word was
 * of an earlier day, so that its age may have begun to count. Re-judging all of them for each report would be quadratic.
 */
export function concernsWholeOrganisation(word: SwitchWord, stored: SwitchWord | null): boolean {
  return stored === null || stored.on !== word.on || Math.floor(stored.at / DAY) !== Math.floor(word.at / DAY);
}
