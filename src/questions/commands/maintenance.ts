import { meant } from '../../core/slips.ts';
import type { MaintenanceCommand, RuleId } from '../../maintenance/model.ts';
import type { WordContext } from '../desk-command.ts';
import { freezeCommand } from './freeze.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';

const EXAMPLE = 'Write: rules, or: new rule Berlin monthly';
const LONGEST_NAME = 80;
/** What may stand around `rules` and `windows` without asking for anything else. */
const FILLERS =
  /\b(?:and|the|of|in|for|all|our|there|are|is|coming|next|ahead|upcoming|maintenance|update|windows?|rules?|freezes?|four|4|weeks?|month|list|show|please|now)\b/gi;
/** In these a slip is forgiven. */
const slipped = ['rules', 'freezes', 'freeze', 'windows', 'maintenance'] as const;
const RULE = /^rule[\s#_:-]*0*(\d{1,9})$/i;

/** What was said about maintenance rules and freezes, as a list or a form; null: about neither. `typed`: the first word, in lower case. */
export function maintenanceCommand(typed: string, said: Said, context: WordContext): MaintenanceCommand | null {
  const { words } = said;
  const word = /\d/.test(typed) || typed.length < 5 ? typed : (meant(typed, slipped) ?? typed);
  switch (word) {
    case 'rules':
    case 'freezes':
      return isFilling(words) ? { kind: 'rules' } : null;
    case 'windows':
    case 'window':
      // With the state of changes behind it, it asks for these: "windows missed".
      return isFilling(words) ? { kind: 'windows' } : null;
    case 'maintenance':
      if (!isFilling(words)) return null;
      return { kind: /\bwindows?\b/i.test(words) ? 'windows' : 'rules' };
    case 'coming':
      return /^(?:maintenance\s+)?(?:windows?|(?:four|4)\s+weeks)$/i.test(words) ? { kind: 'windows' } : null;
    case 'rule':
      return ruleCommand(words);
    case 'freeze':
      return freezeCommand(said, context);
    case 'new':
    case 'add':
    case 'make':
    case 'create':
      return made(said, context);
    case 'edit':
    case 'change': {
      const id = ruleIdIn(words);
      return id === null ? null : { kind: 'rule-form', rule: id, draft: {} };
    }
    default: {
      const id = ruleIdIn(word);
      return id === null || !isFilling(words) ? null : { kind: 'rule-form', rule: id, draft: {} };
    }
  }
}

/** `rule new Berlin monthly`, `rule RULE-0001`. */
function ruleCommand(words: string): MaintenanceCommand {
  const [, name] = /^(?:new|add|make|create)\b\s*(.*)$/i.exec(words) ?? [];
  if (name !== undefined) return newRule(name);
  if (words === '') return { kind: 'rules' };
  const id = ruleIdIn(/^\d/.test(words) ? `rule ${words}` : words);
  if (id !== null) return { kind: 'rule-form', rule: id, draft: {} };
  return unreadable(`I do not understand ${quote(words)}.`, EXAMPLE);
}

/** `new rule Berlin monthly`, `new freeze from 20 dec until 3 jan: books`. */
function made(said: Said, context: WordContext): MaintenanceCommand | null {
  const [, what = '', rest = ''] =
    /^(?:an?\s+)?(?:new\s+)?(?:maintenance\s+)?(rule|window|freeze)\b\s*(.*)$/i.exec(said.words) ?? [];
  if (what === '') return null;
  return what.toLowerCase() === 'freeze' ? freezeCommand({ ...said, words: rest }, context) : newRule(rest);
}

function newRule(words: string): MaintenanceCommand {
  const name = words.replace(/^(?:called|named)\b\s*/i, '').slice(0, LONGEST_NAME);
  return { kind: 'rule-form', rule: null, draft: name === '' ? {} : { name } };
}

function isFilling(words: string): boolean {
  return words.replace(FILLERS, ' ').replace(/[\s,]+/g, '') === '';
}

function ruleIdIn(words: string): RuleId | null {
  const number = RULE.exec(words.trim())?.[1];
  return number === undefined || number === '0' ? null : (`RULE-${number.padStart(4, '0')}` as RuleId);
}
