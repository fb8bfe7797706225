import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { renderEnvExample, renderVariablesTable } from '../../src/config/render.ts';
import { variable, variableNames } from '../../src/config/variables.ts';

test('env/.env.example is what the table of variables renders', () => {
  const file = readFileSync(new URL('../../env/.env.example', import.meta.url), 'utf8');
  assert.equal(file, renderEnvExample(), 'run "npm run generate"');
});

test('the example names every variable and sets none', () => {
  const text = renderEnvExample();
  for (const name of variableNames) assert.match(text, new RegExp(`^(?:# )?${name}=`, 'm'));
  assert.ok(Object.values(parseEnv(text)).every((value) => value === ''));
});

test('the example keeps a command to copy on one line', () => {
  assert.match(renderEnvExample(), /^# .*node -e "[^"\n]+"/m);
});

test('the Markdown table has one row of four cells a variable', () => {
  const rows = renderVariablesTable().trim().split('\n');
  assert.equal(rows.length, variableNames.length + 2);
  for (const row of rows) assert.equal(row.replaceAll('\\|', '').split('|').length, 6, row);
});

test('the table shows no default for a secret', () => {
  for (const name of variableNames) if (variable(name).secret === 'whole') assert.equal(variable(name).default, null);
});
