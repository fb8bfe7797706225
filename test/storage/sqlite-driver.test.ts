import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StorageUnavailable } from '../../src/storage/errors.ts';
import { openNative, sqliteLine } from '../../src/storage/sqlite-driver.ts';

test('the line of better-sqlite3 fits the Node that runs', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 14)) assert.equal(sqliteLine, 'better-sqlite3-napi');
  if (major === 20) assert.equal(sqliteLine, 'better-sqlite3');

  const file = openNative(':memory:', {});
  assert.deepEqual(file.prepare('SELECT 1 AS one').get(), { one: 1 });
  file.close();
});

describe('a driver that is not installed for this Node is named, with ways out', () => {
  const failures: readonly (readonly [name: string, failure: Error])[] = [
    ['the package is not there', Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' })],
    ['it has no binary', new Error('Could not locate the bindings file. Tried: …')],
    ['its binary is for another Node', Object.assign(new Error('was compiled…'), { code: 'ERR_DLOPEN_FAILED' })],
  ];
  for (const [name, failure] of failures) {
    test(name, () => {
      const fail = () => {
        throw failure;
      };

      assert.throws(
        () => openNative(':memory:', {}, fail),
        (error) => {
          assert.ok(error instanceof StorageUnavailable);
          assert.match(
            error.message,
            new RegExp(`^SQLite can not be loaded: ${sqliteLine} .* Node ${process.version} `),
          );
          assert.match(error.hint, /npm ci.*PostgreSQL/);
          return true;
        },
      );
    });
  }

  test('any other error stays what it is', () => {
    assert.throws(() => openNative('/nowhere/at/all/x.db', {}), TypeError);
  });
});
