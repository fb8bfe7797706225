import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { SECOND } from '../core/clock.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import { sendJson, sendProblem } from './respond.ts';

/** For the machine's own eyes, on loopback: GET /metrics, and GET /readyz with its reasons. */
export function createInternalServer(metrics: Metrics, readiness: () => Promise<Readiness>): Server {
  const server = createServer((request, response) => {
    void answer(request.method ?? '', (request.url ?? '').split('?')[0] ?? '').catch(() =>
      sendProblem(response, 500, 'internal', 'That failed.'),
    );

    async function answer(method: string, path: string): Promise<void> {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('Cache-Control', 'no-store');
      if (method === 'GET' && path === '/metrics') {
        const text = await metrics.text();
        response.setHeader('Content-Type', metrics.contentType);
        response.end(text);
      } else if (method === 'GET' && path === '/readyz') {
        const state = await readiness();
        sendJson(response, state.ready ? 200 : 503, state);
      } else {
        sendProblem(response, 404, 'not-found', 'There is no such page.');
      }
    }
  });
  server.headersTimeout = 10 * SECOND;
  server.requestTimeout = 30 * SECOND;
  return server;
}
