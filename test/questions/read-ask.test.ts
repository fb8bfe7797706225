import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intentSchema } from '../../src/questions/intent-schema.ts';
import { readAsk } from '../../src/questions/read-ask.ts';

const failing = { kind: 'failing', scope: null, cause: null, page: 3 } as const;

test('a button of either kind is read', () => {
  assert.deepEqual(readAsk({ ask: failing, once: 'a' }), { intent: failing, once: 'a' });
  assert.deepEqual(readAsk({ verb: 'ask', ask: failing, once: 'a' }), { intent: failing, once: 'a' });
});

test('the filter sets the cause and goes back to the first page', () => {
  const read = readAsk({ ask: failing, once: 'a', cause: 'ocs-signing' });

  assert.deepEqual(read?.intent, { ...failing, cause: 'ocs-signing', page: 1 });
});

test('the list of unknown servers is filtered too', () => {
  const unknown = { ...failing, kind: 'unknown' } as const;
  const read = readAsk({ ask: unknown, once: 'a', cause: 'evidence-age' });

  assert.deepEqual(read?.intent, { ...unknown, cause: 'evidence-age', page: 1 });
});

test('the filter takes the cause away', () => {
  const read = readAsk({ ask: { ...failing, cause: 'ocs-signing' }, once: 'a', cause: 'all' });

  assert.deepEqual(read?.intent, { ...failing, page: 1 });
});

test('a cause that does not exist is no filter', () => {
  assert.deepEqual(readAsk({ ask: failing, once: 'a', cause: 'because' })?.intent, failing);
});

test('ticks name the servers, each once, and what is not ticked does not count', () => {
  const read = readAsk({
    ask: { kind: 'ticked', servers: [] },
    once: 'a',
    tick1: 'b.test',
    tick2: '',
    tick3: 'a.test',
    tick4: 'b.test',
    other: 'c',
  });

  assert.deepEqual(read?.intent, { kind: 'ticked', servers: ['b.test', 'a.test'] });
});

test('ticks change nothing for a button that does not ask about them', () => {
  assert.deepEqual(readAsk({ ask: { kind: 'status' }, once: 'a', tick1: 'b.test' })?.intent, { kind: 'status' });
});

for (const data of [
  null,
  'ask',
  {},
  { ask: failing },
  { ask: failing, once: '' },
  { ask: { kind: 'delete' }, once: 'a' },
  { once: 'a' },
]) {
  test(`${JSON.stringify(data)} is no button of ours`, () => {
    assert.equal(readAsk(data), null);
  });
}

for (const wrong of [
  { ...failing, page: 0 },
  { ...failing, page: 1.5 },
  { ...failing, cause: 'x' },
  { ...failing, scope: 'x'.repeat(301) },
  { ...failing, extra: 1 },
  { kind: 'why', server: '' },
  { kind: 'why', server: 'x'.repeat(256) },
  { kind: 'why' },
  { kind: 'judge', build: '1'.repeat(65) },
  { kind: 'ticked', servers: Array(101).fill('x') },
]) {
  test(`the intent ${JSON.stringify(wrong).slice(0, 70)} is refused`, () => {
    assert.equal(intentSchema.safeParse(wrong).success, false);
  });
}
