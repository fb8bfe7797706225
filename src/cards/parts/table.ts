import type { CardElementArray, ITable, ITableCell, TableRowArray } from '@microsoft/teams.cards';
import { lines, text } from './text.ts';

export interface TableDraft {
  /** `title` may be empty for a column of tick boxes. Widths: weights, or pixels as `36px`. */
  readonly columns: readonly { readonly title: string; readonly width: number | string }[];
  readonly rows: readonly (readonly CardElementArray[])[];
  /** The same rows as plain lines, for clients without tables. */
  readonly fallback: readonly string[];
}

export function table(draft: TableDraft): ITable {
  const header = draft.columns.map((column) =>
    cell(column.title === '' ? [] : [text(column.title, { bold: true, size: 'Small', subtle: true })]),
  );
  const rows: TableRowArray = [header, ...draft.rows.map((cells) => cells.map(cell))].map((cells) => ({
    type: 'TableRow',
    cells,
  }));
  return {
    type: 'Table',
    firstRowAsHeaders: true,
    showGridLines: false,
    columns: draft.columns.map(({ width }) => ({ width })),
    rows,
    fallback: lines(draft.fallback),
  };
}

function cell(items: CardElementArray): ITableCell {
  return { type: 'TableCell', items };
}
