import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { it } from 'node:test';
import sinon from 'sinon';
import { openPostgres } from '../support/database.ts';
import { stopPostgresAfterwards } from '../support/postgres.ts';

stopPostgresAfterwards();

it('asks within seconds whether a silent PostgreSQL is still there, not within hours as the system does', async () => {
  const keepAlive = sinon.spy(Socket.prototype, 'setKeepAlive');
  const database = await openPostgres();
  try {
    await database.read((reader) => reader.selectFrom('audit').selectAll().execute());
    await database.transaction(async () => {});

    assert.ok(keepAlive.callCount > 1);
    for (const [enabled, initialDelay] of keepAlive.args) {
      assert.equal(enabled, true);
      assert.ok((initialDelay ?? 0) > 0 && (initialDelay ?? 0) <= 30_000, `${initialDelay} ms`);
    }
  } finally {
    keepAlive.restore();
    await database.close();
  }
});
