import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { silentLog } from '../src/core/log.ts';
import { openDatabase } from '../src/storage/open.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { root } from './run.ts';

/** Fewer test files than this in a whole run means that some were not found. */
const FLOOR = 80;
const LONGEST_RUN = 10 * 60_000;

const patterns = process.argv.slice(2);
const files = testFiles().filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)));
const floor = patterns.length === 0 ? FLOOR : 1;
if (files.length < floor) {
  fail(
    `found ${files.length} test files${patterns.length > 0 ? ` for ${patterns.join(', ')}` : ''}, expected ${floor} or more`,
  );
}

// One server for the whole run: every test file makes its own databases in it, most of them as copies of one.
const postgres = await startPostgres();
const template = new URL('/patchwarden_template', postgres.url);
const scratch = mkdtempSync(join(tmpdir(), 'patchwarden-test-'));
const summary = join(scratch, 'summary.tap');
try {
  await makeTemplate();
  const code = await runTests(files, summary);
  const tap = readFileSync(summary, 'utf8');
  const ran = count(tap, 'pass') + count(tap, 'fail');
  const empty = [...tap.matchAll(/^ok \d+ - (\S+\.test\.ts)$/gm)].map((match) => match[1]);

  if (empty.length > 0) fail(`these files hold no test: ${empty.join(', ')}`);
  if (ran === 0) fail('0 tests ran');
  process.exitCode = code;
} finally {
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** Node 20's own globbing finds no TypeScript, so the files are listed here. `test/e2e` needs the Playground and runs by hand. */
function testFiles(): string[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('test/e2e/'))
    .sort();
}

async function makeTemplate(): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${template.pathname.slice(1)} TEMPLATE template0`);
  await client.end();
  await (await openDatabase({ kind: 'postgres', url: template.href }, { log: silentLog })).close();
}

function runTests(paths: readonly string[], tap: string): Promise<number> {
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  reporters.push('--test-reporter=tap', `--test-reporter-destination=${tap}`);
  const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-concurrency=2', ...reporters, ...paths], {
    cwd: root,
    env: {
      ...process.env,
      PATCHWARDEN_TEST_POSTGRES: postgres.url,
      PATCHWARDEN_TEST_TEMPLATE: template.pathname.slice(1),
    },
    stdio: 'inherit',
    timeout: LONGEST_RUN,
  });
  // Interrupted, the tests end first, so that the server is stopped after them.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function count(tap: string, what: 'pass' | 'fail'): number {
  return Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
}

function fail(message: string): never {
  throw new Error(message);
}
