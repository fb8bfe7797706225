import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects, openSqlite } from '../support/database.ts';

interface Column {
  readonly type: 'text' | 'number' | 'flag';
  readonly nullable: boolean;
}
/** `nullable` as the dialect says yes or no. */
interface Described {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean | number;
}
type Columns = Record<string, Record<string, Column>>;

/** Tables that the code above never names. */
const BOOKKEEPING = ['migrations', 'write_counter'];

/** The tables as `schema.ts` and its parts declare them. */
function declared(): Columns {
  const files = ['schema.ts', 'schema/changes.ts', 'schema/evidence.ts', 'schema/maintenance.ts', 'schema/people.ts'];
  const source = files
    .map((file) => readFileSync(new URL(`../../src/storage/${file}`, import.meta.url), 'utf8'))
    .join('\n');
  const bodyOf = (name: string): string =>
    new RegExp(`interface ${name} \\{\\n(?<body>.*?)\\n\\}`, 's').exec(source)?.groups?.body ?? '';
  const members = (body: string) =>
    [...body.matchAll(/^ {2}(?<name>\w+):\s+(?<type>[^;]+);/gm)].map(({ groups }) => groups ?? {});
  return Object.fromEntries(
    members(bodyOf('Tables')).map(({ name, type }) => {
      const columns = members(bodyOf(type ?? '')).map((column) => [column.name, columnOf(column.type ?? '')]);
      return [name, Object.fromEntries(columns)];
    }),
  );
}

function columnOf(type: string): Column {
  const kind = type.startsWith('number') ? 'number' : type.startsWith('boolean') ? 'flag' : 'text';
  return { type: kind, nullable: type.includes('| null') };
}

async function inDatabase(database: Database): Promise<Columns> {
  const query =
    database.dialect === 'sqlite'
      ? sql<Described>`
          SELECT t.name AS "table", c.name AS "column", c.type AS type, c."notnull" = 0 AS nullable
          FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.name NOT LIKE 'sqlite_%'`
      : sql<Described>`
          SELECT table_name AS "table", column_name AS "column", data_type AS type, is_nullable = 'YES' AS nullable
          FROM information_schema.columns WHERE table_schema = current_schema()`;
  const { rows } = await database.read((reader) => query.execute(reader));
  const tables: Columns = {};
  for (const { table, column, type, nullable } of rows) {
    if (BOOKKEEPING.includes(table)) continue;
    tables[table] ??= {};
    tables[table][column] = { type: KINDS[type] ?? 'text', nullable: Boolean(nullable) };
  }
  return tables;
}

const KINDS: Record<string, Column['type']> = { INT: 'flag', boolean: 'flag', INTEGER: 'number', bigint: 'number' };

onBothDialects((_name, open) => {
  test('the tables are those that the code is compiled against', async () => {
    assert.deepEqual(await inDatabase(await open()), declared());
  });
});

describe('lists and counts on SQLite', () => {
  const SHOWN = 'ORDER BY urgency DESC, name, server_id LIMIT 12';
  const cases = [
    ['one verdict', `SELECT server_id FROM assessments WHERE readiness = 'failing' ${SHOWN}`],
    ['one site', `SELECT server_id FROM assessments WHERE site = 'Berlin' AND readiness = 'failing' ${SHOWN}`],
    ['one DAG', `SELECT server_id FROM assessments WHERE dag = 'DAG1' AND readiness = 'failing' ${SHOWN}`],
    ['one product', `SELECT server_id FROM assessments WHERE product = 'SE' AND readiness = 'failing' ${SHOWN}`],
    ['all by name', 'SELECT assessment FROM assessments ORDER BY name LIMIT 12'],
    ['those to judge again', 'SELECT server_id FROM assessments WHERE rejudge_at <= 5 ORDER BY rejudge_at LIMIT 50'],
    ['servers by short name', `SELECT id FROM servers WHERE short_name = 'ber-ex01'`],
    ['servers of an organisation', `SELECT id FROM servers WHERE organisation_id = 'contoso'`],
    ['reports of a server', `SELECT id FROM reports WHERE server_id = 'a' ORDER BY generated_at DESC LIMIT 12`],
    ['servers by cause', `SELECT server_id FROM assessment_causes WHERE check_id = 'ocs-signing'`],
    ['planned changes', `SELECT id FROM changes WHERE state IN ('proposed', 'approved') AND starts_at < 9`],
    ['freezes of a time', 'SELECT id FROM freezes WHERE lifted_at IS NULL AND ends_at > 5 AND starts_at < 9'],
    ['a calendar by its secret', `SELECT owner FROM calendar_links WHERE secret_hash = 'a'`],
    ['calendars of an owner', `SELECT id FROM calendar_links WHERE owner = 'a' AND revoked_at IS NULL`],
  ] as const;

  for (const [what, query] of cases) {
    test(`${what}: read by an index, in its order`, async () => {
      const plan = await planOf(query);
      assert.match(plan, /USING (?:COVERING )?INDEX/);
      assert.doesNotMatch(plan, /TEMP B-TREE/);
    });
  }

  test('counts: read from an index alone', async () => {
    const plan = await planOf(
      'SELECT readiness, count(*), sum(misses_update), sum(out_of_support) FROM assessments GROUP BY readiness',
    );
    assert.match(plan, /USING COVERING INDEX assessments_counts/);
  });

  async function planOf(query: string): Promise<string> {
    const database = await openSqlite();
    const plan = await database.read((reader) =>
      sql<{ detail: string }>`${sql.raw(`EXPLAIN QUERY PLAN ${query}`)}`.execute(reader),
    );
    await database.close();
    return plan.rows.map(({ detail }) => detail).join('\n');
  }
});
