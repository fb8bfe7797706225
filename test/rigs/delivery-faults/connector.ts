import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECOND } from '../../../src/core/clock.ts';
import type { FakeClock } from '../../support/clock.ts';
import type { Random } from '../random.ts';

/** What may happen to a call instead of a plain 201. */
export const faults = ['429-after', '429', '412', '502', '504', 'accept-then-reset', 'blackhole', 'slow'] as const;
export type Fault = (typeof faults)[number];

/** One call that posts, when it arrived (ms of virtual time since the start), and what came of it. */
export interface Arrival {
  readonly at: number;
  readonly conversation: string;
  readonly fault: Fault | null;
  /** The message stands in the conversation now, whatever its sender got to know. */
  readonly accepted: boolean;
  readonly repeated: boolean;
}

export interface FaultyConnector {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Calls that got no answer yet. */
  readonly held: number;
  close(): Promise<void>;
}

const RETRY_AFTER = 3 * SECOND;
const SLOW = 4 * SECOND;
/** Longer than any sender waits. */
const BLACKHOLE = 60 * SECOND;
const STATUS: Partial<Record<Fault, number>> = { '429-after': 429, '429': 429, '412': 412, '502': 502, '504': 504 };

/** A Bot Connector in virtual time that lets `faulty` of a hundred posts go wrong, each in a way that `random` picks. */
export async function startFaultyConnector(clock: FakeClock, random: Random, faulty: number): Promise<FaultyConnector> {
  const arrivals: Arrival[] = [];
  const began = clock.monotonic();
  let held = 0;
  let ids = 0;

  /** Held until then, or until the caller hangs up. */
  function after(delay: number, response: ServerResponse, then: () => void): void {
    held++;
    const cancel = clock.after(delay, then);
    response.once('close', () => {
      cancel();
      held--;
    });
  }

  function post(conversation: string, text: string, response: ServerResponse): void {
    const fault = random.between(1, 100) <= faulty ? (faults[random.between(0, faults.length - 1)] ?? null) : null;
    const accepted = fault === null || fault === 'slow' || fault === 'accept-then-reset';
    const repeated = text.includes('(repeat)');
    arrivals.push({ at: clock.monotonic() - began, conversation, fault, accepted, repeated });
    const status = fault === null ? 201 : (STATUS[fault] ?? 201);
    const body = status === 201 ? { id: `${conversation};messageid=${++ids}`, activityId: `${ids}` } : { error: {} };
    const answer = (): void => {
      const headers = fault === '429-after' ? { 'Retry-After': String(RETRY_AFTER / SECOND) } : {};
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (fault === 'accept-then-reset') response.destroy();
    else if (fault === 'blackhole') after(BLACKHOLE, response, () => response.destroy());
    else if (fault === 'slow') after(SLOW, response, answer);
    else answer();
  }

  const server = createServer((request, response) => {
    void read(request).then((text) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ members: [{ id: '29:ana', userRole: 'user' }] }));
        return;
      }
      const { channelData } = JSON.parse(text) as { channelData?: { channel?: { id?: string } } };
      post(channelData?.channel?.id ?? request.url ?? '', text, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrivals,
    get held() {
      return held;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
