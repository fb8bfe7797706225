import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http';
import { pino } from 'pino';
import restify from 'restify';
import type { Clock } from '../core/clock.ts';
import { MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { CALENDAR_PATH, secretIn } from '../calendar/address.ts';
import type { Bot } from '../teams/bot.ts';
import { type AskCalendar, calendarDoor } from './calendar.ts';
import { createInternalServer } from './internal.ts';
import { readJson } from './json-body.ts';
import { listen } from './listen.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimit } from './rate-limit.ts';
import { RateLimiter } from './rate-limit.ts';
import type { AskReadiness } from './readiness.ts';
import { readinessOf } from './readiness.ts';
import { pathOf, sendEmpty, sendJson, sendProblem } from './respond.ts';

/** Teams' own limit is about 100 KB a message. */
const LARGEST_MESSAGE = 256 * 1024;
/** Teams posts for all users from a few addresses, and behind a reverse proxy everybody has the proxy's. */
const usualLimit: RateLimit = { burst: 300, perSecond: 100 };
/** What is under way gets this long to end. Containers are killed ten seconds after they were asked to stop. */
const GRACE = 8 * SECOND;

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly internalPort: number;
  readonly bot: Bot;
  /** POST /api/reports: reads the body itself. */
  readonly reports: Handler;
  /** GET /calendar/{secret}.ics. */
  readonly calendar: AskCalendar;
  readonly ready: AskReadiness;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  readonly rateLimit?: RateLimit;
}

export interface HttpDoors {
  readonly port: number;
  readonly internalPort: number;
  /** Stops listening, waits for requests and turns under way, then returns. What takes longer than eight seconds is cut. */
  close(): Promise<void>;
}

interface Route {
  readonly method: 'GET' | 'POST';
  /** HEAD is understood too. */
  readonly head?: true;
  /** As restify writes paths; left out: the path is the route's name. */
  readonly pattern?: string;
  readonly handle: Handler;
}

/** What every calendar's path is called, here and wherever it is counted or logged: the path itself is a secret. */
const CALENDAR = '/calendar';

/** Opens the public door and the internal one. @throws CannotListen when a port is taken, say. */
export async function startHttp(options: HttpOptions): Promise<HttpDoors> {
  const { bot, metrics, log, clock } = options;
  let closing = false;
  const readiness = () => readinessOf(options.ready, closing);

  const routes: Readonly<Record<string, Route>> = {
    '/api/messages': { method: 'POST', handle: (request, response) => receiveMessage(request, response, bot, clock) },
    '/api/reports': { method: 'POST', handle: options.reports },
    '/healthz': { method: 'GET', handle: async (_, response) => sendJson(response, 200, { alive: true }) },
    '/readyz': {
      method: 'GET',
      handle: async (_, response) => {
        const { ready } = await readiness();
        sendJson(response, ready ? 200 : 503, { ready });
      },
    },
    [CALENDAR]: {
      method: 'GET',
      head: true,
      pattern: `${CALENDAR_PATH}:secret`,
      handle: calendarDoor(options.calendar),
    },
  };

  const limiter = new RateLimiter(options.rateLimit ?? usualLimit, clock);
  // restify's types name an older pino; it only writes traces, and ours is the log that counts.
  const silent = pino({ level: 'silent' }) as unknown as NonNullable<restify.ServerOptions['log']>;
  const server = restify.createServer({ name: '', log: silent });

  // Before routing, body and token: whoever comes too often, or for nothing, costs next to nothing.
  server.pre((request, response, next) => {
    const path = routeOf(pathOf(request));
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const began = clock.monotonic();
    response.once('close', () =>
      metrics.http(route ? path : 'unknown', response.statusCode, clock.monotonic() - began),
    );
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');

    const wait = limiter.take(request.socket.remoteAddress ?? '');
    if (wait > 0) {
      response.setHeader('Retry-After', String(wait));
      sendProblem(response, 429, 'throttled', 'Too many requests. Try again later.');
    } else if (!route) {
      sendProblem(response, 404, 'not-found', 'There is no such page.');
    } else if (!isTaken(route, request.method)) {
      response.setHeader('Allow', route.head ? 'GET, HEAD' : route.method);
      sendProblem(response, 405, 'not-allowed', `Only ${route.method} is understood here.`);
    } else {
      return next();
    }
    // What was refused unread must not keep the connection waiting for its body.
    if (request.method !== 'GET') request.resume();
    return next(false);
  });

  for (const [path, { method, head, pattern = path, handle }] of Object.entries(routes)) {
    const guarded = async (request: restify.Request, response: restify.Response): Promise<void> => {
      try {
        await handle(request, response);
      } catch (error) {
        log.error({ route: path, error: error instanceof Error ? error.name : typeof error }, 'a request failed');
        sendProblem(response, 500, 'internal', 'That failed. The log says why.');
      }
    };
    if (method === 'GET') server.get(pattern, guarded);
    else server.post(pattern, guarded);
    if (head) server.head(pattern, guarded);
  }

  const outer = server.server as NodeServer;
  // restify passes its server's errors on, and one that nobody listens for ends the process before `listen` can tell it.
  server.on('error', (error: Error) => {
    if (outer.listening) log.error({ err: error }, 'the public door failed');
  });
  outer.headersTimeout = 10 * SECOND;
  // A large report over a slow line takes its time; a message has a limit of its own.
  outer.requestTimeout = 10 * MINUTE;
  const inner = createInternalServer(metrics, readiness);
  const port = await listen(outer, { host: options.host, port: options.port, variable: 'PORT' });
  const inside = { host: '127.0.0.1', port: options.internalPort, variable: 'INTERNAL_PORT' } as const;
  const internalPort = await listen(inner, inside).catch(async (error: unknown) => {
    await stop(outer, clock, 0);
    throw error;
  });

  return {
    port,
    internalPort,
    async close() {
      closing = true;
      const began = clock.monotonic();
      await stop(outer, clock, GRACE);
      const left = Math.max(0, GRACE - (clock.monotonic() - began));
      const drained = await endsWithin(left, bot.drain(), clock);
      if (!drained) log.warn({}, 'turns were cut that still wait for an answer from outside');
      await stop(inner, clock, SECOND);
    },
  };
}

async function receiveMessage(
  request: IncomingMessage,
  response: ServerResponse,
  bot: Bot,
  clock: Clock,
): Promise<void> {
  const body = await readJson(request, LARGEST_MESSAGE, clock);
  if (!body.ok) {
    response.setHeader('Connection', 'close');
    return sendProblem(response, body.status, body.code, body.message);
  }
  const receipt = await bot.receive({ authorization: request.headers.authorization ?? '', body: body.value });
  if (receipt.body === undefined) sendEmpty(response, receipt.status);
  else sendJson(response, receipt.status, receipt.body);
}

function isTaken({ method, head }: Route, asked: string | undefined): boolean {
  return asked === method || (head === true && asked === 'HEAD');
}

/** The name of the route that a path belongs to; of most paths the path. */
function routeOf(path: string): string {
  if (secretIn(path) !== null) return CALENDAR;
  return path === CALENDAR ? '' : path;
}

function endsWithin(patience: number, work: Promise<void>, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(patience, () => resolve(false));
    work.finally(cancel).then(() => resolve(true), reject);
  });
}

/** Node closes the idle connections with the server; busy ones get `grace` ms. */
function stop(server: NodeServer, clock: Clock, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(grace, () => server.closeAllConnections());
    server.close(() => {
      cancel();
      resolve();
    });
  });
}
