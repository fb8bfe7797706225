import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { cardContext } from './card-context.ts';
import { drawn } from './drawn.ts';

const folder = new URL('./goldens/', import.meta.url);
const fileOf = (name: string) => new URL(`${name}.golden.json`, folder);

for (const [name, draw] of Object.entries(drawn)) {
  test(`the card "${name}" is as its golden file has it (UPDATE_GOLDENS=1 writes it anew)`, () => {
    const { card } = draw(cardContext());
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(fileOf(name), `${JSON.stringify(card, null, 1)}\n`);

    assert.deepEqual(card, JSON.parse(readFileSync(fileOf(name), 'utf8')));
  });
}

test('every golden file belongs to a state', () => {
  const names = readdirSync(folder).map((file) => file.replace('.golden.json', ''));

  assert.deepEqual(names.sort(), Object.keys(drawn).sort());
});
