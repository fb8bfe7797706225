import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { TestBot } from '../support/bot.ts';
import { aMessage, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';

describe('the public door', () => {
  let bot: TestBot;
  const reports: string[] = [];
  before(async () => {
    bot = await startBot({
      ready: async () => ({ ready: false, reasons: ['The disk of the database is full.'] }),
      reports: async (request, response) => {
        if (request.headers['x-break'] !== undefined) throw new Error('secret of the reports door');
        for await (const chunk of request) reports.push(String(chunk));
        response.statusCode = 201;
        response.end();
      },
    });
  });
  after(() => bot.close());

  const withToken = () => ({
    'Content-Type': 'application/json',
    Authorization: `Bearer ${bot.tokens.token(bot.connector.url)}`,
  });

  it('says that it lives', async () => {
    const response = await fetch(`${bot.url}/healthz`);

    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { alive: true });
  });

  it('says whether it is ready, and not why', async () => {
    const response = await fetch(`${bot.url}/readyz`);

    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { ready: false });
  });

  it('hands reports to their door unread', async () => {
    const response = await fetch(`${bot.url}/api/reports`, { method: 'POST', body: '<Objs/>' });

    assert.equal(response.status, 201);
    assert.deepEqual(reports, ['<Objs/>']);
  });

  it('answers 500 without a word of what broke', async () => {
    const response = await fetch(`${bot.url}/api/reports`, { method: 'POST', body: '', headers: { 'x-break': '1' } });

    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /secret/);
    assert.ok(bot.log.some((line) => line.message === 'a request failed'));
  });

  const unknown: [method: string, path: string, status: number][] = [
    ['GET', '/', 404],
    ['GET', '/metrics', 404],
    ['GET', '/api/messages', 405],
    ['PUT', '/api/messages', 405],
    ['DELETE', '/healthz', 405],
    ['POST', '/api/messages/', 404],
    ['POST', '/api/nothing', 404],
    ['GET', '/constructor', 404],
    ['GET', '//healthz', 404],
    ['GET', '/%zz', 404],
    ['GET', '/healthz?x=1', 200],
  ];
  for (const [method, path, status] of unknown) {
    it(`answers ${status} in JSON to ${method} ${path}, whatever the client accepts`, async () => {
      const reply = await ask(bot.url, method, path, { Accept: 'text/html' });

      assert.equal(reply.status, status);
      assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
      JSON.parse(reply.text);
    });
  }

  it('tells browsers neither to guess nor to keep, and nobody what it is made of', async () => {
    for (const path of ['/healthz', '/readyz', '/nothing']) {
      const { headers } = await fetch(`${bot.url}${path}`);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('server'), null);
      assert.equal(headers.get('x-powered-by'), null);
    }
  });

  it('answers 413 to a message of more than 256 KB, announced or not', async () => {
    const large = JSON.stringify(aMessage(bot, 'x'.repeat(300_000)));
    const announced = await bot.postRaw(large, withToken());
    const chunked = await ask(
      bot.url,
      'POST',
      '/api/messages',
      { ...withToken(), 'Transfer-Encoding': 'chunked' },
      large,
    );

    assert.deepEqual([announced.status, chunked.status], [413, 413]);
    assert.equal(announced.json.code, 'too-large');
    assert.deepEqual(bot.questions, []);
  });

  it('takes a message just below that', async () => {
    const reply = await bot.post(aMessage(bot, 'status', { entities: [], extra: 'x'.repeat(250_000) }));

    assert.equal(reply.status, 200);
  });

  it('answers 400 to what is not JSON', async () => {
    for (const text of ['', '{', 'hello', '{"a":1}}']) {
      const reply = await bot.postRaw(text, withToken());
      assert.equal(reply.status, 400, text);
      assert.equal(reply.json.message, 'The body is not JSON.');
    }
  });

  it('does not unpack messages', async () => {
    const body = gzipSync(JSON.stringify(aMessage(bot, 'status')));
    const response = await fetch(`${bot.url}/api/messages`, {
      method: 'POST',
      body,
      headers: { ...withToken(), 'Content-Encoding': 'gzip' },
    });

    assert.equal(response.status, 415);
  });

  it('does not wait for a body for ever', async () => {
    const socket = connect(Number(new URL(bot.url).port), '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    const waiting = bot.clock.waiting;
    socket.write('POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":');
    while (bot.clock.waiting === waiting) await settled();

    bot.clock.advance(10_000);

    assert.match(await answer, /^HTTP\/1\.1 408 /);
    socket.destroy();
  });

  it('lives on when a client goes away in the middle', async () => {
    const socket = connect(Number(new URL(bot.url).port), '127.0.0.1');
    const waiting = bot.clock.waiting;
    socket.write('POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":');
    while (bot.clock.waiting === waiting) await settled();
    socket.destroy();
    while (bot.clock.waiting > waiting) await settled();

    assert.equal((await fetch(`${bot.url}/healthz`)).status, 200);
  });
});

