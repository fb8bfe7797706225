import type { Instant } from '../../core/clock.ts';
import type { ReportId } from '../../core/ids.ts';
import type { Refusal } from '../../core/result.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { SweptFilesTable } from '../../storage/schema.ts';

/** A file of the swept folder that was dealt with, as it stood then. */
export interface SweptFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: number;
  /** `skipped`: its bytes were known already. */
  readonly outcome: SweptFilesTable['outcome'];
  readonly report: ReportId | null;
  readonly refusal: Refusal | null;
  readonly seenAt: Instant;
}

export async function sweptFiles(reader: Reader): Promise<SweptFile[]> {
  const rows = await reader.selectFrom('swept_files').selectAll().execute();
  return rows.map((row) => ({
    path: row.path,
    size: row.size,
    modifiedAt: row.modified_at,
    outcome: row.outcome,
    report: row.report_id as ReportId | null,
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as Refusal),
    seenAt: row.seen_at as Instant,
  }));
}

export async function rememberSwept(tx: Tx, files: readonly SweptFile[]): Promise<void> {
  for (const file of files) {
    const row = {
      size: file.size,
      modified_at: file.modifiedAt,
      outcome: file.outcome,
      report_id: file.report,
      refusal: file.refusal === null ? null : JSON.stringify(file.refusal),
      seen_at: file.seenAt,
    };
    await tx
      .insertInto('swept_files')
      .values({ path: file.path, ...row })
      .onConflict((conflict) => conflict.column('path').doUpdateSet(row))
      .execute();
  }
}

export async function forgetSwept(tx: Tx, paths: readonly string[]): Promise<void> {
  for (const path of paths) await tx.deleteFrom('swept_files').where('path', '=', path).execute();
}
