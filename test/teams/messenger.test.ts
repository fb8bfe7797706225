import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import type { Conversation, SendResult } from '../../src/delivery/model.ts';
import { PatchwardenAdapter } from '../../src/teams/adapter.ts';
import { publicEndpoints } from '../../src/teams/auth/endpoints.ts';
import { createOutgoing } from '../../src/teams/auth/outgoing.ts';
import { noProxy, proxyRule } from '../../src/teams/auth/proxy.ts';
import { createMessenger, mayCall } from '../../src/teams/messenger.ts';
import { fakeClock, settled } from '../support/clock.ts';
import type { FakeConnector, Fault } from '../support/connector.ts';
import { isUpdate, reply, startConnector } from '../support/connector.ts';
import { aConversation } from '../support/conversations.ts';

const TIMEOUT = 150;
const message = { card: { type: 'AdaptiveCard', version: '1.5' }, text: 'Two servers began to fail' };
const channel = (over: Partial<Conversation> = {}) =>
  aConversation({ id: '19:ops@thread.tacv2', kind: 'channel', person: null, teamId: '19:team@thread.tacv2', ...over });

describe('the messenger', () => {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  let connector: FakeConnector;
  beforeEach(async () => {
    connector = await startConnector();
  });
  afterEach(() => connector.close());

  function messenger(proxyFor = noProxy) {
    const adapter = new PatchwardenAdapter({
      bot: null,
      endpoints: publicEndpoints,
      outgoing: createOutgoing(proxyFor, TIMEOUT),
      clock,
      log: silentLog,
    });
    return createMessenger({
      clientOf: (url) => adapter.connectorOf(url),
      mayCall: mayCall(true),
      clock,
      log: silentLog,
    });
  }
  const here = (conversation: Conversation, thread: string | null = null) => ({
    conversation: { ...conversation, serviceUrl: connector.url },
    thread,
  });
  const post = () => messenger().post(here(aConversation()), message);
  const update = async () => {
    const posted = await post();
    assert.ok(posted.kind === 'sent' && posted.activityId);
    return posted.activityId;
  };

  it('posts one card with a summary and no text, and tells its id', async () => {
    const result = await post();

    assert.deepEqual(result, { kind: 'sent', activityId: 'posted-1' });
    assert.deepEqual(connector.posts, [
      {
        type: 'message',
        summary: message.text,
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: message.card }],
      },
    ]);
    assert.equal(connector.calls[0]?.path, '/v3/conversations/a%3Aana/activities');
  });

  it('begins a thread of its own in a channel, and tells the id of the message', async () => {
    const result = await messenger().post(here(channel()), message);

    assert.deepEqual(result, { kind: 'sent', activityId: 'posted-1' });
    const { activity, ...rest } = connector.calls[0]?.body ?? {};
    assert.deepEqual(rest, {
      isGroup: true,
      bot: { id: '28:bot', name: 'Patchwarden' },
      tenantId: 'tenant-1',
      channelData: { channel: { id: '19:ops@thread.tacv2' } },
    });
    assert.equal(Object(activity).summary, message.text);
    assert.equal(connector.standing[0]?.thread, 'posted-1');
  });

  it('joins the thread it is told, and posts to a group as to a person', async () => {
    await messenger().post(here(channel(), '17'), message);
    await messenger().post(here(aConversation({ id: '19:g@thread.v2', kind: 'group', person: null })), message);

    assert.deepEqual(
      connector.standing.map(({ conversation, thread }) => ({ conversation, thread })),
      [
        { conversation: '19:ops@thread.tacv2', thread: '17' },
        { conversation: '19:g@thread.v2', thread: null },
      ],
    );
  });

  for (const [what, place] of [
    ['a chat', () => here(aConversation())],
    ['a thread of its own', () => here(channel())],
    ['the thread of another message', () => here(channel(), '17')],
  ] as const) {
    it(`replaces a message in ${what}`, async () => {
      const posted = await messenger().post(place(), message);
      assert.ok(posted.kind === 'sent' && posted.activityId);

      const result = await messenger().update(place(), posted.activityId, { ...message, text: 'Unchanged' });

      assert.deepEqual(result, { kind: 'sent', activityId: posted.activityId });
      assert.equal(connector.standing[0]?.versions.length, 2);
      assert.equal(connector.standing[0]?.versions[1]?.summary, 'Unchanged');
    });
  }

  const answers: Record<string, [fault: Fault, post: SendResult, update?: SendResult]> = {
    'accepts without an id': [(_, response) => reply(response, 201, {}), { kind: 'sent', activityId: null }],
    'accepts with null': [(_, response) => reply(response, 202, 'null'), { kind: 'sent', activityId: null }],
    'accepts with nothing': [(_, response) => reply(response, 200, ''), { kind: 'sent', activityId: null }],
    'accepts with an id that is none': [
      (_, response) => reply(response, 200, { id: 7 }),
      { kind: 'sent', activityId: null },
    ],
    'accepts with broken JSON': [
      (_, response) => reply(response, 201, '{"id": "x'),
      { kind: 'doubtful', code: 'broken-answer' },
      { kind: 'failed', code: 'broken-answer' },
    ],
    'answers 200 with a page': [
      (_, response) => reply(response, 200, '<html>Sign in</html>', { 'Content-Type': 'text/html' }),
      { kind: 'doubtful', code: 'broken-answer' },
      { kind: 'failed', code: 'broken-answer' },
    ],
    'throttles with seconds': [
      (_, response) => reply(response, 429, {}, { 'Retry-After': '7' }),
      { kind: 'throttled', code: '429', retryAfter: 7000 },
    ],
    'throttles with a date': [
      (_, response) => reply(response, 429, {}, { 'Retry-After': 'Sat, 21 Nov 2026 09:00:30 GMT' }),
      { kind: 'throttled', code: '429', retryAfter: 30_000 },
    ],
    'throttles with a date that has passed': [
      (_, response) => reply(response, 429, {}, { 'Retry-After': 'Sat, 21 Nov 2026 08:00:00 GMT' }),
      { kind: 'throttled', code: '429', retryAfter: 0 },
    ],
    'throttles with nonsense': [
      (_, response) => reply(response, 429, {}, { 'Retry-After': 'soon' }),
      { kind: 'throttled', code: '429', retryAfter: null },
    ],
    'throttles without a time': [
      (_, response) => reply(response, 429, 'no JSON'),
      { kind: 'throttled', code: '429', retryAfter: null },
    ],
    'has another operation under way': [(_, response) => reply(response, 412), { kind: 'failed', code: '412' }],
    breaks: [(_, response) => reply(response, 500), { kind: 'failed', code: '500' }],
    'is overloaded': [
      (_, response) => reply(response, 503, {}, { 'Retry-After': '1' }),
      { kind: 'failed', code: '503' },
    ],
    'may have passed it on (502)': [
      (_, response) => reply(response, 502, 'Bad gateway'),
      { kind: 'doubtful', code: '502' },
      { kind: 'failed', code: '502' },
    ],
    'may have passed it on (504)': [
      (_, response) => reply(response, 504),
      { kind: 'doubtful', code: '504' },
      { kind: 'failed', code: '504' },
    ],
    'does not know the bot': [(_, response) => reply(response, 401), { kind: 'failed', code: '401' }],
    'has no bot in its roster': [
      (_, response) => reply(response, 403, { error: { code: 'BotNotInConversationRoster', message: 'secret' } }),
      { kind: 'gone', code: 'BotNotInConversationRoster' },
    ],
    'forbids without a reason': [(_, response) => reply(response, 403, 'no'), { kind: 'gone', code: '403' }],
    'knows no such conversation': [
      (_, response) => reply(response, 404, { error: { code: 'ConversationNotFound' } }),
      { kind: 'gone', code: 'ConversationNotFound' },
    ],
    'knows no such message': [
      (_, response) => reply(response, 404, { error: { code: 'ActivityNotFoundInConversation' } }),
      { kind: 'gone', code: 'ActivityNotFoundInConversation' },
      { kind: 'vanished', code: 'ActivityNotFoundInConversation' },
    ],
    'knows something not': [
      (_, response) => reply(response, 404),
      { kind: 'gone', code: '404' },
      { kind: 'vanished', code: '404' },
    ],
    'finds it malformed': [
      (_, response) => reply(response, 400, { error: { code: 'Bad Syntax!' } }),
      { kind: 'refused', code: 'BadSyntax' },
    ],
    'finds it too large': [
      (_, response) => reply(response, 413, { error: { code: 'MessageSizeTooBig' } }),
      { kind: 'refused', code: 'MessageSizeTooBig' },
    ],
    'sends elsewhere': [
      (_, response) => reply(response, 307, {}, { Location: '/v3/conversations/elsewhere/activities' }),
      { kind: 'failed', code: '307' },
    ],
    'accepts and breaks the connection': [
      (_call, response, ordinary) => {
        ordinary();
        response.socket?.destroy();
      },
      { kind: 'doubtful', code: 'ECONNRESET' },
      { kind: 'failed', code: 'ECONNRESET' },
    ],
    'breaks the connection in the middle of its answer': [
      (_, response) => {
        response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '100' });
        response.write('{"id":', () => response.socket?.destroy());
      },
      { kind: 'doubtful', code: 'broken-answer' },
      { kind: 'failed', code: 'broken-answer' },
    ],
    'never answers': [() => {}, { kind: 'doubtful', code: 'timeout' }, { kind: 'failed', code: 'timeout' }],
    'never ends its answer': [
      (_, response) => {
        response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '100' });
        response.write('{"id":');
      },
      { kind: 'doubtful', code: 'timeout' },
      { kind: 'failed', code: 'timeout' },
    ],
  };
  for (const [what, [fault, posted, updated = posted]] of Object.entries(answers)) {
    it(`calls it ${posted.kind} when Teams ${what}, after one call`, { timeout: 10_000 }, async () => {
      connector.intercept(() => true, fault);

      assert.deepEqual(await post(), posted);
      assert.equal(connector.calls.length, 1);
    });

    it(`calls an update ${updated.kind} when Teams ${what}, after one call`, { timeout: 10_000 }, async () => {
      const id = await update();
      connector.intercept(isUpdate, fault);

      assert.deepEqual(await messenger().update(here(aConversation()), id, message), updated);
      assert.equal(connector.updates.length, 1);
    });
  }

  it('waits for a slow answer', async () => {
    connector.intercept(
      () => true,
      (_call, response, ordinary) => {
        const { status, body } = ordinary();
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.flushHeaders();
        setImmediate(() => response.end(JSON.stringify(body)));
      },
    );

    assert.deepEqual(await post(), { kind: 'sent', activityId: 'posted-1' });
  });

  it('ends by the clock, whatever the network does', async () => {
    connector.intercept(
      () => true,
      () => {},
    );
    const slow = createMessenger({
      clientOf: (url) =>
        new PatchwardenAdapter({
          bot: null,
          endpoints: publicEndpoints,
          outgoing: createOutgoing(noProxy),
          clock,
          log: silentLog,
        }).connectorOf(url),
      mayCall: mayCall(true),
      clock,
      log: silentLog,
      timeout: 5000,
    });
    const sending = slow.post(here(aConversation()), message);
    await connector.until(() => connector.calls.length === 1);

    clock.advance(5000);

    assert.deepEqual(await sending, { kind: 'doubtful', code: 'timeout' });
    assert.equal(clock.waiting, 0);
  });

  it('knows that nothing was sent where nobody listens, no such host is, or a proxy refuses', async () => {
    const port = await closedPort();
    const to = (serviceUrl: string) => ({ conversation: aConversation({ serviceUrl }), thread: null });
    const refusing = await startProxy('HTTP/1.1 502 Bad Gateway\r\n\r\n');

    const nobody = await messenger().post(to(`http://127.0.0.1:${port}/`), message);
    const unknown = await messenger().post(to('http://nowhere.invalid/'), message);
    const proxy = await messenger(proxyRule({ HTTPS_PROXY: refusing.url })).post(to('https://smba.test/'), message);
    const noTls = await messenger().post(to(connector.url.replace('http:', 'https:')), message);

    assert.deepEqual(nobody, { kind: 'failed', code: 'ECONNREFUSED' });
    assert.equal(unknown.kind, 'failed', JSON.stringify(unknown));
    assert.deepEqual(proxy, { kind: 'failed', code: 'EPROXY' });
    assert.equal(noTls.kind, 'failed', JSON.stringify(noTls));
    await refusing.close();
  });

  it('knows that nothing was sent where there was no token', async () => {
    const refusing = await startProxy('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const adapter = new PatchwardenAdapter({
      bot: { type: 'SingleTenant', id: 'bot-without-token', password: 'a secret', tenantId: 'tenant-1' },
      endpoints: publicEndpoints,
      outgoing: createOutgoing(proxyRule({ HTTPS_PROXY: refusing.url }), TIMEOUT),
      clock,
      log: silentLog,
    });
    const lines: string[] = [];
    const log = { ...silentLog, warn: (...line: unknown[]) => void lines.push(JSON.stringify(line)) };
    const clientOf = (url: string) => adapter.connectorOf(url);
    const noToken = createMessenger({ clientOf, mayCall: mayCall(false), clock, log });

    assert.deepEqual(await noToken.post(here(aConversation()), message), { kind: 'failed', code: 'token' });
    assert.deepEqual(connector.calls, []);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /no token/);
    assert.doesNotMatch(lines[0] ?? '', /a secret/);
    await refusing.close();
  });

  it('does not wait for a token without end, nor sends anything once it is there too late', async () => {
    const adapter = new PatchwardenAdapter({
      bot: null,
      endpoints: publicEndpoints,
      outgoing: createOutgoing(noProxy, TIMEOUT),
      clock,
      log: silentLog,
    });
    let give = (): void => {};
    const waiting = createMessenger({
      clientOf: (url) => new Promise((resolve) => (give = () => resolve(adapter.connectorOf(url)))),
      mayCall: mayCall(true),
      clock,
      log: silentLog,
    });

    const late = waiting.post(here(aConversation()), message);
    clock.advance(10_000);
    assert.deepEqual(await late, { kind: 'failed', code: 'token-timeout' });
    give();
    for (let turn = 0; turn < 20; turn++) await settled();
    await messenger().post(here(aConversation()), { ...message, text: 'the only one' });

    assert.deepEqual(
      connector.posts.map(({ summary }) => summary),
      ['the only one'],
    );
  });

  it('gives the token to nobody in plain text but to this machine, and in a demo to nobody', async () => {
    const strict = mayCall(false);

    assert.ok(strict('https://smba.trafficmanager.net/emea/'));
    assert.ok(strict('http://127.0.0.1:4000/'));
    assert.ok(!strict('http://smba.trafficmanager.net/emea/'));
    assert.ok(!strict('ftp://smba.trafficmanager.net/'));
    assert.ok(!strict('smba'));
    assert.ok(mayCall(true)('http://playground.test/_connector'));

    const refusing = createMessenger({ clientOf: () => assert.fail('called'), mayCall: strict, clock, log: silentLog });
    const conversation = aConversation({ serviceUrl: 'http://smba.test/' });
    assert.deepEqual(await refusing.post({ conversation, thread: null }, message), {
      kind: 'failed',
      code: 'service-url',
    });
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startProxy(answer: string): Promise<{ url: string; close(): Promise<unknown> }> {
  const server = createServer((socket) => socket.once('data', () => socket.end(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
