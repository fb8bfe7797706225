import { meant } from '../../core/slips.ts';
import type { ChangeCommand, ChangeId } from '../../changes/model.ts';
import { changeIdIn, isChangeId } from '../change-id.ts';
import type { WordCommand, WordContext } from '../desk-command.ts';
import { ackCommand } from './ack.ts';
import { maintenanceCommand } from './maintenance.ts';
import { delegateCommand, roleCommand } from './people.ts';
import { editCommand, planCommand } from './plan.ts';
import { retireCommand, reviveCommand } from './retire.ts';
import { isRolloutId, rolloutCommand } from './rollout.ts';
import { plainLine, type Said, splitReason } from './text.ts';
import { unreadable } from './unreadable.ts';

/** UTF-16 units. Longer texts are no command. */
const LONGEST = 1_500;

const verbs = {
  ack: ['ack', 'acknowledge', 'acknowledged', 'acknowledging'],
  acks: ['acks', 'acknowledgements', 'acknowledgments', 'acknowledgement'],
  plan: ['plan', 'propose', 'schedule'],
  change: ['change', 'chg'],
  retire: ['retire', 'decommission'],
  revive: ['revive', 'unretire'],
  grant: ['grant', 'give', 'assign'],
  revoke: ['revoke', 'withhold'],
  roles: ['roles', 'permissions'],
  delegate: ['delegate'],
  calendar: ['calendar'],
  delegations: ['delegations', 'deputies', 'delegates'],
  rollout: ['rollout', 'rollouts'],
} as const;
type Verb = keyof typeof verbs;

/** What is asked for of a change by its number. Words only show it, or a form. */
const steps = {
  show: [
    'show',
    'approve',
    'accept',
    'start',
    'begin',
    'tick',
    'done',
    'finish',
    'finished',
    'complete',
    'withdraw',
    'review',
    'view',
    'open',
    'see',
  ],
  'reject-form': ['reject', 'deny', 'decline'],
  'fail-form': ['failed', 'fail'],
  'cancel-form': ['cancel', 'abort'],
  postpone: ['postpone', 'delay', 'defer'],
  slots: ['slots', 'slot'],
  edit: ['edit', 'update', 'modify', 'move', 'reschedule'],
} as const;
type Step = keyof typeof steps;

const opening = new Set(
  'please pls patchwarden can could would you i we want to need like let us me show list give tell display the my our all open what are which is id safe'.split(
    ' ',
  ),
);

/**
 * Reads what a person wrote about acknowledgements, changes, people and retired servers, with small slips: as forms and
 * reads only, for words never write. Null: it is about none of these. `unreadable` says which words, with an example.
 */
export function parseDeskCommand(text: string, context: WordContext): WordCommand | null {
  if (text.length > LONGEST) return null;
  const line = plainLine(text).replace(/\broll[ -]out\b/i, 'rollout');
  const command = commandIn(line, context);
  if (command) return command;
  const short = withoutOpening(line);
  return short === line ? null : commandIn(short, context);
}

