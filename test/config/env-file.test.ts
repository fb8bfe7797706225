import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadEnvFile } from '../../src/config/env-file.ts';
import { temporaryFolder } from '../support/folder.ts';

function fileWith(content: string): string {
  const path = join(temporaryFolder(), '.env');
  writeFileSync(path, content);
  return path;
}

test('an .env file adds what is not set yet', () => {
  const env: Record<string, string | undefined> = { PORT: '1' };
  const problems = loadEnvFile(fileWith('# comment\nPORT=2\nBOT_PASSWORD="a#b"\n'), env);
  assert.deepEqual([problems, env], [[], { PORT: '1', BOT_PASSWORD: 'a#b' }]);
});

test('a missing .env file is no mistake', () => {
  assert.deepEqual(loadEnvFile(join(temporaryFolder(), '.env'), {}), []);
});

test('an .env file that can not be read is one', () => {
  const path = join(temporaryFolder(), '.env');
  mkdirSync(path);
  const [problem] = loadEnvFile(path, {});
  assert.equal(problem?.variable, path);
});

test('NODE_EXTRA_CA_CERTS in an .env file comes too late, and that is said', () => {
  const path = fileWith('NODE_EXTRA_CA_CERTS=/ca.pem\n');
  assert.equal(loadEnvFile(path, {})[0]?.variable, 'NODE_EXTRA_CA_CERTS');
  assert.deepEqual(loadEnvFile(path, { NODE_EXTRA_CA_CERTS: '/ca.pem' }), []);
});
