import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';

/**
 * better-sqlite3 in the line that this Node can run: 13 needs Node-API 10 (Node 22.14 and later) and ends Node 20 with a
 * segmentation fault; 12, when compiled for Node 24.19 or later, aborts the process as soon as a statement is collected.
 */
const line = Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';

export const Sqlite = createRequire(import.meta.url)(line) as typeof BetterSqlite;
