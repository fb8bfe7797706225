/** A command's words and the reason behind them; null: none was given. */
export interface Said {
  readonly words: string;
  readonly reason: string | null;
}

/** On one line, without decoration: dashes become hyphens, blanks of any kind one blank. Mentions keep their name. */
export function plainLine(message: string): string {
  return message
    .normalize('NFKC')
    .replace(/<at>([^<]*)<\/at>/gi, ' $1 ')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .trim();
}

/** Splits at the colon before a reason (never the one in a time of day), else at "because". */
export function splitReason(line: string): Said {
  const colon = /:(?!\d)|(?<!\d):/.exec(line);
  const because = /[\s,;-]+(?:because|reason|since)\b[\s:]+(?=\S)/i.exec(line);
  const found = [colon, because].filter((one) => one !== null).sort((a, b) => a.index - b.index);
  const at = found[0];
  if (!at) return { words: tidied(line), reason: null };
  const reason = line.slice(at.index + at[0].length).trim();
  return { words: tidied(line.slice(0, at.index)), reason: reason === '' ? null : reason };
}

function tidied(words: string): string {
  return words
    .replace(/["“”„«»`´‘’]/g, '')
    .replace(/[\s.!?;]+$/, '')
    .trim();
}
