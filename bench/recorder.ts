import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** What a recorder was sent since it was last asked. */
export interface Tally {
  readonly posts: number;
  /** Of all bodies together. */
  readonly bytes: number;
}

export interface Recorder {
  readonly url: string;
  tally(): Promise<Tally>;
  close(): Promise<void>;
}

/** A Bot Connector that takes every post, in a process of its own: what it costs is nobody's in this one. */
export async function startRecorder(): Promise<Recorder> {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async tally() {
      child.send('tally');
      const [tally] = (await once(child, 'message')) as [Tally];
      return tally;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

function serve(): void {
  let posts = 0;
  let bytes = 0;
  let messages = 0;
  const server = createServer((incoming, outgoing) => {
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    incoming.on('end', () => {
      posts++;
      messages++;
      outgoing.writeHead(201, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ id: `19:bench@thread.tacv2;messageid=${messages}`, activityId: `${messages}` }));
    });
  });
  process.on('message', () => {
    process.send?.({ posts, bytes } satisfies Tally);
    posts = 0;
    bytes = 0;
  });
  process.once('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

if (process.send && process.argv[2] === 'serve') serve();
