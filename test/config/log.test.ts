import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openLog } from '../../src/config/log.ts';
import type { Config } from '../../src/config/model.ts';

const config: Pick<Config, 'logLevel' | 'bot' | 'databaseUrl' | 'proxy'> = {
  logLevel: 'info',
  bot: { type: 'SingleTenant', id: 'b', password: 'pass"word-1', tenantId: 't' },
  databaseUrl: { kind: 'postgres', url: 'postgres://anna:database%2Fpw@db/x' },
  proxy: { url: 'http://anna:proxy-pw@proxy:8080', except: '' },
};

function logged(fields: object, message = 'something happened', level: 'debug' | 'info' = 'info'): string {
  const lines: string[] = [];
  openLog(config, { write: (line) => void lines.push(line) })[level](fields, message);
  return lines.join('');
}

test('a line is JSON with level, time and message', () => {
  const line = JSON.parse(logged({ server: 'ber-ex01', count: 3 }));
  assert.deepEqual([line.level, line.message, line.server, line.count], ['info', 'something happened', 'ber-ex01', 3]);
  assert.match(line.time, /^\d{4}-\d{2}-\d{2}T.*Z$/);
  assert.ok(logged({}).endsWith('}\n'));
});

test('what is below the level is not logged', () => {
  assert.equal(logged({}, 'detail', 'debug'), '');
});

test('a secret is left out by its key, however deep it lies', () => {
  const keys = fc.constantFrom(
    'password',
    'clientSecret',
    'access_token',
    'Authorization',
    'set-cookie',
    'apiKey',
    'text',
    'body',
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'headers', 'config', 'list'), { maxLength: 3 }), keys, (path, key) => {
      const fields = path.reduceRight<object>((inner, name) => ({ [name]: name === 'list' ? [inner] : inner }), {
        [key]: 'very-private',
        kept: 'public',
      });
      const line = logged(fields);
      assert.ok(!line.includes('very-private'), line);
      assert.ok(line.includes('public'), line);
    }),
  );
});

test('counts under such a name stay', () => {
  assert.equal(JSON.parse(logged({ tokens: 2 })).tokens, 2);
});

test('an error keeps what explains it and loses what it carries', () => {
  const error = Object.assign(new Error('Request failed for https://anna:pw123@host/x with Bearer abc.def-1'), {
    code: 'ECONNRESET',
    config: { headers: { 'X-Custom': 'very-private' } },
    cause: new Error('inner'),
  });

  const { err } = JSON.parse(logged({ err: error }));

  assert.deepEqual([err.type, err.code, err.cause.message], ['Error', 'ECONNRESET', 'inner']);
  assert.match(err.stack, /log\.test/);
  assert.doesNotMatch(JSON.stringify(err), /very-private|pw123|abc\.def/);
});

test('a configured secret is left out even from a sentence', () => {
  const line = logged({ note: 'tried pass"word-1 and database/pw and proxy-pw' }, 'with pass"word-1');
  assert.doesNotMatch(line, /word-1|database\/pw|proxy-pw/);
  assert.equal(JSON.parse(line).level, 'info');
});

test('a signed token is left out even from a sentence', () => {
  assert.doesNotMatch(logged({ note: 'got eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln' }), /eyJ/);
});

test('a thing that contains itself is logged once', () => {
  const fields: Record<string, unknown> = { id: 'x' };
  fields.self = fields;
  assert.match(logged(fields), /\[again\]/);
});
