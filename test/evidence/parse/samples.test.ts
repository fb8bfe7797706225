import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { aPool, filesOf } from './folder.ts';

const folder = fileURLToPath(new URL('../../../../shared/evidence/', import.meta.url));

test('every sample report and the inventory pass through the workers into the store', {
  skip: !existsSync(folder),
}, async (t) => {
  const { pool, store } = aPool(t, { workers: 2 });
  const names = [...readdirSync(`${folder}reports`).map((name) => `reports/${name}`), 'inventory-contoso.xml'];
  assert.equal(names.length, 19);

  const results = await Promise.all(names.map((name) => pool.parse({ path: folder + name, name })));

  for (const result of results) assert.ok(result.ok, JSON.stringify(result));
  assert.equal(filesOf(store).length, 19);
});
