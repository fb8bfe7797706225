import type { IncomingMessage } from 'node:http';
import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';

const PATIENCE = 10 * SECOND;
/** What a client may go on sending after its body was refused, so that it gets to read the refusal. */
const TOLERATED = 4 * 1024 * 1024;

export type JsonBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 408 | 413 | 415; readonly code: string; readonly message: string };

/** Reads a whole JSON body of at most `limit` bytes. Never rejects. */
export async function readJson(request: IncomingMessage, limit: number, clock: Clock): Promise<JsonBody> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return refuse(415, 'unsupported', `Content-Encoding ${encoding.slice(0, 40)} is not read here.`);
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limit) return overflow(request, limit);

  const bytes = await read(request, limit, clock);
  if (bytes === 'too-large') return overflow(request, limit);
  if (bytes === 'too-slow') return refuse(408, 'too-slow', 'The body did not arrive in time.');
  if (bytes === 'broken') return refuse(400, 'invalid', 'The body broke off.');
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return refuse(400, 'invalid', 'The body is not JSON.');
  }
}

function read(
  request: IncomingMessage,
  limit: number,
  clock: Clock,
): Promise<Buffer | 'too-large' | 'too-slow' | 'broken'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const cancel = clock.after(PATIENCE, () => end('too-slow'));

    function end(outcome: Buffer | 'too-large' | 'too-slow' | 'broken'): void {
      cancel();
      request.off('data', take);
      resolve(outcome);
    }
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > limit) end('too-large');
      else chunks.push(chunk);
    }
    request.on('data', take);
    request.once('end', () => end(Buffer.concat(chunks)));
    request.once('error', () => end('broken'));
    request.once('close', () => end('broken'));
  });
}

function overflow(request: IncomingMessage, limit: number): JsonBody {
  let left = TOLERATED;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  return refuse(413, 'too-large', `The body is larger than ${limit} bytes.`);
}

function refuse(status: 400 | 408 | 413 | 415, code: string, message: string): JsonBody {
  return { ok: false, status, code, message };
}
