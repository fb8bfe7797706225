import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiagram } from '../src/changes/diagram.ts';
import { renderEnvExample, renderVariablesTable } from '../src/config/render.ts';
import { root } from './run.ts';

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

generate('env/.env.example', () => renderEnvExample());
generate('README.md', (readme) => between(readme, 'variables', renderVariablesTable()));
generate('docs/CHANGES.md', (changes) => between(changes, 'states', renderDiagram()));
generate('package-lock.json', withPrebuiltSqlite);

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

/**
 * better-sqlite3 13 brings its binaries and says so with "gypfile": false, which npm forgets in its lock file; `npm ci`
 * would then start node-gyp and fail where there is no compiler.
 */
function withPrebuiltSqlite(text: string): string {
  const lock = JSON.parse(text) as { packages: Record<string, Record<string, unknown>> };
  const locked = lock.packages['node_modules/better-sqlite3-napi'];
  if (!locked) throw new Error('package-lock.json lacks better-sqlite3-napi');
  locked.gypfile = false;
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Puts `content` between the markers of `part`. */
function between(text: string, part: string, content: string): string {
  const [opening, closing] = [`<!-- ${part}:start -->`, `<!-- ${part}:end -->`];
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (start < 0 || end < start) throw new Error(`the markers ${opening} and ${closing} are missing, in this order`);
  return `${text.slice(0, start + opening.length)}\n${content.trim()}\n${text.slice(end)}`;
}
