import type { ChangeId } from '../changes/model.ts';

const WRITTEN = /^(?:chg|change)?[\s#_:-]*0*(\d{1,9})$/i;
const DIGITS = 4;

/** `CHG-0007`, `chg7`, `CHG 07`, `#7`: the id that was meant; null: no number of a change. */
export function changeIdIn(text: string): ChangeId | null {
  const number = WRITTEN.exec(text.trim())?.[1];
  if (number === undefined || number === '0') return null;
  return `CHG-${number.padStart(DIGITS, '0')}` as ChangeId;
}

/** Whether a word can only be the id of a change: a number alone is not. */
export function isChangeId(text: string): boolean {
  return /^chg[\s#_:-]*\d/i.test(text.trim()) && changeIdIn(text) !== null;
}
