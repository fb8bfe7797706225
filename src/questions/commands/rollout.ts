import type { ChangeCommand } from '../../changes/model.ts';
import type { RolloutId } from '../../changes/rollout/model.ts';
import type { Said } from './text.ts';
import { unreadable } from './unreadable.ts';

const EXAMPLE = 'Write: rollout DAG-BER, rollout Berlin, or rollout outdated';
const LONGEST_SCOPE = 200;
const ROLLOUT = /^(?:rollout)?[\s#_:-]*0*(\d{1,9})$/i;

/** `rollout DAG-BER: October update` as what it would come to; `rollout ROLLOUT-0001` as the card of that one. */
export function rolloutCommand({ words, reason }: Said): ChangeCommand {
  const shown = rolloutIdIn(words);
  if (shown !== null) return { kind: 'show-rollout', rollout: shown };
  const said = words.replace(/^(?:(?:of|for|to|in|on|the|updates?|all)\s+)+(?=\S)/i, '').trim();
  const scope = /^(?:all|everything|outdated|out of date)(?:\s+servers?)?$/i.test(said) ? 'outdated' : said;
  if (scope === '') return unreadable('Nothing is named to roll out to.', EXAMPLE);
  return { kind: 'rollout-form', scope: scope.slice(0, LONGEST_SCOPE), reason: reason ?? '' };
}

/** Whether a word can only be the id of a rollout. */
export function isRolloutId(word: string): boolean {
  return /^rollout[#_:-]?\d/i.test(word) && rolloutIdIn(word) !== null;
}

export function rolloutIdIn(words: string): RolloutId | null {
  const number = ROLLOUT.exec(words.trim())?.[1];
  return number === undefined || number === '0' ? null : (`ROLLOUT-${number.padStart(4, '0')}` as RolloutId);
}
