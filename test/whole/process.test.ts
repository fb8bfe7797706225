import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `src/main.ts` with exactly these variables, in a folder without an env file. */
function start(env: Readonly<Record<string, string>>): {
  child: ChildProcess;
  ended: Promise<Ended>;
  ready: Promise<void>;
} {
  const root = new URL('../../', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), join(root, 'src/main.ts')],
    {
      cwd: temporaryFolder(),
      env: { PATH: process.env.PATH ?? '', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  const ready = new Promise<void>((done) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      if (out.includes('"message":"ready"')) done();
    });
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, ended, ready };
}

describe('the process', () => {
  it('does not start without a bot id, and says all that is missing at once', async () => {
    const { code, err } = await start({ PORT: 'many', TIME_ZONE: 'Mars/Olympus' }).ended;

    assert.equal(code, 2);
    for (const variable of ['BOT_ID', 'BOT_PASSWORD', 'BOT_TENANT_ID', 'PORT', 'TIME_ZONE'])
      assert.match(err, new RegExp(variable));
    assert.match(err, /"many"/);
    assert.match(err, /"Mars\/Olympus"/);
  });

  it('does not let authentication be turned off on an open address', async () => {
    const { code, err } = await start({ BOT_AUTH: 'off', HOST: '0.0.0.0' }).ended;

    assert.equal(code, 2);
    assert.match(err, /BOT_AUTH/);
  });

  it('says in one line which port is taken and how to choose another', async () => {
    const folder = temporaryFolder();
    const neighbour = createServer().listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    const { port } = neighbour.address() as AddressInfo;

    const { code, err } = await start({
      BOT_AUTH: 'off',
      PORT: String(port),
      INTERNAL_PORT: '0',
      DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
      REPORT_STORE: join(folder, 'reports'),
    }).ended;
    neighbour.close();

    assert.equal(code, 1);
    assert.match(err, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken\\. [^\\n]*another PORT\\.\\n$`));
  });

  it('starts, and ends cleanly when it is asked to', async () => {
    const folder = temporaryFolder();
    const { child, ended, ready } = start({
      BOT_AUTH: 'off',
      HOST: '127.0.0.1',
      PORT: '0',
      INTERNAL_PORT: '0',
      DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
      REPORT_STORE: join(folder, 'reports'),
    });
    await Promise.race([ready, ended]);
    child.kill('SIGTERM');
    const { code, out, err } = await ended;

    assert.equal(code, 0, err);
    assert.match(out, /"message":"stopped"/);
  });
});
