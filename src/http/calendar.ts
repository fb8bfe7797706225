import type { IncomingMessage, ServerResponse } from 'node:http';
import { secretIn } from '../calendar/address.ts';
import type { ServedFeed } from '../calendar/serve-feed.ts';
import { never } from '../core/result.ts';
import { pathOf, sendProblem } from './respond.ts';

/** The calendar that a secret opens. */
export type AskCalendar = (secret: string) => Promise<ServedFeed>;

/** GET and HEAD /calendar/{secret}.ics. Who has the address is who may read, so no header is looked at for that. */
export function calendarDoor(ask: AskCalendar) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const secret = secretIn(pathOf(request));
    const served: ServedFeed = secret === null ? { kind: 'unknown' } : await ask(secret);
    switch (served.kind) {
      case 'off':
        return sendProblem(response, 403, 'not-allowed', 'Calendars are turned off here.');
      case 'unknown':
        return sendProblem(response, 404, 'not-found', 'There is no such page.');
      case 'feed':
        return sendFeed(request, response, served.text, `"${served.tag}"`);
      default:
        return never(served);
    }
  };
}

function sendFeed(request: IncomingMessage, response: ServerResponse, text: string, tag: string): void {
  // Kept by whoever asked, and asked for anew each time: a link that was revoked shows nothing any more.
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache' };
  if (isKnown(request.headers['if-none-match'], tag)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** As RFC 9110 compares here: whether or not a tag is called weak. */
function isKnown(asked: string | undefined, tag: string): boolean {
  if (asked === undefined) return false;
  if (asked.trim() === '*') return true;
  return asked.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
