import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Said } from './model.ts';

/** One post that arrived whole, and which process sent it. */
export interface Arrival {
  readonly process: string;
  readonly id: string;
  readonly said: Said;
}

/** The far end of the line: accepts everything and remembers it. */
export interface Recorder {
  readonly url: string;
  /** Posts, without updates, in the order of their arrival. */
  readonly posts: readonly Arrival[];
  /** What stands there now, by the message's id. */
  readonly messages: ReadonlyMap<string, Said>;
  close(): Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
  const posts: Arrival[] = [];
  const messages = new Map<string, Said>();
  const server = createServer((request, response) => {
    read(request).then(
      (text) => {
        const said = JSON.parse(text) as Said;
        const id = request.method === 'PUT' ? (request.url ?? '').replace(/.*\//, '') : `message-${posts.length + 1}`;
        if (request.method === 'POST') posts.push({ process: String(request.headers['x-process']), id, said });
        messages.set(id, said);
        response.writeHead(201, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ id }));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    posts,
    messages,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @throws when the sender ended before the end. */
async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
