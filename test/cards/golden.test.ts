import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { present } from '../../src/cards/present.ts';
import { cardContext } from './card-context.ts';
import { states } from './states.ts';

const folder = new URL('./goldens/', import.meta.url);
const fileOf = (name: string) => new URL(`${name}.golden.json`, folder);

for (const [name, answer] of Object.entries(states)) {
  test(`the card "${name}" is as its golden file has it (UPDATE_GOLDENS=1 writes it anew)`, () => {
    const { card } = present(answer, cardContext());
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(fileOf(name), `${JSON.stringify(card, null, 1)}\n`);

    assert.deepEqual(card, JSON.parse(readFileSync(fileOf(name), 'utf8')));
  });
}

test('every golden file belongs to a state', () => {
  const names = readdirSync(folder).map((file) => file.replace('.golden.json', ''));

  assert.deepEqual(names.sort(), Object.keys(states).sort());
});
