import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isoOf, MINUTE, SECOND } from '../core/clock.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { refuse } from '../core/result.ts';
import type { Refusal, RefusalCode, Result } from '../core/result.ts';
import { ingest } from '../evidence/ingest.ts';
import type { Intake, Sender, Taken } from '../evidence/intake.ts';
import { intakeTokenOf } from './intake-token.ts';
import { RateLimiter } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import { sendJson } from './respond.ts';
import { receiveUpload, removeLeftovers } from './upload.ts';

export interface ReportDoorSetup {
  readonly intake: Intake;
  /** SHA-256 hashes (hexadecimal) of the tokens that are let in; none: nobody is. */
  readonly intakeTokens: readonly string[];
  /** Largest body in bytes, as it travels; the parser bounds what it unpacks to. */
  readonly maxBytes: number;
  /** Where bodies wait to be parsed. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: ReportDoorLimits;
}

export interface ReportDoorLimits {
  readonly perToken?: RateLimit;
  /** Of attempts without a valid token. */
  readonly perStranger?: RateLimit;
  /** Bodies that are received or parsed at the same time. */
  readonly atOnce?: number;
}

export interface ReportDoor {
  /** POST /api/reports. Reads the body itself and always answers, unless the sender is gone. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** To be called once at the start: removes what a crash left in the folder. */
  readonly clean: () => Promise<void>;
}

// A whole fleet may report in the same minute with one token.
const USUAL_TOKEN: RateLimit = { burst: 1_000, perSecond: 20 };
const USUAL_STRANGER: RateLimit = { burst: 10, perSecond: 10 / (MINUTE / SECOND) };
const TYPES = /^(application\/(xml|octet-stream|gzip|x-gzip)|text\/xml)\s*(;|$)/i;
/** What may still flow in after a refusal, so that the sender gets to read it. */
const TOLERATED = 4 * 1024 * 1024;

/** Digits of a token's hash: enough to tell tokens apart, and of no use to anybody. */
const SHOWN_OF_TOKEN = 12;

type Answer = { readonly status: number; readonly body: Refusal; readonly retryAfter?: number };

const STATUS: Record<RefusalCode, number> = {
  'not-allowed': 401,
  'not-found': 409,
  ambiguous: 409,
  invalid: 400,
  'too-large': 413,
  conflict: 409,
  throttled: 429,
  unavailable: 503,
};

