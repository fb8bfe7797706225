/**
 * The source with comments, and what stands inside strings and regular expressions, replaced by spaces.
 * Line breaks and offsets stay, quotes stay; code inside `${…}` stays code.
 */
export function codeOnly(source: string): string {
  const out = source.split('');
  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' ';
  };
  let at = 0;
  let significant = '';
  // One entry per template literal that is open: how many braces are open inside its current `${`.
  const templates: number[] = [];

  const template = (from: number): void => {
    const end = closing(source, from, '`');
    blank(from, end);
    at = source[end] === '`' ? end + 1 : end + 2;
    if (source[end] === '$') templates.push(0);
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    const next = source[at + 1];
    if (char === '/' && (next === '/' || next === '*')) {
      const found = next === '/' ? source.indexOf('\n', at) : source.indexOf('*/', at + 2) + 2;
      const end = found < at + 2 ? source.length : found;
      blank(at, end);
      at = end;
      continue;
    }
    if (char === "'" || char === '"') {
      const end = closing(source, at + 1, char);
      blank(at + 1, end);
      at = end + 1;
    } else if (char === '`') {
      template(at + 1);
    } else if (char === '}' && templates.at(-1) === 0) {
      templates.pop();
      template(at + 1);
    } else if (char === '/' && startsRegex(significant)) {
      const end = regexEnd(source, at + 1);
      blank(at + 1, end);
      at = end + 1;
    } else {
      const depth = templates.length - 1;
      if (char === '{' && depth >= 0) templates[depth] = (templates[depth] ?? 0) + 1;
      if (char === '}' && depth >= 0) templates[depth] = (templates[depth] ?? 0) - 1;
      at += 1;
    }
    if (/\s/.test(char)) continue;
    significant = (significant + char).slice(-8);
  }
  return out.join('');
}

/** Offset of the closing quote, or of the `$` of `${` in a template. */
function closing(source: string, from: number, quote: string): number {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === quote) return i;
    else if (quote === '`' && source[i] === '$' && source[i + 1] === '{') return i;
  }
  return source.length;
}

function regexEnd(source: string, from: number): number {
  let inClass = false;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === '[') inClass = true;
    else if (source[i] === ']') inClass = false;
    else if (source[i] === '\n' || (source[i] === '/' && !inClass)) return i;
  }
  return source.length;
}

/** A slash after a value divides; after an operator, a bracket or `return` it opens a regular expression. */
function startsRegex(before: string): boolean {
  return before === '' || /[(,=:[!&|?{};+\-*%<>~^]$/.test(before) || /(?:return|typeof|case)$/.test(before);
}
