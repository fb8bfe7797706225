import type { Instant } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';
import type { SendResult } from '../delivery/model.ts';
import type { CallRecord } from './auth/wire.ts';

/** An update that arrives twice is one update, so only a post leaves a doubt behind. */
export type Act = 'post' | 'update';

/** Errors of a connection that never came about: nothing was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EMFILE', 'EPROXY', 'EPROTO']);
const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;
const CONNECTING = /^(?:connect|getaddrinfo) |before secure TLS connection was established/;
/** Several addresses of one host were tried and none answered: Node says so with a code and no message. */
const UNREACHED = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * What one call to Teams came to. Sources: msteams-docs conversation-messages.md (status codes) and rate-limit.md (412, 502 and 504
 * are to be tried again); a 502 was seen after which the message stood in the chat all the same (BotFramework-Services#298).
 */
export function sendResult(act: Act, record: CallRecord, at: { now: Instant; timedOut: boolean }): SendResult {
  const { response } = record;
  if (response) return ofAnswer(act, response, at.now);
  if (!record.left) return { kind: 'failed', code: at.timedOut ? 'token-timeout' : 'token' };
  const { code, message } = faultOf(record.error);
  if (isUnsent(code, message)) return { kind: 'failed', code };
  return doubtful(act, at.timedOut || isAborted(record.error) ? 'timeout' : code);
}

function ofAnswer(act: Act, response: NonNullable<CallRecord['response']>, now: Instant): SendResult {
  const { status } = response;
  const code = String(status);
  if (status >= 200 && status < 300) return accepted(act, response.body);
  switch (status) {
    case 429:
      return { kind: 'throttled', code, retryAfter: retryAfterOf(response.retryAfter, now) };
    case 502:
    case 504:
      return doubtful(act, code);
    case 403:
    case 410:
      return { kind: 'gone', code: saidCode(response.body) ?? code };
    case 404:
      return notFound(act, saidCode(response.body) ?? code);
    case 400:
    case 405:
    case 413:
    case 415:
    case 422:
      return { kind: 'refused', code: saidCode(response.body) ?? code };
    default:
      return { kind: 'failed', code };
  }
}

/** Who answers with something else than JSON is not Teams, whatever the status: nobody knows what became of the message. */
function accepted(act: Act, body: string): SendResult {
  if (body.trim() === '') return { kind: 'sent', activityId: null };
  const answer = parsed(body);
  if (answer === null) return { kind: 'sent', activityId: null };
  if (typeof answer !== 'object' || Array.isArray(answer)) return doubtful(act, 'broken-answer');
  return { kind: 'sent', activityId: activityIdOf(answer) };
}

/** Of a new thread `{id: CHANNEL;messageid=ROOT, activityId}`, of everything else `{id}`. */
function activityIdOf(answer: object): string | null {
  const own: unknown = Reflect.get(answer, 'activityId');
  if (typeof own === 'string' && own !== '') return own;
  const id: unknown = Reflect.get(answer, 'id');
  if (typeof id !== 'string' || id === '') return null;
  return id.split(';messageid=')[1] ?? id;
}

function notFound(act: Act, code: string): SendResult {
  const conversationIsGone = /conversation|bot/i.test(code) && !/activity|message/i.test(code);
  return { kind: act === 'post' || conversationIsGone ? 'gone' : 'vanished', code };
}

function doubtful(act: Act, code: string): SendResult {
  return { kind: act === 'post' ? 'doubtful' : 'failed', code };
}

function isUnsent(code: string, message: string): boolean {
  return UNSENT.has(code) || TLS.test(code) || CONNECTING.test(message) || (message === '' && UNREACHED.has(code));
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function faultOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: '' };
  const code: unknown = Reflect.get(error, 'code');
  if (code === 'PARSE_ERROR') return { code: 'broken-answer', message: '' };
  return { code: typeof code === 'string' ? shortCode(code) || 'unknown' : 'unknown', message: error.message };
}

/** `{error: {code}}` as Teams answers, or null. */
function saidCode(body: string): string | null {
  const error: unknown = Reflect.get(Object(parsed(body)), 'error');
  const code: unknown = Reflect.get(Object(error), 'code');
  return typeof code === 'string' ? shortCode(code) || null : null;
}

/** A code of others, made safe for logs and for people. */
function shortCode(code: string): string {
  return code.replace(/[^\w.-]/g, '').slice(0, 60);
}

/** Seconds or an HTTP date. Null: neither. */
function retryAfterOf(header: string | null, now: Instant): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * SECOND);
  if (!/^[a-z]{3},/i.test(text)) return null;
  const until = Date.parse(text);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}

/** Undefined: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
