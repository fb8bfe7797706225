/** What a Markdown reader, Teams or the card library would still act upon. */
export function escapes(escaped: string): readonly string[] {
  const bare = escaped.replace(/\\[!-/:-@[-`{-~]/g, '\u0000');
  const found: readonly (readonly [string, RegExp])[] = [
    ['line break', /[\n\r\u2028\u2029]/],
    ['emphasis', /[*_~`]/],
    ['link or image', /[[\]]/],
    ['tag or mention', /</],
    ['entity', /&/],
    ['address', /@/],
    ['auto-link', /:\/\/|\bwww\./i],
    ['function or template', /[{}]/],
    ['lone backslash', /\\/],
    ['block', /^(?:[-+>#=]|\d{1,9}[.)])/],
    ['invisible', /[\p{Cf}\p{Cs}]/u],
  ];
  return [
    ...found.filter(([, sign]) => sign.test(bare)).map(([name]) => name),
    ...(/\{\{(?:DATE|TIME)\(/.test(escaped) ? ['date function'] : []),
    ...(/<\/?at\b/i.test(escaped.replaceAll('\\<', '')) ? ['mention'] : []),
  ];
}
