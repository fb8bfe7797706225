import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { clean, inert, markdown, plain } from '../../src/cards/parts/escape.ts';
import { escapes } from './escapes.ts';
import { hostileStrings } from './hostile-strings.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...hostileStrings), signs());

describe('text for Markdown', () => {
  for (const hostile of hostileStrings) {
    test(`${JSON.stringify(hostile.slice(0, 40))} breaks out of nothing`, () => {
      assert.deepEqual(escapes(markdown(hostile)), []);
    });
  }

  test('any text breaks out of nothing, and reads as it did before', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.deepEqual(escapes(markdown(text)), []);
        assert.equal(unescaped(markdown(text)), clean(text));
      }),
    );
  });

  test('names, builds and paths of everyday keep their looks', () => {
    for (const name of [
      'BER-EX02',
      'ber-ex02.contoso.test',
      'SE RTM Feb26SU · DAG-BER',
      'ExchangeSetup > FileVersion = 15.02.2562.037',
    ]) {
      assert.equal(markdown(name), name);
    }
  });
});

describe('plain text', () => {
  for (const hostile of hostileStrings) {
    test(`${JSON.stringify(hostile.slice(0, 40))} acts on nothing`, () => {
      const shown = plain(hostile);
      assert.doesNotMatch(shown, /[<>\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\{\{/u);
    });
  }
});

describe('text that may or may not be read as Markdown', () => {
  test('acts on nothing, and needs no escape that would be seen', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.deepEqual(escapes(betweenLetters(inert(text))), []);
      }),
    );
  });

  for (const hostile of hostileStrings) {
    test(`${JSON.stringify(hostile.slice(0, 40))} acts on nothing`, () => {
      assert.deepEqual(escapes(betweenLetters(inert(hostile))), []);
    });
  }

  test('leaves the names of everyday alone', () => {
    for (const name of ['BER-EX02', 'ber-ex02.contoso.test', 'EX_01', '2019-EX-01']) {
      assert.equal(inert(name), name);
    }
  });
});

describe('cleaned text', () => {
  test('is one visible line without characters that reorder or hide', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(clean(text), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$| {2}/u);
      }),
    );
  });

  test('is cut between code points, with a sign that it was', () => {
    assert.equal(clean('😀😀😀😀', 3), '😀😀…');
    assert.equal(clean('abc', 3), 'abc');
  });
});

/** Between letters an underscore is no emphasis. */
function betweenLetters(text: string): string {
  return text.replace(/(?<=[\p{L}\d])_(?=[\p{L}\d])/gu, '');
}

function unescaped(escaped: string): string {
  return escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

function signs(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...'[](){}<>*_`~#+-=|\\!&@$:/.1 \n\twa'), { maxLength: 30 })
    .map((parts) => parts.join(''));
}
