import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textDecoding } from '../../../src/evidence/clixml/encoding.ts';

function decode(chunks: readonly Buffer[]): string | { kind: string; line: number } {
  const decoding = textDecoding();
  let text = '';
  for (const part of [...chunks.map((chunk) => decoding.decode(chunk)), decoding.end()]) {
    if ('fault' in part) return { kind: part.fault.kind, line: part.fault.line };
    text += part.text;
  }
  return text;
}

function big(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const forms: readonly [name: string, of: (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with its mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 LE', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16 LE with its mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 BE', big],
  ['UTF-16 BE with its mark', (text) => big(`\ufeff${text}`)],
];

for (const [name, of] of forms) {
  test(`${name} is read, wherever it is cut`, () => {
    const text = '<S>M\u00fcnchen \u20ac \u{1F600}</S>';
    const bytes = of(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      assert.equal(decode([bytes.subarray(0, cut), bytes.subarray(cut)]), text, `cut at ${cut}`);
    }
    assert.equal(decode(Array.from(bytes, (byte) => Buffer.from([byte]))), text);
  });
}

test('any text in any cuts comes out of UTF-8 as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40), { maxLength: 6 }), (inner, cuts) => {
      const text = `<S>${inner}</S>`;
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      let from = 0;
      for (const length of cuts) {
        chunks.push(bytes.subarray(from, from + length));
        from += length;
      }
      chunks.push(bytes.subarray(from));
      assert.equal(decode(chunks), text);
    }),
  );
});

test('bytes that are not UTF-8 are refused with their line', () => {
  for (const bad of [[0xff], [0xc3, 0x28], [0xe2, 0x82, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0x80]]) {
    const bytes = Buffer.concat([Buffer.from('<a>\n<b>\n'), Buffer.from(bad), Buffer.from('\n</b></a>')]);
    assert.deepEqual(decode([bytes]), { kind: 'encoding', line: 2 });
  }
});

test('a character that the end cuts in two is a truncation', () => {
  assert.deepEqual(decode([Buffer.from('<S>\u20ac').subarray(0, 5)]), { kind: 'truncated', line: 0 });
  assert.deepEqual(decode([Buffer.from('<S>ab', 'utf16le').subarray(0, 9)]), { kind: 'truncated', line: 0 });
});

test('a lone surrogate in UTF-16 and UTF-32 are refused', () => {
  assert.deepEqual(decode([Buffer.from('<S>\ud800</S>', 'utf16le')]), { kind: 'encoding', line: 0 });
  assert.deepEqual(decode([Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])]), { kind: 'encoding', line: 0 });
});
