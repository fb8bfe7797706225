import Table from 'cli-table3';
import { plain } from './output.ts';
import { wrap } from './wrap.ts';

export interface Column {
  readonly title: string;
  /** Share of the width that is left after the others took what they need; 0: as wide as its content. */
  readonly grow: number;
}

const GAP = 2;
const NARROWEST = 12;
const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/** A table without lines that fits `width`: growing columns wrap at words, the others are as wide as their content. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map(plain));
  const needed = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((row) => (row[at] ?? '').length)),
  );
  const growing = columns.reduce((sum, column) => sum + column.grow, 0);
  const fixed = needed.reduce((sum, size, at) => sum + (columns[at]?.grow ? 0 : size), GAP * (columns.length - 1));
  const left = Math.max(width - fixed, NARROWEST * columns.filter((column) => column.grow > 0).length);
  const widths = columns.map((column, at) => {
    const own = needed[at] ?? 0;
    return column.grow === 0 ? own : Math.min(own, Math.floor((left * column.grow) / growing));
  });
  const drawn = new Table({
    head: columns.map((column) => column.title),
    colWidths: widths,
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  // Wrapped here: cli-table3 cuts a word that is longer than its column and leaves the rest out.
  drawn.push(...cells.map((row) => row.map((cell, at) => wrap(cell, widths[at] ?? cell.length).join('\n'))));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
