import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { TurnContext } from 'botbuilder';
import { PatchwardenAdapter } from '../../src/teams/adapter.ts';
import { publicEndpoints } from '../../src/teams/auth/endpoints.ts';
import { createOutgoing } from '../../src/teams/auth/outgoing.ts';
import { noProxy, proxyRule } from '../../src/teams/auth/proxy.ts';
import { silentLog } from '../../src/core/log.ts';
import type { FakeConnector } from '../support/connector.ts';
import { aMessage, startBot } from '../support/bot.ts';
import { fakeClock } from '../support/clock.ts';
import { startConnector } from '../support/connector.ts';

describe('a post to Teams', () => {
  for (const status of [500, 502, 504, 412, 429]) {
    it(`that is answered with ${status} is sent once: a second might be a second message`, async () => {
      const bot = await startBot();
      let posts = 0;
      bot.connector.intercept(
        (call) => call.method === 'POST',
        (_, response) => {
          posts++;
          response.statusCode = status;
          response.setHeader('Retry-After', '1');
          response.end();
        },
      );

      await bot.post(aMessage(bot, 'status'));

      assert.equal(posts, 2, 'the answer, and the sentence that says it failed');
      await bot.close();
    });
  }

  it('whose connection breaks is sent once', async () => {
    const bot = await startBot();
    let posts = 0;
    bot.connector.intercept(
      (call) => call.method === 'POST',
      (_, response) => {
        posts++;
        response.socket?.destroy();
      },
    );

    await bot.post(aMessage(bot, 'status'));

    assert.equal(posts, 2);
    await bot.close();
  });

  it('that is never answered ends after its time', { timeout: 30_000 }, async () => {
    const bot = await startBot({ outgoingTimeout: 50 });
    bot.connector.intercept(
      (call) => call.method === 'POST',
      () => {},
    );

    const reply = await bot.post(aMessage(bot, 'status'));

    assert.equal(reply.status, 200);
    assert.ok(bot.log.some((line) => line.message === 'a turn failed'));
    await bot.close();
  });

  it('keeps every property of an entity: labels and citations reach Teams', async () => {
    const connector = await startConnector();
    const adapter = new PatchwardenAdapter({
      bot: null,
      endpoints: publicEndpoints,
      outgoing: createOutgoing(noProxy),
      clock: fakeClock(),
      log: silentLog,
    });
    const entity = {
      type: 'https://schema.org/Message',
      '@type': 'Message',
      additionalType: ['AIGeneratedContent'],
      citation: [{ position: 1 }],
    };

    await turnOf(adapter, connector, (context) =>
      context.sendActivity({ type: 'message', text: 'x', entities: [entity] }),
    );

    assert.deepEqual(connector.posts[0]?.entities, [entity]);
    await connector.close();
  });

  it('goes out over one client for many turns', async () => {
    const connector = await startConnector();
    const adapter = new PatchwardenAdapter({
      bot: null,
      endpoints: publicEndpoints,
      outgoing: createOutgoing(noProxy),
      clock: fakeClock(),
      log: silentLog,
    });
    const clients = new Set<unknown>();

    for (let turn = 0; turn < 3; turn++) {
      await turnOf(adapter, connector, async (context) =>
        clients.add(context.turnState.get(adapter.ConnectorClientKey)),
      );
    }

    assert.equal(clients.size, 1);
    await connector.close();
  });
});

describe('the proxy', () => {
  it('is taken from the environment, with its exceptions', () => {
    const rule = proxyRule({
      HTTPS_PROXY: 'http://proxy.contoso.test:8080',
      NO_PROXY: 'localhost, .internal.test,exact.test:8443',
    });

    assert.equal(rule('https://login.botframework.com/v1'), 'http://proxy.contoso.test:8080');
    assert.equal(rule('https://localhost/'), null);
    assert.equal(rule('https://a.internal.test/'), null);
    assert.equal(rule('https://internal.test/'), null);
    assert.equal(rule('https://notinternal.test/'), 'http://proxy.contoso.test:8080');
    assert.equal(rule('https://exact.test:8443/'), null);
    assert.equal(rule('https://exact.test/'), 'http://proxy.contoso.test:8080');
    assert.equal(rule('http://127.0.0.1/'), null, 'plain http is never proxied');
  });

  it('may be written in small letters, without a scheme, or for all', () => {
    assert.equal(proxyRule({ https_proxy: 'proxy:1' })('https://a.test/'), 'http://proxy:1');
    assert.equal(proxyRule({ ALL_PROXY: 'http://proxy:2' })('https://a.test/'), 'http://proxy:2');
    assert.equal(proxyRule({ HTTPS_PROXY: 'http://proxy:3', NO_PROXY: '*' })('https://a.test/'), null);
    assert.equal(proxyRule({})('https://a.test/'), null);
    assert.equal(proxyRule({ HTTPS_PROXY: '' })('https://a.test/'), null);
  });

  describe('between the bot and the world', () => {
    let proxy: Server;
    let address: string;
    const tunnels: string[] = [];
    before(async () => {
      proxy = createServer().on('connect', (request, socket: Socket) => {
        tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      address = `http://user:pass@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    after(() => new Promise((resolve) => proxy.close(resolve)));

    it("carries the signing keys, the bot's own token and the posts", async () => {
      const outgoing = createOutgoing(proxyRule({ HTTPS_PROXY: address }), 2000);
      const bot = { type: 'SingleTenant', id: 'proxied-bot', password: 'secret', tenantId: 'tenant' } as const;
      const secured = new PatchwardenAdapter({
        bot,
        endpoints: { ...publicEndpoints, metadata: 'https://keys.test/metadata' },
        outgoing,
        clock: fakeClock(),
        log: silentLog,
      });
      const open = new PatchwardenAdapter({
        bot: null,
        endpoints: publicEndpoints,
        outgoing,
        clock: fakeClock(),
        log: silentLog,
      });

      const header = Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url');
      const payload = Buffer.from('{"iss":"https://api.botframework.com","aud":"proxied-bot"}').toString('base64url');
      const activity = { channelId: 'msteams', serviceUrl: 'https://smba.test/' } as never;
      await assert.rejects(secured.authenticate(activity, `Bearer ${header}.${payload}.c2ln`), { why: 'unavailable' });
      await assert.rejects(
        secured.credentialsFactory
          .createCredentials('proxied-bot', 'https://api.botframework.com', publicEndpoints.login, true)
          .then((credentials) => Reflect.get(credentials, 'getToken').call(credentials)),
      );
      await turnOf(open, { url: 'https://smba.test/' }, async (context) => {
        await assert.rejects(context.sendActivity('x'));
      });

      const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`;
      assert.deepEqual(
        tunnels.map((tunnel) => tunnel.replace(` ${basic}`, ' ok')),
        ['keys.test:443 ok', 'login.microsoftonline.com:443 ok', 'smba.test:443 ok'],
      );
    });
  });
});

async function turnOf(
  adapter: PatchwardenAdapter,
  connector: Pick<FakeConnector, 'url'>,
  work: (context: TurnContext) => Promise<unknown>,
): Promise<void> {
  const activity = aMessage({ connector: connector as FakeConnector }, 'x') as never;
  const proof = await adapter.authenticate(activity, '');
  await adapter.runTurn(proof, activity, async (context) => void (await work(context)));
}
