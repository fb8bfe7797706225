import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';
import { codeOf, StorageUnavailable } from './errors.ts';

/**
 * better-sqlite3 in the line that this Node can run: 13 needs Node-API 10 (Node 22.14 and later) and ends Node 20 with a
 * segmentation fault; 12, when compiled for Node 24.19 or later, aborts the process as soon as a statement is collected.
 */
export const sqliteLine = Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';

const require = createRequire(import.meta.url);

/** Opens a file with the native driver, which is loaded by then only: PostgreSQL does without. @throws StorageUnavailable when it can't be loaded. */
export function openNative(
  path: string,
  options: BetterSqlite.Options,
  load: (line: string) => unknown = require,
): BetterSqlite.Database {
  try {
    const Driver = load(sqliteLine) as typeof BetterSqlite;
    return new Driver(path, options);
  } catch (error) {
    throw isNotBuilt(error) ? notBuilt(error) : error;
  }
}

/** The package is not there, has no binary, or has one for another Node or platform. */
function isNotBuilt(error: unknown): boolean {
  const code = codeOf(error);
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED') return true;
  return error instanceof Error && error.message.startsWith('Could not locate the bindings file');
}

function notBuilt(error: unknown): StorageUnavailable {
  const { version, platform, arch } = process;
  return new StorageUnavailable(
    'unavailable',
    `SQLite can not be loaded: ${sqliteLine} is not installed for Node ${version} on ${platform} ${arch}.`,
    'Run npm ci with the Node that runs Patchwarden. Below Node 22.14 it needs github.com or a C++ compiler; or set DATABASE_URL to a PostgreSQL.',
    error,
  );
}
