import { createServer, request, Agent, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least a Bot Connector must do: take replies and say who is in the chat. */
export class BenchConnector {
  readonly #server: Server;
  #replied: (bytes: number) => void = () => {};

  constructor() {
    this.#server = createServer((incoming, outgoing) => {
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      incoming.on('end', () => {
        outgoing.setHeader('content-type', 'application/json');
        if (incoming.method === 'GET') {
          const person = { id: '29:ana', aadObjectId: ANA, name: 'Ana', tenantId: TENANT, userRole: 'user' };
          outgoing.end(JSON.stringify(/pagedmembers/.test(incoming.url ?? '') ? { members: [person] } : person));
          return;
        }
        outgoing.statusCode = 201;
        outgoing.end('{"id":"1"}');
        this.#replied(bytes);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves with the size in bytes of the next reply. */
  reply(): Promise<number> {
    return new Promise((done) => {
      this.#replied = done;
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

export const ANA = '00000000-0000-4000-8000-000000000001';
export const TENANT = '11111111-1111-4111-8111-111111111111';
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let sent = 0;

/** One turn as Teams makes it: the message in, until both the 200 and the reply are there. Answers the reply's bytes. */
export async function turn(port: number, connector: BenchConnector, serviceUrl: string, text: string): Promise<number> {
  const replied = connector.reply();
  sent++;
  const body = JSON.stringify({
    type: 'message',
    id: `bench-${sent}`,
    timestamp: '2026-11-21T09:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ana', name: 'Ana', aadObjectId: ANA },
    recipient: { id: '28:bot', name: 'Patchwarden' },
    conversation: { id: 'a:personal', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text,
  });
  const acknowledged = new Promise<void>((done, fail) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/messages',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => (answer.statusCode === 200 ? done() : fail(new Error(`status ${answer.statusCode}`))));
      },
    );
    call.once('error', fail);
    call.end(body);
  });
  const [bytes] = await Promise.all([replied, acknowledged]);
  return bytes;
}

export function closeAgent(): void {
  agent.destroy();
}
