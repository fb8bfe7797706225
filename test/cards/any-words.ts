import fc from 'fast-check';
import { hostileStrings } from './hostile-strings.ts';

/** What a name or a sentence may be at worst. */
export const words = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .constantFrom('"', '\\', '*', '😀', 'ü', '\u202e')
    .chain((sign) => fc.integer({ min: 0, max: 250 }).map((times) => sign.repeat(times))),
);
