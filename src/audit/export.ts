import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import type { AuditTable } from '../storage/schema.ts';
import { csvLine } from './csv.ts';
import { hashedText, isoOrNull } from './hash.ts';
import type { AuditHead } from './model.ts';
import { firstSeqSince, pageOfRows } from './store.ts';

/**
 * `json`: one array, each row an object on a line of its own: the text that was hashed, with the hash as its last member.
 * `csv`: a column for each member, for reading, and the column `hashed` with that text.
 */
export type ExportFormat = 'json' | 'csv';

/** From this row on, or from the first row that was written at this instant or later. */
export type Since = { readonly seq: number } | { readonly at: Instant };

export interface Exported {
  readonly rows: number;
  /** Of the last row; null: there was none. */
  readonly head: AuditHead | null;
}

interface Layout {
  readonly start: string;
  row(row: AuditTable): string;
  /** What follows a row: another one, or none. */
  readonly more: string;
  readonly last: string;
  readonly end: string;
}

const PAGE = 500;

const columns: readonly (readonly [title: string, of: (row: AuditTable) => string | number | null])[] = [
  ['seq', (row) => row.seq],
  ['at', (row) => isoOrNull(row.at) ?? row.at],
  ['actor', (row) => row.actor],
  ['verb', (row) => row.verb],
  ['subject', (row) => row.subject],
  ['before', (row) => row.before],
  ['after', (row) => row.after],
  ['effectKey', (row) => row.effect_key],
  ['outcome', (row) => row.outcome],
  ['previousHash', (row) => row.previous_hash],
  ['hash', (row) => row.hash],
  ['hashed', hashedText],
];

const layouts: Readonly<Record<ExportFormat, Layout>> = {
  json: { start: '[\n', row: jsonRow, more: ',\n', last: '\n', end: ']\n' },
  csv: {
    start: csvLine(columns.map(([title]) => title)),
    row: (row) => csvLine(columns.map(([, of]) => of(row))),
    more: '',
    last: '',
    end: '',
  },
};

/**
 * Hands the log to `write`, page by page, in whole lines. It holds everything that proves the chain (docs/AUDIT.md) and
 * checks nothing: a row that was tampered with is exported as it stands.
 */
export async function exportAudit(
  reader: Reader,
  { format, since = null }: { readonly format: ExportFormat; readonly since?: Since | null },
  write: (text: string) => void | Promise<void>,
): Promise<Exported> {
  const layout = layouts[format];
  let rows = 0;
  let head: AuditHead | null = null;
  let held = '';
  await write(layout.start);
  for (let after = await rowBefore(reader, since); after !== 'nothing'; ) {
    const page = await pageOfRows(reader, after, PAGE);
    let text = '';
    for (const row of page) {
      // Held back until it is known whether another one follows.
      if (rows > 0) text += held + layout.more;
      held = layout.row(row);
      rows += 1;
      head = { seq: row.seq, hash: row.hash };
    }
    if (text !== '') await write(text);
    if (head === null || page.length < PAGE) break;
    after = head.seq;
    await breathe();
  }
  const end = (rows > 0 ? held + layout.last : '') + layout.end;
  if (end !== '') await write(end);
  return { rows, head };
}

/** The number after which to begin; null: at the start. */
async function rowBefore(reader: Reader, since: Since | null): Promise<number | null | 'nothing'> {
  if (since === null) return null;
  const first = 'seq' in since ? since.seq : await firstSeqSince(reader, since.at);
  return first === null ? 'nothing' : first - 1;
}

function jsonRow(row: AuditTable): string {
  const text = hashedText(row);
  // Not one of ours: told with its columns as texts, so that the file stays JSON and the row does not fit its hash.
  if (text === null) return JSON.stringify({ ...row, unreadable: true });
  return `${text.slice(0, -1)},"hash":${JSON.stringify(row.hash)}}`;
}
