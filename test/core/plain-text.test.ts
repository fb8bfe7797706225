import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { plainText, readReason, readText } from '../../src/core/plain-text.ts';

it('takes a text on one line, without what can not be seen', () => {
  assert.equal(plainText(' being\r\n\treplaced\u0000 \u00a0soon\u2028. '), 'being replaced soon .');
  assert.equal(plainText('abc\u202egnp.exe\u2066x\u2069 \u200by\ufeff'), 'abcgnp.exex y');
  assert.equal(plainText('wait\ud83d now \ud83d\ude80'), 'wait now \ud83d\ude80');
  for (const nothing of ['', ' \n ', '\u200b\u2060', '\u3164', '\u2800', '\u00ad \u200d'])
    assert.equal(plainText(nothing), '', JSON.stringify(nothing));
});

it('leaves what it gave as it is, and never gives what breaks a line or a database', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const plain = plainText(text);
      assert.equal(plainText(plain), plain);
      assert.doesNotMatch(plain, /[\p{Cc}\p{Cf}\p{Surrogate}\p{Zl}\p{Zp}]|^\s|\s$|\s{2}/u);
    }),
  );
});

it('refuses no reason and one that is too long, counted in characters', () => {
  assert.deepEqual(readReason('\u200b ', 'Say why.'), {
    ok: false,
    refusal: { code: 'invalid', message: 'The reason is missing.', hint: 'Say why.' },
  });
  assert.deepEqual(readReason('\u{1f680}'.repeat(500), ''), { ok: true, value: '\u{1f680}'.repeat(500) });
  const long = readReason('x'.repeat(501), 'Say why.');
  assert.equal(
    !long.ok && `${long.refusal.code}: ${long.refusal.message}`,
    'too-large: The reason has 501 characters.',
  );
  assert.equal(readText('impact', 'x'.repeat(9), 8).ok, false);
});
