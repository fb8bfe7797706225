// Cc, Zl, Zp and every space become one blank; format characters (bidi controls, zero width, tags), lone surrogates and
// private use vanish: none of them belongs in a name, and some reorder or hide what stands beside them.
const BLANK = /[\p{Cc}\p{Z}\s]+/gu;
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0]/gu;
// More than three marks on one letter only serve to draw over the lines above and below.
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
const NEVER_CUT = Number.POSITIVE_INFINITY;

// Nearly every text is of these alone, one blank at a time: nothing to clean, and cards have a hundred of them.
const EVERYDAY = /^(?:[\x21-\x7e·✔✖–…]+ )*[\x21-\x7e·✔✖–…]+$/;

/** One line of visible text, at most `max` code points, cut with `…`. Knows nothing of Markdown. */
export function clean(text: string, max: number = NEVER_CUT): string {
  const line = EVERYDAY.test(text) ? text : tidied(text);
  if (line.length <= max) return line;
  const points = [...line];
  return points.length <= max
    ? line
    : `${points
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

function tidied(text: string): string {
  return text.replace(BLANK, ' ').replace(INVISIBLE, '').replace(STACKED_MARKS, '$1').replace(/ {2,}/g, ' ').trim();
}

/**
 * Text for places that take no Markdown: titles of buttons and choices, `fallbackText`, `speak`, notifications.
 * There a backslash would be seen, so what clients still act upon (`<at>`, `{{DATE()}}`, SSML) is broken up instead.
 */
export function plain(text: string, max: number = NEVER_CUT): string {
  return clean(text, max)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/\{(?=\{)/g, '{ ');
}

// Of characters that every font has.
const LOOKALIKES: Readonly<Record<string, string>> = {
  '\\': '/',
  '`': '’',
  '*': '×',
  _: '-',
  '[': '(',
  ']': ')',
  '<': '‹',
  '>': '›',
  '&': '+',
  '~': '-',
  '{': '(',
  '}': ')',
  '@': '(at)',
};

/**
 * Text for titles that some clients read as Markdown and others show as they are: what would act is replaced by what looks like it.
 * Letters, digits, dots and hyphens, which names are made of, stay what they are.
 */
export function inert(text: string, max: number = NEVER_CUT): string {
  return clean(text, max)
    .replace(/[\\`*[\]<>&~{}@]|(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, (sign) => LOOKALIKES[sign] ?? sign)
    .replaceAll('://', ': //')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)} .`)
    .replace(/^[-+#=]/, (sign) => `·${sign}`)
    .replace(/^(\d{1,9})[.)]/, '$1 .');
}

const SPECIAL = /[\\`*_[\]<&~{}@]/g;

/** Text as a TextBlock or a fact shows it: every sign that Markdown, mentions, functions or auto-links react to is escaped. */
export function markdown(text: string, max: number = NEVER_CUT): string {
  return (
    clean(text, max)
      .replace(SPECIAL, '\\$&')
      .replaceAll('://', '\\://')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}\\.`)
      // Headings, quotes and lists begin only at the start of a line, and cleaned text has one line.
      .replace(/^[-+>#=]/, '\\$&')
      .replace(/^(\d{1,9})([.)])/, '$1\\$2')
  );
}