/** The door through which one report or inventory comes in by HTTP, plain or gzip. */
export function reportDoor(setup: ReportDoorSetup): ReportDoor {
  const { intake, intakeTokens, maxBytes, folder, clock, log, limits = {} } = setup;
  const tokens = new RateLimiter(limits.perToken ?? USUAL_TOKEN, clock);
  const strangers = new RateLimiter(limits.perStranger ?? USUAL_STRANGER, clock);
  const atOnce = limits.atOnce ?? 8;
  let inHand = 0;

  /** The hash of the caller's token, or why it is turned away. */
  function authorise(request: IncomingMessage): { readonly token: string } | Answer {
    const token = intakeTokenOf(request.headers.authorization, intakeTokens);
    if (token === null) {
      const wait = strangers.take(request.socket.remoteAddress ?? '');
      if (wait > 0) return answer('throttled', 'Too many attempts without a valid intake token.', TRY_LATER, wait);
      return answer('not-allowed', 'The request has no valid intake token.', SEND_TOKEN);
    }
    const wait = tokens.take(token);
    return wait > 0 ? answer('throttled', 'Too many reports with this intake token.', TRY_LATER, wait) : { token };
  }

  function accepts(request: IncomingMessage): Answer | null {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    if (!/^(identity|gzip|x-gzip)$/i.test(encoding)) return unsupported(`Content-Encoding ${cut(encoding)}`);
    if (!TYPES.test(type)) return unsupported(`Content-Type ${cut(type)}`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge(nameOf(request, clock), maxBytes);
    if (inHand >= atOnce) return answer('unavailable', 'Too many reports are coming in at once.', TRY_LATER, 5);
    return null;
  }

  async function take(request: IncomingMessage, token: string): Promise<Result<Taken> | Answer | 'gone'> {
    const upload = await receiveUpload(request, folder, maxBytes);
    if (!upload.ok) {
      if (upload.why === 'too-large') return tooLarge(nameOf(request, clock), maxBytes);
      if (upload.why === 'broken') return 'gone';
      log.error({ cause: upload.error.message }, 'a report could not be received');
      return answer(
        'unavailable',
        'The report could not be stored.',
        'Send it again; if it stays so, check the disk.',
        60,
      );
    }
    const name = nameOf(request, clock);
    try {
      if (upload.size === 0) return refuse('invalid', `${name} is empty.`, 'Send one XML file as the body.');
      const sender: Sender = { door: 'http', actor: { kind: 'token', name: token.slice(0, SHOWN_OF_TOKEN) } };
      return await ingest(intake, sender, { path: upload.path, name });
    } finally {
      await rm(upload.path, { force: true });
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = authorise(request);
    if (!('token' in caller)) return turnAway(request, response, caller);
    const turnedAway = accepts(request);
    if (turnedAway) return turnAway(request, response, turnedAway);
    inHand += 1;
    try {
      const result = await take(request, caller.token);
      if (result === 'gone') return;
      if (!('ok' in result)) return turnAway(request, response, result);
      if (!result.ok) return sendRefusal(response, { status: STATUS[result.refusal.code], body: result.refusal });
      const { outcome, kind, servers, sentence } = result.value;
      sendJson(response, outcome === 'taken' ? 201 : 200, { outcome, kind, servers, sentence });
    } finally {
      inHand -= 1;
    }
  }

  async function clean(): Promise<void> {
    const removed = await removeLeftovers(folder, clock);
    if (removed > 0) log.info({ removed }, 'removed reports that were cut off by a crash');
  }

  return { handle, clean };
}

const TRY_LATER = 'Try again later.';
const SEND_TOKEN = 'Send the header "Authorization: Bearer TOKEN" with a token whose SHA-256 is in INTAKE_TOKENS.';

function answer(code: RefusalCode, message: string, hint: string, retryAfter?: number): Answer {
  const body = { code, message, hint };
  return retryAfter === undefined ? { status: STATUS[code], body } : { status: STATUS[code], body, retryAfter };
}

function unsupported(what: string): Answer {
  const hint = 'Send the XML file itself with Content-Type application/xml, plain or with Content-Encoding gzip.';
  return { status: 415, body: { code: 'invalid', message: `${what} is not read here.`, hint } };
}

function tooLarge(name: string, maxBytes: number): Answer {
  return answer(
    'too-large',
    `${name} is larger than ${maxBytes} bytes.`,
    'Send one report a request, or raise REPORT_MAX_MB.',
  );
}

/** Answers before the body was read to its end: the connection can't be used again. */
function turnAway(request: IncomingMessage, response: ServerResponse, refused: Answer): void {
  let left = TOLERATED;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on('error', () => {});
  request.resume();
  response.setHeader('Connection', 'close');
  sendRefusal(response, refused);
}

function sendRefusal(response: ServerResponse, { status, body, retryAfter }: Answer): void {
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  sendJson(response, status, { code: body.code, message: body.message, hint: body.hint });
}

const LONGEST_NAME = 200;

/** The name that people will see: from X-File-Name or `?name=`, without folders; else the time of arrival. */
function nameOf(request: IncomingMessage, clock: Clock): string {
  const header = request.headers['x-file-name'];
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('name');
  const given = decoded((Array.isArray(header) ? header[0] : header) ?? query ?? '');
  const name = (given.split(/[\\/]/).at(-1) ?? '')
    .replace(/\p{C}+/gu, '')
    .trim()
    .slice(0, LONGEST_NAME);
  return /[\p{L}\p{N}]/u.test(name) ? name : `report-${isoOf(clock.now()).replace(/[-:]|\.\d+/g, '')}.xml`;
}

/** Headers carry ASCII only: other characters come percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cut(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
