import { type ColumnKind, columnType, type Dialect } from './columns.ts';

export interface ColumnOptions {
  readonly nullable?: boolean;
  /** `table(column)` that the value must exist in; checked at commit. */
  readonly references?: string;
  /** The only values allowed. */
  readonly oneOf?: readonly string[];
}

export type Column = readonly [kind: ColumnKind, options?: ColumnOptions];

export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey: readonly string[];
}

/** The statements that create these tables, which may point at each other. */
export function createTables(dialect: Dialect, tables: readonly TableDefinition[]): readonly string[] {
  const created = tables.map((table) => createTable(dialect, table));
  // SQLite can't add a reference later; PostgreSQL can't make one to a table that is not there yet.
  return dialect === 'sqlite' ? created : [...created, ...tables.flatMap(laterReferences)];
}

function createTable(dialect: Dialect, table: TableDefinition): string {
  const lines = Object.entries(table.columns).map(([name, column]) => columnSql(dialect, name, column));
  lines.push(`PRIMARY KEY (${table.primaryKey.join(', ')})`);
  return `CREATE TABLE ${table.name} (\n  ${lines.join(',\n  ')}\n)${dialect === 'sqlite' ? ' STRICT' : ''}`;
}

function laterReferences(table: TableDefinition): readonly string[] {
  return Object.entries(table.columns).flatMap(([name, [, options]]) =>
    options?.references
      ? [`ALTER TABLE ${table.name} ADD FOREIGN KEY (${name}) ${referenceSql(options.references)}`]
      : [],
  );
}

/** The statements that add columns to a table that has rows: each must be nullable. */
export function addColumns(
  dialect: Dialect,
  table: string,
  columns: Readonly<Record<string, Column>>,
): readonly string[] {
  return Object.entries(columns).map(
    ([name, column]) => `ALTER TABLE ${table} ADD COLUMN ${columnSql(dialect, name, column)}`,
  );
}

/** A CREATE UNIQUE INDEX statement; rows with a null among its columns are never alike. */
export function uniqueIndex(name: string, table: string, columns: string): string {
  return `CREATE UNIQUE INDEX ${name} ON ${table} (${columns})`;
}

/** A CREATE INDEX statement; `columns` as in SQL, `where` makes it partial. */
export function createIndex(name: string, table: string, columns: string, where?: string): string {
  return `CREATE INDEX ${name} ON ${table} (${columns})${where ? ` WHERE ${where}` : ''}`;
}

function columnSql(dialect: Dialect, name: string, [kind, options = {}]: Column): string {
  const parts = [name, columnType(dialect, kind)];
  if (!options.nullable) parts.push('NOT NULL');
  if (kind === 'flag' && dialect === 'sqlite') parts.push(`CHECK (${name} IN (0, 1))`);
  if (options.oneOf) parts.push(`CHECK (${name} IN (${options.oneOf.map((value) => `'${value}'`).join(', ')}))`);
  if (options.references && dialect === 'sqlite') parts.push(referenceSql(options.references));
  return parts.join(' ');
}

/** Checked at the commit: tables point at each other, so the order of writes is free. */
function referenceSql(target: string): string {
  return `REFERENCES ${target} DEFERRABLE INITIALLY DEFERRED`;
}
