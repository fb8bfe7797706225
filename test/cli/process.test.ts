import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a process. `deaf`: nobody reads what it prints. */
async function run(args: readonly string[], deaf = false): Promise<Ended> {
  const folder = temporaryFolder();
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: `sqlite:${join(folder, 'a.db')}`,
    REPORT_STORE: join(folder, 'reports'),
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd: root, env });
  let out = '';
  let err = '';
  if (deaf) child.stdout.destroy();
  else child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

it('ends quietly, with its own exit code, where nobody reads to the end', async () => {
  const ended = await run(['judge', ...Array.from({ length: 300 }, () => '15.1.2507.17')], true);
  assert.deepEqual({ code: ended.code, err: ended.err }, { code: 0, err: '' });
});

it('exports an audit log as a spreadsheet to standard output', async () => {
  const ended = await run(['audit', 'export', '--format', 'csv', '--since', '1']);
  assert.equal(ended.code, 0);
  assert.match(ended.out, /^seq,at,actor,[\w,]+\r\n$/);
});

it('finds nothing wanting where nothing was ever posted', async () => {
  for (const [args, printed] of [
    [['outbox', '--state', 'dead', '--json'], '"posts": []'],
    [['outbox', 'retry', '--all', '--json'], '"retried": 0'],
    [['outbox', '--json', 'drop', '--all'], '"dropped": 0'],
    [['digests', '--json'], '"subscriptions": []'],
    [['conversations', '--json'], '"conversations": []'],
  ] as const) {
    const ended = await run(args);
    assert.deepEqual({ code: ended.code, err: ended.err }, { code: 0, err: '' });
    assert.ok(ended.out.includes(printed), `${args.join(' ')}: ${ended.out}`);
  }
});

it('reads the options of a maintenance rule and of a freeze', async () => {
  const weekly = ['rule', 'X', '--weekly', 'sat', '--time', '22:00', '--hours', '4', '--zone', 'Europe/Berlin'];
  for (const [args, code, printed] of [
    [[...weekly, '--no-start-before', '60', '--json'], 0, /RULE-0001 X is set: every Saturday/],
    [[...weekly, '--no-start-before', '240'], 2, /240 minutes before the end/],
    [['rule', 'X', '--monthly', 'last:sat', '--time', '22:00', '--hours', '4'], 0, /last Saturday/],
    [
      ['rule', 'X', '--patch-tuesday', '3', '--time', '22:00', '--hours', '4', '--pre-approves'],
      0,
      /approves nothing until/,
    ],
    [['freeze', 'X', '--from', '2036-12-20T18:00', '--until', '2037-01-03', '--reason', 'x'], 2, /ahead|far/],
    [['simulate', '--days', '7', '--json'], 0, /"staying": \[\]/],
  ] as const) {
    const ended = await run(args);
    assert.equal(ended.code, code, ended.err);
    assert.match(ended.out + ended.err, printed);
  }
});

it('calls misuse by its name on standard error and leaves standard output empty', async () => {
  for (const [args, complaint] of [
    [['nonsense'], /unknown command 'nonsense'/],
    [['judge'], /missing required argument/],
    [['status', '--json', '--now', 'yesterday'], /An instant reads like/],
    [['audit', 'verify', '--head', '9f2c'], /A head reads like/],
    [['audit', 'export', '--format', 'csv', '--json'], /cannot be used with/],
    [['outbox', '--state', 'lost'], /Allowed choices are pending/],
    [['outbox', '--limit', '0'], /A limit is a number/],
    [['outbox', 'retry'], /name a post, or --all/],
    [['outbox', 'drop', '4711', '--all'], /name a post, or --all/],
    [['rule', 'X', '--weekly', 'sat', '--monthly', '2:tue', '--time', '1:00', '--hours', '2'], /cannot be used with/],
    [['rule', 'X', '--monthly', 'tuesday', '--time', '1:00', '--hours', '2'], /reads like 2:tue/],
    [['freeze', 'X', '--from', 'soon', '--until', '2027-01-03', '--reason', 'x'], /A day reads like/],
    [['simulate', '--days', '0'], /Days are a number/],
  ] as const) {
    const ended = await run(args);
    assert.equal(ended.code, 2);
    assert.equal(ended.out, '');
    assert.match(ended.err, complaint);
  }
});
