import type { Refusal } from '../../core/result.ts';

/** A word as typed, and in lower case for comparing. What stood in quotes is one word. */
export interface Token {
  readonly text: string;
  readonly key: string;
  readonly quoted: boolean;
}
export type Tokens = readonly Token[];

/** What a reader made of the words from a place on: a value and the place after it, or why it can't be read; null: not its business. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T; readonly next: number }
  | { readonly kind: 'wrong'; readonly refusal: Refusal }
  | null;

export function read<T>(value: T, next: number): Read<T> {
  return { kind: 'read', value, next };
}

/** Splits a command into words; a comma is one, too. Mentions, decoration and closing punctuation fall away. */
export function tokensOf(text: string): Tokens {
  const plain = text
    .replace(/<at>[^<]*<\/at>/gi, ' ')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[‚‘’`´']/g, '')
    .replace(/[„“”«»‹›]/g, '"')
    .replace(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .replace(/(?<=\p{L}) ?\/ ?(?=\p{L})/gu, '/');
  return [...plain.matchAll(/"([^"]*)"|[,;&]|[^ ,;&"]+/g)].flatMap(([word, quoted]) => {
    if (quoted !== undefined) return tokenOf(quoted.trim(), true);
    return tokenOf(word.length > 1 ? word.replace(/^[*_~[{<(]+|[?!.:*_~\]}>)]+$/g, '') : word, false);
  });
}

export function keyAt(tokens: Tokens, at: number): string {
  return tokens[at]?.key ?? '';
}

function tokenOf(text: string, quoted: boolean): Tokens {
  return text === '' || /^[?!.:=]$/.test(text) ? [] : [{ text, key: text.toLowerCase(), quoted }];
}
