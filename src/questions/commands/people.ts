import { slips } from '../../core/slips.ts';
import { type Mentioned, type PeopleCommand, type PersonRole, personRoles } from '../../people/model.ts';
import type { WordContext } from '../desk-command.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';
import { readWhen } from './when.ts';

const GRANT = 'Write: grant approver @someone. Roles: viewer, operator, approver, admin.';
const REVOKE = 'Write: revoke approver @someone. Roles: viewer, operator, approver, admin.';
const DELEGATE = 'Write: delegate to @someone until friday: on leave';

/** `grant approver @someone`, `revoke admin from @someone`: the card that asks once more. */
export function roleCommand(
  kind: 'grant-form' | 'revoke-form',
  { words }: Said,
  { mentions }: WordContext,
): PeopleCommand {
  const example = kind === 'grant-form' ? GRANT : REVOKE;
  const typed = words.split(/[\s,]+/).filter((word) => word !== '');
  const roles = [...new Set(typed.flatMap((word) => roleIn(word) ?? []))];
  const [role, other] = roles;
  if (role === undefined) return unreadable('No role is named.', example);
  if (other !== undefined) return unreadable('One role at a time.', example);
  const who = oneOf(mentions, typed.filter((word) => roleIn(word) === null && !isFiller(word)).join(' '));
  return who === null ? unreadable('One person at a time.', example) : { kind, role, who };
}

/** `delegate to @someone from monday until friday: on leave` as the form that it fills in. */
export function delegateCommand({ words, reason }: Said, context: WordContext): PeopleCommand {
  const { mentions } = context;
  const named = mentions.map(nameOf).filter((name) => name !== '');
  const rest = named.reduce((text, name) => text.replace(name, ' ').replace('@', ' '), words);
  const at = /\b(?:from|until|till|til|starting|through)\b/i.exec(rest)?.index ?? rest.length;
  const typed = rest
    .slice(0, at)
    .split(/\s+/)
    .filter((word) => word !== '' && !isFiller(word))
    .join(' ');
  const who = oneOf(mentions, typed);
  if (who === null) return unreadable('One person at a time.', DELEGATE);
  if (who.kind === 'unresolved' && who.typed === '') return unreadable('Nobody is named.', DELEGATE);

  const [first = '', last = ''] = parts(rest.slice(at));
  const from = readWhen(first, context);
  if (!from.ok) return { kind: 'unreadable', refusal: from.refusal };
  const until = readWhen(last, context);
  if (!until.ok) return { kind: 'unreadable', refusal: until.refusal };
  const left = [from.value.rest, until.value.rest].join(' ').trim();
  if (left !== '') return unreadable(`I do not understand ${quote(left)}.`, DELEGATE);
  if (from.value.time !== null || until.value.time !== null) {
    return unreadable('A delegation lasts for whole days.', DELEGATE);
  }
  return {
    kind: 'delegate-form',
    who,
    ...(from.value.date === null ? {} : { from: from.value.date }),
    ...(until.value.date === null ? {} : { until: until.value.date }),
    ...(reason === null ? {} : { reason }),
  };
}

/** What stands after "from", and what after "until". */
function parts(words: string): readonly [string, string] {
  const end = /\b(?:until|till|til|through|to)\b/i.exec(words);
  if (!end) return [words.replace(/^from\b/i, ''), ''];
  return [words.slice(0, end.index).replace(/\b(?:from|starting)\b/i, ''), words.slice(end.index + end[0].length)];
}

/** Whoever is mentioned, or nobody the roster could name; null: more than one person. */
function oneOf(mentions: readonly Mentioned[], typed: string): Mentioned | null {
  const [first, second] = mentions;
  if (second !== undefined) return null;
  return first ?? { kind: 'unresolved', typed: typed.replace(/^@/, '').slice(0, 200) };
}

function nameOf(mentioned: Mentioned): string {
  return (mentioned.kind === 'unresolved' ? mentioned.typed : mentioned.name) ?? '';
}

function roleIn(word: string): PersonRole | null {
  const key = word.toLowerCase().replace(/s$/, '');
  if (key === 'administrator') return 'admin';
  // Roles differ in what they may do: a slip is forgiven where it leaves no doubt.
  return personRoles.find((role) => role === key || (role.length > 5 && slips(key, role) <= 1)) ?? null;
}

function isFiller(word: string): boolean {
  return /^(?:to|from|of|as|an?|the|role|roles|for|my|votes?|approvals?|him|her|them|please)$/i.test(word);
}
