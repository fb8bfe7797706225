import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '../../src/core/ids.ts';
import { type TestBot, startBot } from '../support/bot.ts';

const LIVE = 'l'.repeat(43);
const REVOKED = 'r'.repeat(43);
const OFF = 'o'.repeat(43);
const BROKEN = 'b'.repeat(43);
const TEXT = 'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Übung\r\nEND:VCALENDAR\r\n';

describe('the door of calendars', () => {
  let bot: TestBot;
  const asked: string[] = [];
  before(async () => {
    bot = await startBot({
      async calendar(secret) {
        asked.push(secret);
        if (secret === BROKEN) throw new Error(`broken by ${secret}`);
        if (secret === OFF) return { kind: 'off' };
        return secret === LIVE ? { kind: 'feed', text: TEXT, tag: sha256(TEXT) } : { kind: 'unknown' };
      },
    });
  });
  after(() => bot.close());

  const get = (path: string, init: RequestInit = {}) => fetch(`${bot.url}${path}`, init);
  const pathOf = (secret: string) => `/calendar/${secret}.ics`;

  it('gives the calendar, to be kept by the one who asked and asked for anew', async () => {
    const response = await get(pathOf(LIVE));

    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.equal(response.headers.get('cache-control'), 'private, no-cache');
    assert.equal(response.headers.get('etag'), `"${sha256(TEXT)}"`);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(await response.text(), TEXT);
  });

  it('answers HEAD as it would GET, without the calendar', async () => {
    const response = await get(pathOf(LIVE), { method: 'HEAD' });

    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), String(Buffer.byteLength(TEXT)));
    assert.equal(response.headers.get('etag'), `"${sha256(TEXT)}"`);
    assert.equal(await response.text(), '');
  });

  for (const [known, status] of [
    [`"${sha256(TEXT)}"`, 304],
    [`W/"${sha256(TEXT)}"`, 304],
    [`"other", "${sha256(TEXT)}"`, 304],
    ['*', 304],
    ['"other"', 200],
    [sha256(TEXT), 200],
  ] as const) {
    it(`answers ${status} where ${known.slice(0, 12)}… is known`, async () => {
      const response = await get(pathOf(LIVE), { headers: { 'If-None-Match': known } });

      assert.equal(response.status, status);
      assert.equal(await response.text(), status === 304 ? '' : TEXT);
      assert.equal(response.headers.get('etag'), `"${sha256(TEXT)}"`);
    });
  }

  it('answers 403 while calendars are off', async () => {
    assert.equal((await get(pathOf(OFF))).status, 403);
  });

  it('says the same of a link that was revoked, of one that never was, and of what is none', async () => {
    const nothing = await (await get('/nothing')).text();
    const paths = [
      pathOf(REVOKED),
      pathOf('x'.repeat(43)),
      pathOf('x'.repeat(42)),
      pathOf('x'.repeat(44)),
      '/calendar',
      '/calendar/',
      `/calendar/${LIVE}`,
      `${pathOf(LIVE)}/`,
      `/calendar/../calendar/${'%'}2e.ics`,
      `/calendar/${LIVE}.ICS`,
      `//calendar/${LIVE}.ics`,
    ];
    for (const path of paths) {
      const { status, text } = await raw(bot.url, path);

      assert.equal(status, 404, path);
      assert.equal(text, nothing, path);
    }
  });

  it('asks nobody about a path that can be no secret', async () => {
    asked.length = 0;

    await get('/calendar/short.ics');

    assert.deepEqual(asked, []);
  });

  it('understands GET and HEAD only', async () => {
    const response = await get(pathOf(LIVE), { method: 'POST', body: 'x' });

    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, HEAD');
  });

  it('tells no secret in logs and metrics, even when something breaks', async () => {
    const response = await get(pathOf(BROKEN));
    await get(pathOf(LIVE));
    const metrics = await (await fetch(`${bot.internalUrl}/metrics`)).text();

    assert.equal(response.status, 500);
    const told = `${JSON.stringify(bot.log)} ${metrics} ${await response.text()}`;
    assert.doesNotMatch(told, new RegExp(`${BROKEN}|${LIVE}`));
    assert.match(metrics, /patchwarden_http_requests_total\{route="\/calendar",status="200"\}/);
    assert.ok(bot.log.some(({ fields }) => fields.route === '/calendar'));
  });
});

describe('the door of calendars, asked too often', () => {
  it('lets nobody try secrets faster than any other page', async () => {
    const bot = await startBot({ rateLimit: { burst: 2, perSecond: 1 } });
    try {
      const statuses: number[] = [];
      for (let go = 0; go < 3; go++) statuses.push((await fetch(`${bot.url}/calendar/${LIVE}.ics`)).status);

      assert.deepEqual(statuses, [404, 404, 429]);
    } finally {
      await bot.close();
    }
  });
});

/** A path as it stands: fetch would tidy it up. */
function raw(url: string, path: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject).end();
  });
}
