import { quote, wrong } from './refusals.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

/** Longer than the name of any site or DAG. */
const LONGEST_NAME = 255;
const KIND = /^(?:site|dag|product)$/;
const PREPOSITION = /^(?:in|for|of|about|from|within|at|scope)$/;
const HERE = /^(?:(?:this|the|our|my) )?(?:channel|chat|conversation|team|group)$|^(?:here|us|me|everyone|everybody)$/;
const FLEET =
  /^(?:all|everything|everywhere|fleet|whole fleet|all of (?:it|them)|(?:all|every) (?:servers?|sites?|dags?|products?))$/;

/** What a preposition led to. `here`: it said nothing of servers. `fleet`: all of them. */
export type ScopeWords =
  | { readonly kind: 'here' }
  | { readonly kind: 'fleet' }
  | { readonly kind: 'named'; readonly scope: string };

/** `for Berlin`, `in the Berlin site`, `dag DAG-BER`, `for Exchange 2019`, `for all servers`. `ends`: another part begins there. */
export function readScope(
  tokens: Tokens,
  at: number,
  ends: (tokens: Tokens, place: number) => boolean,
): Read<ScopeWords> {
  const led = PREPOSITION.test(keyAt(tokens, at));
  if (!led && !KIND.test(keyAt(tokens, at)) && !/^(?:all|everything|everywhere)$/.test(keyAt(tokens, at))) return null;
  const start = led ? at + 1 : at;
  // The first word of a name may be any, such as a DAG called Daily.
  let next = start + 1;
  while (next < tokens.length && !ends(tokens, next)) next += 1;

  const words = tokens.slice(start, next);
  const key = words.map((word) => word.key).join(' ');
  if (HERE.test(key)) return read({ kind: 'here' }, next);
  if (FLEET.test(key.replace(/^(?:the|our) /, ''))) return read({ kind: 'fleet' }, next);
  const scope = scopeOf(words);
  if (scope === '') {
    return wrong(
      `No site, DAG or product is named after ${quote(tokens[at]?.text ?? '')}.`,
      'For example: digest for Berlin.',
    );
  }
  if (scope.length > LONGEST_NAME) return wrong('The name of a site, DAG or product is shorter than that.');
  return read({ kind: 'named', scope }, next);
}

/** The name alone, or `site:NAME` where it was said what it is. */
function scopeOf(words: Tokens): string {
  let rest = words;
  while (rest.length > 0 && isWord(rest, 0, /^(?:the|our|my|only|just)$/)) rest = rest.slice(1);
  while (rest.length > 1 && isWord(rest, rest.length - 1, /^(?:servers?|hosts?|only)$/)) rest = rest.slice(0, -1);
  const before = isWord(rest, 0, KIND) ? rest[0] : undefined;
  const after = !before && rest.length > 1 && isWord(rest, rest.length - 1, KIND) ? rest.at(-1) : undefined;
  const name = before ? rest.slice(1) : after ? rest.slice(0, -1) : rest;
  const text = name
    .map((word) => word.text)
    .join(' ')
    .trim();
  const kind = before ?? after;
  // A number alone is the end of a name: "DAG 1".
  if (kind === undefined || text === '') return text;
  return /^\d+$/.test(text) && kind.key !== 'product' ? `${kind.text} ${text}` : `${kind.key}:${text}`;
}

function isWord(words: Tokens, at: number, pattern: RegExp): boolean {
  return !words[at]?.quoted && pattern.test(keyAt(words, at));
}
