import type { Intent, ListIntent } from './model.ts';
import { type ChangeFilter, changeFilters } from '../changes/filter.ts';
import { meant } from '../core/slips.ts';
import { changeIdIn, isChangeId } from './change-id.ts';
import { tidy, type Words, without } from './words.ts';

/** Longer texts are no command. */
const LONGEST = 500;
const LONGEST_NAME = 255;
const LAST_PAGE = 100_000;

const verbs = {
  welcome: ['hi', 'hello', 'hey', 'start', 'welcome'],
  help: ['help', 'commands'],
  status: ['status', 'overview', 'fleet', 'summary'],
  failing: ['failing', 'fail', 'fails', 'failed', 'failures', 'broken'],
  unknown: ['unknown', 'unknowns', 'unreported'],
  outdated: ['outdated', 'unpatched', 'unsupported', 'old'],
  why: ['why'],
  server: ['server', 'checks'],
  history: ['history', 'reports'],
  judge: ['judge', 'build'],
  changes: ['changes', 'windows'],
  approvals: ['approvals', 'waiting', 'waits', 'approve', 'approval'],
} as const;
type Verb = keyof typeof verbs;

const opening = [
  'please pls patchwarden and can could would you i we want to see know show list give tell display get find me us',
  'all the a which what whats where how hows is are do does my our about any there now currently exchange servers hosts machines',
].flatMap((words) => words.split(' '));
const nouns = [
  'servers',
  'hosts',
  'machines',
  'ones',
  'list',
  'currently',
  'now',
  'please',
  'there',
  'are',
  'exchange',
  'server',
];
const prepositions = ['in', 'at', 'on', 'for', 'of', 'from', 'within', 'site', 'dag', 'product'];
const beforeName = [
  'is',
  'are',
  'does',
  'do',
  'did',
  'was',
  'has',
  'the',
  'server',
  'about',
  'of',
  'for',
  'on',
  'host',
  'machine',
  'can',
];
const afterName =
  'failing fail fails failed broken red unknown outdated ready not cut off ok fine bad a problem please cant take new mitigations now'.split(
    ' ',
  );

/** The built-in grammar. Always gives an intent: what it does not know becomes `not-understood`, with the text as it came. */
export function parse(text: string): Intent {
  const words = tidy(text.slice(0, LONGEST));
  if (text.length > LONGEST || words.length === 0) return { kind: 'not-understood', text: text.slice(0, LONGEST) };
  return (
    command(words) ??
    command(without(words, opening)) ??
    filtered(without(words, opening)) ??
    bare(words) ?? { kind: 'not-understood', text }
  );
}

function command(words: Words): Intent | null {
  const [first, ...rest] = words;
  if (!first) return null;
  const verb = verbOf(first.key) ?? (first.key === 'out' && rest[1]?.key === 'date' ? 'outdated' : null);
  if (!verb) return null;
  return intentOf(verb, first.key === 'out' ? rest.slice(2) : rest);
}

function verbOf(typed: string): Verb | null {
  const known = Object.values(verbs).flat();
  // With a digit it is rather a name: "fail01" is no slip of "failed".
  const word = /\d/.test(typed) ? null : meant(typed, known);
  const found = Object.entries(verbs).find(([, forms]) => (forms as readonly (string | null)[]).includes(word));
  return found ? (found[0] as Verb) : null;
}

function intentOf(verb: Verb, rest: Words): Intent | null {
  switch (verb) {
    case 'welcome':
      return rest.length === 0 || isGreeting(rest) ? { kind: 'welcome' } : null;
    case 'help':
    case 'status':
      return { kind: verb };
    case 'failing':
    case 'unknown':
    case 'outdated':
      return list(verb, rest);
    case 'judge':
      return rest.length === 0 ? null : { kind: 'judge', build: joined(rest).slice(0, 64) };
    case 'changes':
      return changes(rest);
    case 'approvals':
      return rest.every(({ key }) => forMe.includes(key)) ? { kind: 'approvals' } : null;
    case 'why':
    case 'server':
    case 'history': {
      const change = verb === 'history' ? numberIn(rest) : null;
      if (change !== null) return { kind: 'story', change };
      const server = name(rest);
      return server === null ? null : { kind: verb, server };
    }
  }
}

