import { appendAudit } from '../../src/audit/append.ts';
import type { AuditRow, Deed } from '../../src/audit/model.ts';
import type { Database } from '../../src/storage/database.ts';
import type { AuditTable } from '../../src/storage/schema.ts';
import { at } from '../support/evidence.ts';

export const AT = at('2026-11-21T09:00:00Z');

export function aDeed(changes: Partial<Deed> = {}): Deed {
  return {
    actor: { kind: 'cli', user: 'ana' },
    verb: 'report.taken',
    subject: 'a-report',
    before: null,
    after: { file: 'a.xml' },
    ...changes,
  };
}

/** Adds the rows in one transaction. */
export function write(database: Database, deeds: readonly Deed[], at = AT): Promise<AuditRow[]> {
  return database.transaction(async (tx) => {
    const rows: AuditRow[] = [];
    for (const deed of deeds) rows.push(await appendAudit(tx, at, deed));
    return rows;
  });
}

export function storedRows(database: Database): Promise<AuditTable[]> {
  return database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
}
