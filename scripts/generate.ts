import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvExample, renderVariablesTable } from '../src/config/render.ts';
import { root } from './run.ts';

const START = '<!-- variables:start -->';
const END = '<!-- variables:end -->';

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

generate('env/.env.example', () => renderEnvExample());
generate('README.md', (readme) => between(readme, renderVariablesTable()));

if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
  process.exitCode = 1;
}

function generate(path: string, render: (current: string) => string): void {
  const file = join(root, path);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const wanted = render(current);
  if (current === wanted) return;
  if (checkOnly) stale.push(path);
  else writeFileSync(file, wanted);
}

function between(text: string, content: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md lacks the markers ${START} and ${END}, in this order`);
  return `${text.slice(0, start + START.length)}\n${content.trim()}\n${text.slice(end)}`;
}
