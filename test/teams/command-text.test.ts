import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commandText } from '../../src/teams/command-text.ts';

const recipient = { id: '28:bot', name: 'Patchwarden' };
const mention = { type: 'mention', text: '<at>Patchwarden</at>', mentioned: { id: '28:bot' } };
const ofAna = { type: 'mention', text: '<at>Ana Alt</at>', mentioned: { id: '29:ana' } };

describe('what a person wrote', () => {
  const cases: [what: string, text: string | null | undefined, entities: (typeof mention)[], expected: string][] = [
    ['plain', 'failing', [], 'failing'],
    ['with the mention before it', '<at>Patchwarden</at> failing', [mention], 'failing'],
    ['with the mention after it', 'failing <at>Patchwarden</at>', [mention], 'failing'],
    ['with the mention twice', '<at>Patchwarden</at> failing <at>Patchwarden</at>', [mention, mention], 'failing'],
    ['with the mention glued to it', '<at>Patchwarden</at>failing', [mention], 'failing'],
    ['with a mention that no entity tells', '<at>Patchwarden</at> failing', [], 'failing'],
    ['with a mention in attributes', '<at id="0">patchwarden</at> failing', [], 'failing'],
    ['with a hard space', '<at>Patchwarden</at>&nbsp;failing\u00a0in&#160;MUC', [mention], 'failing in MUC'],
    ['with HTML entities', 'why a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39; &#x66;', [], 'why a & b <c> "d" \'e\' f'],
    ['with an entity that is none', 'a &nope; b &#99999999; c &amp', [], 'a &nope; b &#99999999; c &amp'],
    ['with an entity of an entity: decoded once', 'a &amp;lt; b', [], 'a &lt; b'],
    ['in paragraphs', '<p>why</p><p>ber-ex02</p>', [], 'why ber-ex02'],
    ['on several lines', ' why \r\n ber-ex02\t', [], 'why ber-ex02'],
    ['with characters that have no width', 'fail\u200bing\ufeff', [], 'failing'],
    ['with somebody else mentioned', '<at>Patchwarden</at> hello <at>Ana Alt</at>', [mention, ofAna], 'hello Ana Alt'],
    ['with the name as typed', '@Patchwarden failing', [], 'failing'],
    ['with the name as typed and a colon', '@patchwarden: failing', [], 'failing'],
    ['with a longer name as typed', '@Patchwardens failing', [], '@Patchwardens failing'],
    ['as nothing but the mention', '<at>Patchwarden</at> ', [mention], ''],
    ['as nothing', null, [], ''],
    ['as nothing at all', undefined, [mention], ''],
    ['with a comparison', 'a < b > c', [], 'a < b > c'],
  ];
  for (const [what, text, entities, expected] of cases) {
    it(`${what} is read as ${JSON.stringify(expected)}`, () => {
      assert.equal(commandText({ text, entities, recipient }), expected);
    });
  }

  it('stays as it is without any mark-up', () => {
    const words = fc.stringMatching(/^[a-z0-9.-]+( [a-z0-9.-]+){0,5}$/);
    fc.assert(
      fc.property(words, (text) => {
        assert.equal(commandText({ text, entities: [], recipient }), text);
        assert.equal(commandText({ text: `<at>Patchwarden</at> ${text}`, entities: [mention], recipient }), text);
      }),
    );
  });

  it('is one line without marks of the bot, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const read = commandText({ text, entities: [], recipient });
        assert.doesNotMatch(read, /[\r\n\t]/);
        assert.equal(read, read.trim());
      }),
    );
  });

  it('is read in no time, however hostile', () => {
    const began = performance.now();
    for (const unit of ['<at ', '<at>', '&#', '&amp', '<p', '@Patchwarden ']) {
      commandText({ text: unit.repeat(60_000 / unit.length), entities: [], recipient });
    }
    assert.ok(performance.now() - began < 1000);
  });
});
