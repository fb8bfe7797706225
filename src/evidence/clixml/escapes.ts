const ESCAPE = /_x([0-9a-f]{4})_/gi;

/**
 * Undoes the serializer's `_xHHHH_` escapes, one UTF-16 code unit each: `_x000D__x000A_` is CR LF, `_xD83D__xDE00_` one
 * emoji, and `_x005F_x000D_` the literal text `_x000D_`.
 */
export function unescapeText(text: string): string {
  if (!text.includes('_')) return text;
  return text.replace(ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
