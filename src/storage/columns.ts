/** The kinds of columns there are. `json` is JSON text; `id` is text that never changes. */
export type ColumnKind = 'id' | 'text' | 'instant' | 'flag' | 'integer' | 'json' | 'bytes';

export type Dialect = 'sqlite' | 'postgres';

// SQLite's STRICT tables know five types only. INT and INTEGER store alike, so INT marks the flags:
// the driver sees it as the declared type and gives booleans back.
export const SQLITE_FLAG_TYPE = 'INT';

const SQLITE_TYPES: Record<ColumnKind, string> = {
  id: 'TEXT',
  text: 'TEXT',
  instant: 'INTEGER',
  flag: SQLITE_FLAG_TYPE,
  integer: 'INTEGER',
  json: 'TEXT',
  bytes: 'BLOB',
};

// int4 would overflow on milliseconds; COLLATE "C" orders text by its bytes, as SQLite does.
const POSTGRES_TYPES: Record<ColumnKind, string> = {
  id: 'text COLLATE "C"',
  text: 'text COLLATE "C"',
  instant: 'int8',
  flag: 'boolean',
  integer: 'int8',
  json: 'text',
  bytes: 'bytea',
};

/** The SQL type of a column of this kind. */
export function columnType(dialect: Dialect, kind: ColumnKind): string {
  return dialect === 'sqlite' ? SQLITE_TYPES[kind] : POSTGRES_TYPES[kind];
}

/**
 * A parameter as both dialects can take it. PostgreSQL's text holds no NUL, so it becomes U+FFFD on both;
 * a Date is refused on both, for instants are numbers.
 */
export function portableParameter(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  if (value === undefined) return null;
  if (value instanceof Date) throw new TypeError('a Date is no column value: pass an Instant');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no column value`);
  return value;
}
