import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDialects } from '../support/database.ts';

onBothDialects((_name, open) => {
  test('a new database has every table, empty', async () => {
    const database = await open();
    const rows = await database.read((reader) => reader.selectFrom('servers').selectAll().execute());
    assert.deepEqual(rows, []);
  });
});