describe('an address that comes too often', () => {
  it('gets 429 before anybody looks at its token, and is let in again later', async () => {
    const bot = await startBot({ rateLimit: { burst: 2, perSecond: 1 } });
    bot.tokens.fail();

    const replies = [await bot.post({}, null), await bot.post({}, null), await bot.post(aMessage(bot, 'status'))];

    assert.deepEqual(
      replies.map((reply) => reply.status),
      [401, 401, 429],
    );
    assert.equal(replies[2]?.headers.get('retry-after'), '1');
    assert.equal(bot.tokens.fetches, 0);
    bot.tokens.recover();
    bot.clock.advance(1000);
    assert.equal((await bot.post(aMessage(bot, 'status'))).status, 200);
    await bot.close();
  });

  it('can not hide behind X-Forwarded-For', async () => {
    const bot = await startBot({ rateLimit: { burst: 1, perSecond: 1 } });

    const statuses: number[] = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      statuses.push((await bot.postRaw('{}', { 'X-Forwarded-For': address })).status);
    }

    assert.deepEqual(statuses, [401, 429, 429]);
    await bot.close();
  });
});

describe('closing the doors', () => {
  it('waits for a turn under way', async () => {
    let answer = (): void => {};
    const bot = await startBot({ answer: () => new Promise((resolve) => (answer = () => resolve({ kind: 'help' }))) });
    void bot.post(aMessage(bot, 'status'));
    while (bot.questions.length === 0) await settled();

    const closed = bot.close();
    await settled();
    answer();
    await closed;

    assert.equal(bot.connector.posts.length, 1);
  });

  it('does not wait for ever for a turn whose answer never comes', async () => {
    const bot = await startBot({ answer: () => new Promise(() => {}) });
    const posted = bot.post(aMessage(bot, 'status'));
    while (bot.questions.length === 0) await settled();
    await bot.clock.run(1_000);
    await posted;

    let closed = false;
    const closing = bot.close().then(() => {
      closed = true;
    });
    await bot.clock.run(7_000);
    assert.equal(closed, false);
    await bot.clock.run(1_000);
    await closing;

    assert.ok(bot.log.some(({ message }) => message.startsWith('turns were cut')));
  });
});

describe('the internal door', () => {
  it('says why it is not ready', async () => {
    const bot = await startBot({
      ready: async () => ({ ready: false, reasons: ['The disk of the database is full.'] }),
    });

    const response = await fetch(`${bot.internalUrl}/readyz`);

    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), {
      ready: false,
      reasons: ['The disk of the database is full.'],
      warnings: [],
      notes: [],
    });
    await bot.close();
  });

  it('tells what has to be looked at and stays ready: another process would find the same', async () => {
    const found = { ready: true, reasons: [], warnings: ['3 posts could not be delivered.'], notes: ['It stands by.'] };
    const bot = await startBot({ ready: async () => found });

    const inside = await fetch(`${bot.internalUrl}/readyz`);
    const outside = await fetch(`${bot.url}/readyz`);

    assert.deepEqual([inside.status, await inside.json()], [200, found]);
    assert.deepEqual([outside.status, await outside.json()], [200, { ready: true }]);
    await bot.close();
  });

  it('says that the check itself broke', async () => {
    const bot = await startBot({ ready: () => Promise.reject(new Error('no database')) });

    const inside = await fetch(`${bot.internalUrl}/readyz`);
    const outside = await fetch(`${bot.url}/readyz`);

    assert.match(await inside.text(), /no database/);
    assert.deepEqual([outside.status, await outside.text()], [503, '{"ready":false}']);
    await bot.close();
  });

  it('shows what was counted, by labels of closed sets', async () => {
    const bot = await startBot();
    await bot.post(aMessage(bot, 'status'));
    await bot.post({}, null);
    await fetch(`${bot.url}/some/strange/path`);
    bot.metrics.ingest('http', 'taken');

    const response = await fetch(`${bot.internalUrl}/metrics`);
    const text = await response.text();

    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    for (const line of [
      'patchwarden_http_requests_total{route="/api/messages",status="200"} 1',
      'patchwarden_http_requests_total{route="/api/messages",status="401"} 1',
      'patchwarden_http_requests_total{route="unknown",status="404"} 1',
      'patchwarden_turns_total{intent="status",outcome="answered"} 1',
      'patchwarden_turn_duration_seconds_count{intent="status"} 1',
      'patchwarden_ingest_total{door="http",outcome="taken"} 1',
    ]) {
      assert.ok(text.includes(line), line);
    }
    assert.doesNotMatch(text, /strange/);
    await bot.close();
  });

  it('is not the public one', async () => {
    const bot = await startBot();

    assert.equal((await fetch(`${bot.internalUrl}/api/messages`, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${bot.url}/metrics`)).status, 404);
    await bot.close();
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

/** fetch tidies paths and headers; this sends them as they are. */
function ask(base: string, method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  const { port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}
