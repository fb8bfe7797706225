import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DAY, MINUTE } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Intake } from '../../src/evidence/intake.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import { reportDoor } from '../../src/http/reports.ts';
import type { ReportDoorLimits } from '../../src/http/reports.ts';
import { storedRows } from '../audit/rows.ts';
import { fakeClock } from '../support/clock.ts';
import { openSqlite } from '../support/database.ts';
import { aReportFile } from '../support/evidence.ts';
import { temporaryFolder } from '../support/folder.ts';

const TOKEN = 'a-token-that-is-long-enough';
const HASH = createHash('sha256').update(TOKEN).digest('hex');
const OTHER_HASH = createHash('sha256').update('another').digest('hex');
const XML = '<Objs/>';

interface Options {
  readonly tokens?: readonly string[];
  readonly maxBytes?: number;
  readonly limits?: ReportDoorLimits;
  readonly answer?: ParsedFile | { code: 'too-large' | 'ambiguous' | 'unavailable'; message: string; hint: string };
}

async function withDoor(
  options: Options,
  work: (door: Awaited<ReturnType<typeof aDoor>>) => Promise<void>,
): Promise<void> {
  const door = await aDoor(options);
  try {
    await work(door);
  } finally {
    await door.close();
  }
}

async function aDoor({ tokens = [OTHER_HASH, HASH], maxBytes = 1_000, limits = {}, answer = aReportFile() }: Options) {
  const database = await openSqlite();
  const folder = join(temporaryFolder(), 'incoming');
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const parsed: { name: string; bytes: Buffer }[] = [];
  let gate: Promise<void> = Promise.resolve();
  const intake: Intake = {
    database,
    clock,
    log: silentLog,
    evidenceChanged: async () => {},
    pool: {
      async parse({ path, name }) {
        parsed.push({ name, bytes: readFileSync(path) });
        await gate;
        return 'code' in answer ? { ok: false, refusal: answer } : { ok: true, value: answer };
      },
      async close() {},
    },
  };
  const door = reportDoor({ intake, intakeTokens: tokens, maxBytes, folder, clock, log: silentLog, limits });
  const handled: Promise<void>[] = [];
  const server = createServer((request, response) => void handled.push(door.handle(request, response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = (server.address() as AddressInfo).port;

  return {
    door,
    folder,
    clock,
    parsed,
    port,
    audited: () => storedRows(database),
    handled,
    hold() {
      let open = (): void => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    leftovers: () => (existsSync(folder) ? readdirSync(folder) : []),
    async post(body: string | Buffer, headers: Record<string, string> = {}, query = '') {
      const response = await fetch(`http://127.0.0.1:${port}/api/reports${query}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/xml', ...headers },
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.allSettled(handled);
      await database.close();
    },
  };
}

describe('POST /api/reports', () => {
  test('takes a report in, and answers the second time that it is known', async () => {
    await withDoor({}, async ({ post, parsed, leftovers }) => {
      const first = await post(XML, { 'X-File-Name': 'HealthChecker-BER-EX01.xml' });
      const second = await post(XML);

      assert.equal(first.status, 201);
      assert.deepEqual(first.body, {
        outcome: 'taken',
        kind: 'report',
        servers: ['ber-ex01.contoso.test'],
        sentence: 'The report of 2026-11-20 06:12 UTC is now the newest of BER-EX01.',
      });
      assert.equal(second.status, 200);
      assert.equal(second.body.outcome, 'unchanged');
      assert.deepEqual(parsed[0], { name: 'HealthChecker-BER-EX01.xml', bytes: Buffer.from(XML) });
      assert.deepEqual(leftovers(), []);
    });
  });

  test("has the sender in the audit log by the first digits of its token's hash, and nothing more of it", async () => {
    await withDoor({}, async ({ post, audited }) => {
      await post(XML);

      const rows = await audited();
      assert.deepEqual(
        rows.map(({ actor, verb }) => [JSON.parse(actor), verb]),
        [[{ kind: 'token', name: HASH.slice(0, 12) }, 'report.taken']],
      );
      const whole = JSON.stringify(rows);
      assert.ok(!whole.includes(TOKEN) && !whole.includes(HASH.slice(0, 13)));
    });
  });

  test('hands gzip on as it came, by header or not', async () => {
    await withDoor({}, async ({ post, parsed }) => {
      const packed = gzipSync(XML);
      await post(packed, { 'Content-Encoding': 'gzip' });
      await post(packed, { 'Content-Type': 'application/octet-stream' });

      assert.deepEqual(
        parsed.map(({ bytes }) => bytes),
        [packed, packed],
      );
    });
  });

  for (const [what, authorization] of [
    ['no token', ''],
    ['another scheme', `Basic ${TOKEN}`],
    ['a wrong token', `Bearer ${TOKEN}x`],
    ['the hash instead of the token', `Bearer ${HASH}`],
    ['an endless token', `Bearer ${'a'.repeat(5_000)}`],
  ] as const) {
    test(`answers 401 to ${what}, and reads nothing`, async () => {
      await withDoor({}, async ({ post, parsed, leftovers }) => {
        const { status, headers, body } = await post(XML, { Authorization: authorization });

        assert.equal(status, 401);
        assert.equal(headers.get('www-authenticate'), 'Bearer');
        assert.deepEqual(Object.keys(body), ['code', 'message', 'hint']);
        assert.deepEqual([parsed.length, leftovers().length], [0, 0]);
      });
    });
  }

  test('answers 401 to everybody while no token is configured', async () => {
    await withDoor({ tokens: [] }, async ({ post }) => assert.equal((await post(XML)).status, 401));
  });

  for (const [what, headers] of [
    ['another type', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['another encoding', { 'Content-Encoding': 'br' }],
  ] as const) {
    test(`answers 415 to ${what} and says what is accepted`, async () => {
      await withDoor({}, async ({ post }) => {
        const { status, body } = await post(XML, headers);

        assert.equal(status, 415);
        assert.match(String(body.hint), /Content-Type application\/xml/);
      });
    });
  }

  test('answers 413 to a body that says it is too large, and to one that turns out to be', async () => {
    await withDoor({ maxBytes: 100 }, async ({ port, post, parsed, leftovers }) => {
      assert.equal((await post('x'.repeat(101))).status, 413);

      const chunked = httpRequest({
        port,
        method: 'POST',
        path: '/api/reports',
        headers: { Authorization: `Bearer ${TOKEN}`, 'Transfer-Encoding': 'chunked' },
      });
      const answered = once(chunked, 'response');
      for (let chunk = 0; chunk < 50; chunk += 1) chunked.write('x'.repeat(1_000));
      chunked.end();
      const [response] = await answered;
      response.resume();

      assert.equal(response.statusCode, 413);
      assert.deepEqual([parsed.length, leftovers().length], [0, 0]);
      assert.equal((await post('x'.repeat(100))).status, 201);
    });
  });

  test('answers 400 to an empty body', async () => {
    await withDoor({}, async ({ post, leftovers }) => {
      assert.equal((await post('')).status, 400);
      assert.deepEqual(leftovers(), []);
    });
  });

  for (const [code, status] of [
    ['ambiguous', 409],
    ['too-large', 413],
    ['unavailable', 503],
  ] as const) {
    test(`answers ${status} with the sentence of a refusal that is ${code}`, async () => {
      const refusal = { code, message: 'It is so.', hint: 'Do this.' };
      await withDoor({ answer: refusal }, async ({ post, leftovers }) => {
        const response = await post(XML);

        assert.equal(response.status, status);
        assert.deepEqual(response.body, refusal);
        assert.deepEqual(leftovers(), []);
      });
    });
  }

  test('answers 429 with Retry-After to a token that comes too often, and lets it in later', async () => {
    const limits = { perToken: { burst: 2, perSecond: 0.1 } };
    await withDoor({ limits }, async ({ post, clock }) => {
      await post(XML);
      await post(XML);
      const { status, headers } = await post(XML);
      assert.deepEqual([status, headers.get('retry-after')], [429, '10']);
      clock.advance(10_000);

      assert.equal((await post(XML)).status, 200);
    });
  });

  test('answers 429 to an address that keeps guessing, while a valid token from there is let in', async () => {
    await withDoor({ limits: { perStranger: { burst: 3, perSecond: 0.1 } } }, async ({ post }) => {
      const statuses: number[] = [];
      for (let guess = 0; guess < 5; guess += 1) {
        statuses.push((await post(XML, { Authorization: `Bearer ${guess}` })).status);
      }

      assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
      assert.equal((await post(XML)).status, 201);
    });
  });

  test('answers 503 when too many come at once', async () => {
    await withDoor({ limits: { atOnce: 1 } }, async ({ post, hold, parsed, port, handled }) => {
      const open = hold();
      const first = post(XML);
      while (parsed.length === 0) await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
      const second = await post(XML);
      open();

      assert.equal(second.status, 503);
      assert.notEqual(second.headers.get('retry-after'), null);
      assert.equal((await first).status, 201);
      await Promise.all(handled);
      assert.equal((await post(XML)).status, 200);
    });
  });

  test('leaves nothing behind when the sender goes away in the middle', async () => {
    await withDoor({}, async ({ port, parsed, leftovers, handled, post }) => {
      const request = httpRequest({
        port,
        method: 'POST',
        path: '/api/reports',
        headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Length': '500' },
      });
      request.on('error', () => {});
      request.write('half of it');
      while (leftovers().length === 0) await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
      request.destroy();
      await Promise.all(handled);

      assert.deepEqual([parsed.length, leftovers().length], [0, 0]);
      assert.equal((await post(XML)).status, 201);
    });
  });

  for (const [given, name] of [
    ['HealthChecker-A.xml', 'HealthChecker-A.xml'],
    ['../../etc/passwd.xml', 'passwd.xml'],
    ['C:\\exports\\a.xml', 'a.xml'],
    ['Bericht%20K%C3%B6ln.xml', 'Bericht Köln.xml'],
    ['a%00%0Ab.xml', 'ab.xml'],
    ['100%.xml', '100%.xml'],
    ['..', 'report-20261121T090000Z.xml'],
    [`${'a'.repeat(400)}.xml`, 'a'.repeat(200)],
  ] as const) {
    test(`calls a file ${JSON.stringify(given.slice(0, 40))} ${name.slice(0, 40)}`, async () => {
      await withDoor({}, async ({ post, parsed }) => {
        await post(XML, { 'X-File-Name': given });
        await post(XML, {}, `?name=${encodeURIComponent(given)}`);

        assert.deepEqual(
          parsed.map((file) => file.name),
          [name, name],
        );
      });
    });
  }

  test('removes at the start what a crash left, and nothing that another process still writes', async () => {
    await withDoor({}, async ({ door, folder, leftovers, clock }) => {
      mkdirSync(folder);
      const put = (name: string, age = 0) => {
        writeFileSync(join(folder, name), 'x');
        const moment = (clock.now() - age) / 1_000;
        utimesSync(join(folder, name), moment, moment);
      };
      put(`upload-${hostname()}-${process.pid}-mine-before-the-crash`);
      put(`upload-${hostname()}-999999999-dead`);
      put(`upload-${hostname()}-${process.ppid}-alive`);
      put('upload-elsewhere-1-old', DAY + MINUTE);
      put('upload-elsewhere-1-new', MINUTE);
      put('something else', 9 * DAY);

      await door.clean();

      assert.deepEqual(
        leftovers().sort(),
        ['something else', 'upload-elsewhere-1-new', `upload-${hostname()}-${process.ppid}-alive`].sort(),
      );
    });
  });
});
