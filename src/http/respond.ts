import type { IncomingMessage, ServerResponse } from 'node:http';

/** Without what is asked of it. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** Written without restify's formatters: they negotiate by the Accept header, and this speaks JSON to everybody. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendEmpty(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'Content-Length': 0 });
  response.end();
}

export function sendProblem(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { code, message });
}
