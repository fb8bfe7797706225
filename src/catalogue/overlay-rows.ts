import { canonical } from '../core/json.ts';
import type { Refused, Result } from '../core/result.ts';
import { ok, refuse } from '../core/result.ts';

export interface Merged<T> {
  readonly rows: readonly T[];
  readonly added: readonly string[];
}

type Raw = Readonly<Record<string, unknown>>;

/** Merges rows that have one key member. `raw[i]` is `given[i]` as written; `fillable` may go from null to a value. */
export function mergeList<T extends object>(
  base: readonly T[],
  given: readonly T[],
  raw: readonly Raw[],
  key: keyof T & string,
  fillable: readonly (keyof T & string)[],
): Result<Merged<T>> {
  const rows = [...base];
  const added: string[] = [];
  for (const [index, row] of given.entries()) {
    const name = String(row[key]);
    const place = rows.findIndex((known) => known[key] === row[key]);
    if (place < 0) {
      rows.push(row);
      added.push(name);
      continue;
    }
    const merged = mergeRow(name, rows[place] as T, row, raw[index] ?? {}, fillable);
    if (!merged.ok) return merged;
    rows[place] = merged.value.row;
    added.push(...merged.value.filled);
  }
  return ok({ rows, added });
}

/** One known row and the same row of an overlay. */
export function mergeRow<T extends object>(
  name: string,
  known: T,
  given: T,
  raw: Raw,
  fillable: readonly (keyof T & string)[],
): Result<{ row: T; filled: string[] }> {
  const row = { ...known };
  const filled: string[] = [];
  for (const field of Object.keys(known) as (keyof T & string)[]) {
    if (!(field in raw) || same(known[field], given[field])) continue;
    const fills = known[field] === null && fillable.includes(field);
    const confirms = field === 'inferred' && given[field] === false;
    if (!fills && !confirms) return changed(name, field, known[field], given[field]);
    row[field] = given[field];
    filled.push(`${field} of ${name}`);
  }
  return ok({ row, filled });
}

export function changed(name: string, field: string, known: unknown, given: unknown): Refused {
  return refuse(
    'conflict',
    `${field} of ${name} is ${show(known)} in the catalogue and ${show(given)} in the overlay.`,
    'An overlay may add to what is known, not change it. Take the row out or make it agree.',
  );
}

function same(a: unknown, b: unknown): boolean {
  return canonical(ordered(a)) === canonical(ordered(b));
}

/** The lists in a row are sets. */
function ordered(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).sort() : value;
}

function show(value: unknown): string {
  if (value === null) return 'not given';
  return (Array.isArray(value) ? value.join(', ') : String(value)).slice(0, 100);
}
