import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mitigationIds } from '../../../src/evidence/observe/mitigation-ids.ts';

const reply = (inner: string) => `<?xml version="1.0" encoding="utf-8"?>\r\n<EOCS version="1.0.4">${inner}</EOCS>`;

test('the ids on offer are those of the Config elements, each once', () => {
  const inner =
    '<Config id="PING1" desc="x"><ActionList><Config id="inner"/></ActionList></Config><Config id="M2"/><Config id="M2"/><Signature/>';
  assert.deepEqual(mitigationIds(reply(inner)), ['PING1', 'M2']);
  assert.deepEqual(mitigationIds(reply('')), []);
  assert.deepEqual(mitigationIds(`\ufeff${reply('<Config id="PING1"/>')}`), ['PING1']);
});

for (const [what, text] of [
  ['nothing', ''],
  ["a proxy's page", '<html><body>blocked</body></html>'],
  ['plain text', 'Service unavailable'],
  ['a reply cut short', reply('<Config id="PING1"/>').slice(0, -10)],
  ['a Config without an id', reply('<Config/>')],
  ['an id that is none', reply('<Config id="PING1 &lt;b&gt;"/>')],
  ['entities', `<!DOCTYPE EOCS [<!ENTITY a "PING1">]>${reply('<Config id="&a;"/>')}`],
  ['ten thousand levels', reply('<x>'.repeat(10_000) + '</x>'.repeat(10_000))],
  ['a million ids', reply(Array.from({ length: 2_000 }, (_, i) => `<Config id="M${i}"/>`).join(''))],
  ['five megabytes', reply(' '.repeat(5_000_000))],
] as const) {
  test(`${what} is no reply of OCS`, () => {
    assert.equal(mitigationIds(text), undefined);
  });
}
