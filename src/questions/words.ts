/** A word as typed, and in lower case for comparing. */
export interface Word {
  readonly text: string;
  readonly key: string;
}
export type Words = readonly Word[];

/** Splits a message into words: blanks of any kind, quotes and closing punctuation fall away, dashes become hyphens. */
export function tidy(message: string): Words {
  return message
    .replace(/<at>[^<]*<\/at>/gi, ' ')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .replace(/["'`´‘’‚‛“”„‟«»‹›]/g, '')
    .split(' ')
    .map((word) => word.replace(/^[*_~[{<]+|[?!.,;:*_~\]}>]+$/g, ''))
    .filter((word) => word !== '')
    .map((text) => ({ text, key: text.toLowerCase() }));
}

/** The words from the first one on that is not in `unwanted`. */
export function without(words: Words, unwanted: readonly string[]): Words {
  const start = words.findIndex((word) => !unwanted.includes(word.key));
  return start === -1 ? [] : words.slice(start);
}
