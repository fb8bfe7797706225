import { type ChildProcess, fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { ANA, BenchConnector, TENANT } from './connector.ts';

/** Teams, in a process of its own: what the bot does after an answer must not keep the answer from being noticed. */
export interface TeamsSide {
  readonly serviceUrl: string;
  /** Presses a button; `text` is what came back, `took` in ms. */
  press(port: number, verb: string, data: object): Promise<Pressed>;
  close(): Promise<void>;
}

interface Pressed {
  readonly text: string;
  readonly took: number;
}

interface Order {
  readonly port: number;
  readonly verb: string;
  readonly data: object;
}

/** Where Ana presses. */
export const ANAS_CHAT = 'a:personal';

export async function startTeamsSide(): Promise<TeamsSide> {
  const child = fork(fileURLToPath(import.meta.url), ['--beside'], { execArgv: ['--import', 'tsx'] });
  const { serviceUrl } = await answerOf<{ serviceUrl: string }>(child);
  return {
    serviceUrl,
    press(port, verb, data) {
      const pressed = answerOf<Pressed>(child);
      child.send({ port, verb, data } satisfies Order);
      return pressed;
    },
    async close() {
      const gone = new Promise((done) => child.once('exit', done));
      child.disconnect();
      await gone;
    },
  };
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`the other side ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      done(message as T);
    });
  });
}

async function besides(): Promise<void> {
  const connector = new BenchConnector();
  const serviceUrl = await connector.listen();
  const agent = new Agent({ keepAlive: true });
  let sent = 0;
  process.on('message', async (order: Order) => {
    sent++;
    process.send?.(await pressed(agent, serviceUrl, `press-${sent}`, order));
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ serviceUrl });
}

function pressed(agent: Agent, serviceUrl: string, id: string, { port, verb, data }: Order): Promise<Pressed> {
  const body = JSON.stringify({
    type: 'invoke',
    name: 'adaptiveCard/action',
    id,
    timestamp: '2026-11-21T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ana', name: 'Ana', aadObjectId: ANA },
    recipient: { id: '28:bot', name: 'Patchwarden' },
    conversation: { id: ANAS_CHAT, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    value: { action: { type: 'Action.Execute', verb, data } },
  });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const begun = performance.now();
  return new Promise((done, fail) => {
    const call = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/api/messages', agent, headers },
      async (answer) => {
        let text = '';
        for await (const part of answer.setEncoding('utf8')) text += part;
        done({ text, took: performance.now() - begun });
      },
    );
    call.once('error', fail);
    call.end(body);
  });
}

if (process.argv.includes('--beside')) await besides();
