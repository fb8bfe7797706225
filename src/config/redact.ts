import { withoutCredentials } from './problem.ts';

const DEEPEST = 8;
const SECRET_KEY =
  /pass(?:word|wd|phrase)|secret|token|authorization|cookie|credential|private.?key|api.?key|connection.?string|databaseurl/i;
/** What people wrote, and the cards that answer them: none of it belongs into a log. */
const CONTENT_KEY = /^(?:text|body|summary|speak|attachments|activity|value|replyToText)$/i;

/** A copy of what goes into a log line: secrets and message content left out, errors cut down to what explains them. */
export function redact(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.length >= DEEPEST) return '[deeper]';
  if (above.includes(value)) return '[again]';
  const path = [...above, value];
  if (value instanceof Error) return redactError(value, path);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redact(item, path));
  const entries = Object.entries(value).map(([key, item]) => [key, redactEntry(key, item, path)]);
  return Object.fromEntries(entries);
}

function redactEntry(key: string, item: unknown, path: readonly object[]): unknown {
  // A count under such a name tells nothing.
  if (item === null || item === undefined || typeof item === 'number' || typeof item === 'boolean') return item;
  return SECRET_KEY.test(key) || CONTENT_KEY.test(key) ? '[redacted]' : redact(item, path);
}

/** Only these: errors of HTTP clients carry whole requests, with their headers, and responses. */
function redactError(error: Error, path: readonly object[]): object {
  const { code, statusCode, hint } = error as Error & { code?: unknown; statusCode?: unknown; hint?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(code !== undefined && { code: redact(code, path) }),
    ...(statusCode !== undefined && { statusCode: redact(statusCode, path) }),
    ...(hint !== undefined && { hint: redact(hint, path) }),
    ...(error.stack !== undefined && { stack: scrub(error.stack) }),
    ...(error.cause !== undefined && { cause: redact(error.cause, path) }),
  };
}

function scrub(text: string): string {
  return text
    .replace(/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [redacted]')
    .replace(/\bey[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[redacted]')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s/"']*@[^\s"']*/gi, withoutCredentials);
}
