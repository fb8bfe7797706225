import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { CannotListen, listen } from '../../src/http/listen.ts';
import type { Address } from '../../src/http/listen.ts';

describe('opening a port', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  function opened(address: Partial<Address>): Promise<number> {
    const server = createServer();
    open.push(server);
    return listen(server, { host: '127.0.0.1', port: 0, variable: 'PORT', ...address });
  }

  async function refusal(address: Partial<Address>): Promise<string> {
    const error = await opened(address).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof CannotListen, String(error));
    return `${error.message} ${error.hint}`;
  }

  it('says which port it found free', async () => {
    assert.ok((await opened({ port: 0 })) > 0);
  });

  it('names the port that is taken, and the setting that chooses another', async () => {
    const port = await opened({});

    const message = await refusal({ port, variable: 'INTERNAL_PORT' });

    assert.match(
      message,
      new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken\\. .*choose another INTERNAL_PORT\\.$`),
    );
  });

  it('names a HOST that is no address of this machine', async () => {
    assert.match(await refusal({ host: '203.0.113.9' }), /^203\.0\.113\.9 is no address of this machine .* HOST /);
  });
});
