import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isStoreWritable } from '../../../src/evidence/parse/store-writable.ts';
import { temporaryFolder } from '../../support/folder.ts';

test('a store that is there, or can be made however deep, can be written', async () => {
  const folder = temporaryFolder();

  assert.equal(await isStoreWritable(folder), true);
  assert.equal(await isStoreWritable(join(folder, 'a', 'b', 'c', 'd')), true);
});

test('a store below a file can not be written', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');

  assert.equal(await isStoreWritable(join(file, 'reports')), false);
});

// To root everything can be written.
test('a store that belongs to somebody else can not be written', { skip: process.getuid?.() === 0 }, async () => {
  const folder = join(temporaryFolder(), 'closed');
  mkdirSync(folder);
  chmodSync(folder, 0o500);

  assert.equal(await isStoreWritable(join(folder, 'reports')), false);
});