function list(kind: ListIntent['kind'], rest: Words): ListIntent {
  const [words, page] = paged(rest);
  const scope = joined(without(without(words, nouns), prepositions));
  return { kind, scope: scope === '' ? null : scope.slice(0, LONGEST_NAME), cause: null, page };
}

const forMe =
  'for me my mine on us here please now still any is are there to approve approval approvals waiting wait'.split(' ');

/** The number of a change, and nothing else but "change" before it. */
function numberIn(words: Words): string | null {
  const [first, second] = words;
  if (first && words.length === 1 && isChangeId(first.text)) return changeIdIn(first.text);
  if (!first || !second || words.length > 2 || !/^(?:change|chg|of)$/.test(first.key)) return null;
  return first.key === 'of' && !isChangeId(second.text) ? null : changeIdIn(second.text);
}

const filterWords: Readonly<Record<string, ChangeFilter>> = {
  proposed: 'waiting',
  pending: 'waiting',
  undecided: 'waiting',
  approved: 'coming',
  planned: 'coming',
  upcoming: 'coming',
  next: 'coming',
  'in-progress': 'running',
  progress: 'running',
  implemented: 'unproven',
  reviews: 'review',
  unreviewed: 'review',
  done: 'closed',
  finished: 'closed',
  old: 'closed',
};

/** "open changes", "missed changes". */
function filtered(words: Words): Intent | null {
  const [first, second, ...more] = words;
  return first && second?.key === 'changes' && more.length === 0 ? changes([first]) : null;
}

function changes(rest: Words): Intent | null {
  const [words, page] = paged(rest);
  const said = words.filter(
    ({ key }) => !['in', 'that', 'are', 'is', 'for', 'list', 'please', 'now', 'the'].includes(key),
  );
  const [first, ...more] = said;
  if (!first) return { kind: 'changes', filter: 'open', page };
  const filter = filterWords[first.key] ?? meant(first.key, changeFilters);
  return filter === null || more.length > 0 ? null : { kind: 'changes', filter, page };
}

function paged(words: Words): readonly [Words, number] {
  const number = words.at(-1)?.key ?? '';
  if (words.at(-2)?.key !== 'page' || !/^\d{1,9}$/.test(number)) return [words, 1];
  return [words.slice(0, -2), Math.min(Math.max(Number(number), 1), LAST_PAGE)];
}

function name(words: Words): string | null {
  const started = without(words, beforeName);
  // A name is one word, but for what people say after it: "why is ber-ex02 not ready".
  const end = started.findIndex((word, index) => index > 0 && afterName.includes(word.key));
  const server = joined(end === -1 ? started : started.slice(0, end));
  return server === '' || server.length > LONGEST_NAME ? null : server;
}

/** A build or a server's name alone, and "is ber-ex02 failing". */
function bare(words: Words): Intent | null {
  const all = joined(words);
  if (/^(?:version |v)?15[.,]\d/i.test(all)) return { kind: 'judge', build: all.slice(0, 64) };
  const [first, ...rest] = without(words, opening);
  if (!first || !/^(?=.*[\d.-])[\p{L}\d][\p{L}\d._-]*$/u.test(first.key) || first.key.length > LONGEST_NAME)
    return null;
  if (rest.length === 0) return { kind: 'server', server: first.text };
  return rest.every((word) => afterName.includes(word.key)) ? { kind: 'why', server: first.text } : null;
}

function isGreeting(rest: Words): boolean {
  return rest.every((word) => ['there', 'patchwarden', 'bot', 'all', 'everyone', 'again'].includes(word.key));
}

function joined(words: Words): string {
  return words.map((word) => word.text).join(' ');
}