function commandIn(line: string, context: WordContext): WordCommand | null {
  const [, first = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const word = first.toLowerCase().replace(/[:,.!?]+$/, '');
  const said = splitReason(rest);
  const change = aboutChange(word, first, said, context);
  if (change || rest.startsWith('-')) return change;
  const known = Object.values(verbs).some((words) => (words as readonly string[]).includes(word));
  const command = known ? null : maintenanceCommand(word, said, context);
  if (command) return { about: 'maintenance', command };
  if (isRolloutId(first)) return { about: 'change', command: rolloutCommand({ ...said, words: first }) };
  return byVerb(verbOf(verbs, word), said, context);
}

/** `change CHG-7`, `approve CHG-7`, `CHG-7`, `CHG-7 postpone to sunday`. */
function aboutChange(word: string, first: string, { words, reason }: Said, context: WordContext): WordCommand | null {
  const tokens = words.split(/\s+/).filter((token) => token !== '');
  if (isChangeId(first)) {
    const [next = '', ...more] = tokens;
    const step = next === '' ? 'show' : verbOf(steps, next.toLowerCase());
    return step === null ? null : stepOf(step, changeIdIn(first), more.join(' '), reason, context);
  }
  const step = word === 'change' || word === 'chg' ? 'show' : verbOf(steps, word);
  if (step === null) return null;
  const at = tokens.findIndex((token) => isChangeId(token) || /^#\d+$/.test(token));
  const spelled = /^(?:change|chg)?\s*#?(\d{1,9})\b/i.exec(words);
  if (at === -1 && !spelled) {
    if (word !== 'change' && word !== 'slots') return null;
    return tokens.length === 0
      ? { about: 'change', command: unreadable('No change is named.', `Write: ${word} CHG-0007`) }
      : null;
  }
  if (at > 1 && !(step === 'edit' || step === 'postpone')) return null;
  const id = changeIdIn(at === -1 ? (spelled?.[1] ?? '') : (tokens[at] ?? ''));
  const rest = at === -1 ? words.slice(spelled?.[0].length ?? 0) : tokens.slice(at + 1).join(' ');
  return stepOf(step, id, rest, reason, context);
}

function stepOf(
  step: Step,
  change: ChangeId | null,
  rest: string,
  reason: string | null,
  context: WordContext,
): WordCommand {
  if (change === null) {
    return { about: 'change', command: unreadable('That is no number of a change.', 'Write: change CHG-0007') };
  }
  return { about: 'change', command: commandOf(step, change, rest, reason, context) };
}

function commandOf(
  step: Step,
  change: ChangeId,
  rest: string,
  reason: string | null,
  context: WordContext,
): ChangeCommand {
  switch (step) {
    case 'show':
    case 'reject-form':
    case 'fail-form':
    case 'cancel-form':
      return { kind: step, change };
    case 'postpone':
      return { kind: 'postpone-form', change };
    case 'slots':
      return { kind: 'slots', change, plan: null, draft: null };
    case 'edit':
      return editCommand(change, rest, reason, context);
  }
}

function byVerb(verb: Verb | null, said: Said, context: WordContext): WordCommand | null {
  const bare = said.words === '' && said.reason === null;
  switch (verb) {
    case 'ack':
      if (/^(?:list|all|show)$/i.test(said.words)) return { about: 'acknowledgement', command: { kind: 'list' } };
      return { about: 'acknowledgement', command: ackCommand(said, context) };
    case 'acks':
      return { about: 'acknowledgement', command: { kind: 'list' } };
    case 'plan': {
      const rollout = /^(?:an?\s+)?rollout\b\s*(.*)$/i.exec(said.words)?.[1];
      const command = rollout === undefined ? planCommand(said, context) : rolloutCommand({ ...said, words: rollout });
      return { about: 'change', command };
    }
    case 'rollout':
      return { about: 'change', command: rolloutCommand(said) };
    case 'retire':
      return { about: 'server', command: retireCommand(said) };
    case 'revive':
      return { about: 'server', command: reviveCommand(said) };
    case 'grant':
      return { about: 'people', command: roleCommand('grant-form', said, context) };
    case 'revoke':
      return { about: 'people', command: roleCommand('revoke-form', said, context) };
    case 'roles':
      return { about: 'people', command: { kind: 'roles' } };
    case 'delegate':
      return { about: 'people', command: bare ? { kind: 'delegations' } : delegateCommand(said, context) };
    case 'calendar':
      return /^(?:(?:off|link|links)\b[.!?]*)?$/i.test(said.words) && said.reason === null
        ? { about: 'calendar', command: { kind: 'show' } }
        : null;
    case 'delegations':
      return { about: 'people', command: { kind: 'delegations' } };
    case 'change':
    case null:
      return null;
  }
}

/** Short words must be exact: "ask" is no slip of "ack". */
function verbOf<Name extends string>(known: Readonly<Record<Name, readonly string[]>>, typed: string): Name | null {
  if (/\d/.test(typed)) return null;
  const forms = (Object.entries(known) as [Name, readonly string[]][]).flatMap(([name, words]) =>
    words.map((word) => ({ name, word })),
  );
  const exact = forms.find(({ word }) => word === typed);
  if (exact || typed.length < 5) return exact?.name ?? null;
  const word = meant(
    typed,
    forms.map((form) => form.word).filter((form) => form.length > 4),
  );
  return forms.find((form) => form.word === word)?.name ?? null;
}

function withoutOpening(line: string): string {
  const words = line.split(' ');
  const start = words.findIndex((word) => !opening.has(word.toLowerCase().replace(/[,.!?]+$/, '')));
  return start <= 0 ? line : words.slice(start).join(' ');
}
