import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BotCredentials } from '../../src/config/model.ts';
import { silentLog } from '../../src/core/log.ts';
import { PatchwardenAdapter } from '../../src/teams/adapter.ts';
import { publicEndpoints } from '../../src/teams/auth/endpoints.ts';
import { createOutgoing } from '../../src/teams/auth/outgoing.ts';
import { noProxy } from '../../src/teams/auth/proxy.ts';
import { fakeClock } from '../support/clock.ts';

const secret: BotCredentials = {
  type: 'SingleTenant',
  id: 'app-of-the-test',
  password: 'p+ss w&rd',
  tenantId: 'tenant-of-the-test',
};

describe("the bot's own token", () => {
  it('costs one call for many posts, and goes to the tenant with the secret', async () => {
    const calls: { method: string | undefined; url: string | undefined; body: string }[] = [];
    const { adapter } = adapterOf(secret, async (call) => {
      calls.push(call);
      return { status: 200, data: { token_type: 'Bearer', expires_in: 3600, access_token: 'the-token' } };
    });

    assert.equal(await tokenOf(adapter, secret.id), 'the-token');
    assert.equal(await tokenOf(adapter, secret.id), 'the-token');

    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.method, 'post');
    assert.match(
      calls[0]?.url ?? '',
      /^https:\/\/login\.microsoftonline\.com\/tenant-of-the-test\/oauth2\/v2\.0\/token/,
    );
    const form = new URLSearchParams(calls[0]?.body);
    assert.equal(form.get('client_id'), 'app-of-the-test');
    assert.equal(form.get('client_secret'), 'p+ss w&rd');
    assert.equal(form.get('grant_type'), 'client_credentials');
    assert.match(form.get('scope') ?? '', /^https:\/\/api\.botframework\.com\/\.default/);
  });

  it('that is refused says so, and does not show the secret', async () => {
    const wrong = { ...secret, id: 'another-app' };
    const { adapter } = adapterOf(wrong, async () => ({
      status: 401,
      data: { error: 'invalid_client', error_description: 'AADSTS7000215' },
    }));

    await assert.rejects(
      tokenOf(adapter, wrong.id),
      (error: Error) => /invalid_client/.test(error.message) && !error.message.includes('p+ss'),
    );
  });

  it('of a managed identity needs no secret here', async () => {
    const { adapter } = adapterOf({ type: 'UserAssignedMsi', id: 'identity', password: null, tenantId: 'tenant' }, () =>
      assert.fail('no call'),
    );

    assert.equal(await adapter.credentialsFactory.isAuthenticationDisabled(), false);
    assert.equal(await adapter.credentialsFactory.isValidAppId('identity'), true);
    assert.equal(await adapter.credentialsFactory.isValidAppId('other'), false);
  });
});

interface Call {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

function adapterOf(
  bot: BotCredentials,
  answer: (call: Call) => Promise<{ status: number; data: object }>,
): { adapter: PatchwardenAdapter } {
  const outgoing = createOutgoing(noProxy);
  outgoing.http.defaults.adapter = async (config) => {
    const { status, data } = await answer({ method: config.method, url: config.url, body: String(config.data) });
    return { status, data, statusText: '', headers: {}, config };
  };
  return {
    adapter: new PatchwardenAdapter({ bot, endpoints: publicEndpoints, outgoing, clock: fakeClock(), log: silentLog }),
  };
}

async function tokenOf(adapter: PatchwardenAdapter, id: string): Promise<unknown> {
  const credentials = await adapter.credentialsFactory.createCredentials(
    id,
    publicEndpoints.scope,
    publicEndpoints.login,
    true,
  );
  return Reflect.get(credentials, 'getToken').call(credentials);
}
