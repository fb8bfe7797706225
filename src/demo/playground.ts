import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { colleagues, DEMO_TENANT, nameOf, newcomer } from './people.ts';

const PACKAGE = '@microsoft/m365agentsplayground@0.2.28';
const START_PATIENCE = 120_000;

export interface Playground {
  readonly address: string;
  stop(): void;
}

/** The demo's tenant: six people, one chat each way, one team. JSON is YAML, so no writer for it is needed. */
function tenant(): object {
  const [ana, ...others] = [newcomer, ...Object.values(colleagues)].map((person) => ({
    id: `29:${person.login}`,
    name: nameOf(person),
    userPrincipleName: `${person.login}@contoso.test`,
    aadObjectId: person.aadObjectId,
    givenName: person.given,
    surname: person.surname,
    email: `${person.login}@contoso.test`,
  }));
  return {
    version: '0.1.1',
    tenantId: DEMO_TENANT,
    bot: { id: '22222222-2222-4222-8222-222222222222', name: 'Patchwarden' },
    currentUser: ana,
    users: others,
    personalChat: { id: 'a:personal-ana' },
    groupChat: { id: '19:exchange-project@thread.v2', name: 'Exchange project' },
    team: {
      id: '19:it-operations@thread.tacv2',
      name: 'IT Operations',
      aadGroupId: '33333333-3333-4333-8333-333333333333',
      channels: [{ id: '19:exchange-ops@thread.tacv2', name: 'Exchange Ops' }],
    },
  };
}

/**
 * Starts Microsoft's Agents Playground beside the bot, in `folder` (it writes its log there).
 * @throws Error with the Playground's own last words when it does not come up.
 */
export async function startPlayground(options: {
  folder: string;
  endpoint: string;
  port: number;
  environment: NodeJS.ProcessEnv;
}): Promise<Playground> {
  mkdirSync(options.folder, { recursive: true });
  const configuration = join(resolve(options.folder), 'playground.yml');
  writeFileSync(configuration, JSON.stringify(tenant(), null, 2));

  const child = spawn(
    'npx',
    ['-y', PACKAGE, 'start', '-e', options.endpoint, '-c', 'msteams', '-p', `${options.port}`, '--disable-telemetry'],
    {
      cwd: options.folder,
      // Without a display its attempt to open a browser ends the process.
      env: { ...options.environment, TEAMSAPPTESTER_BROWSER: 'none', TEAMS_APP_TEST_TOOL_CONFIG_PATH: configuration },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    },
  );
  const port = await listeningPort(child);
  return { address: `http://localhost:${port}`, stop: () => stop(child) };
}

/** It takes another port silently when its own is busy, so the port is read from what it prints. */
function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    let printed = '';
    const timer = setTimeout(
      () => finish(new Error(`The Playground did not start in time. ${printed}`)),
      START_PATIENCE,
    );
    const finish = (outcome: Error | number) => {
      clearTimeout(timer);
      if (typeof outcome === 'number') done(outcome);
      else fail(outcome);
    };
    const read = (chunk: Buffer) => {
      printed = (printed + chunk.toString('utf8')).slice(-2_000);
      const port = /Listening on (?<port>\d+)/.exec(printed)?.groups?.port;
      if (port) finish(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', finish);
    child.once('exit', (code) => finish(new Error(`The Playground ended with code ${code}. ${printed.trim()}`)));
  });
}

/** npx starts a child of its own: the whole group goes. */
function stop(child: ChildProcess): void {
  if (child.exitCode !== null || child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', `${child.pid}`, '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGTERM');
  } catch {
    // Gone already.
  }
}
