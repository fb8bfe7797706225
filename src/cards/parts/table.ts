import type { CardElementArray, ITable, ITableCell, TableRowArray } from '@microsoft/teams.cards';
import { lines, text } from './text.ts';

export interface TableDraft {
  /** Widths: weights, or pixels as `60px`. */
  readonly columns: readonly { readonly title: string; readonly width: number | string }[];
  readonly rows: readonly (readonly CardElementArray[])[];
  /** Cells stand in the middle of their row, else at its top. */
  readonly centered?: boolean;
  /** The same rows as plain lines, for clients without tables. */
  readonly fallback: readonly string[];
}

export function table(draft: TableDraft): ITable {
  const header = draft.columns.map((column) => cell([text(column.title, { bold: true, size: 'Small', subtle: true })]));
  const rows: TableRowArray = [header, ...draft.rows.map((cells) => cells.map(cell))].map((cells) => ({
    type: 'TableRow',
    cells,
  }));
  return {
    type: 'Table',
    firstRowAsHeaders: true,
    showGridLines: false,
    ...(draft.centered && { verticalCellContentAlignment: 'Center' as const }),
    columns: draft.columns.map(({ width }) => ({ width })),
    rows,
    fallback: lines(draft.fallback),
  };
}

function cell(items: CardElementArray): ITableCell {
  return { type: 'TableCell', items };
}
