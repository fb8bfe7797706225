import type { ChangeId } from '../model.ts';

/** Rows of several changes, in their order, by their change. */
export function byChange<T extends { readonly change: ChangeId }>(rows: readonly T[]): ReadonlyMap<ChangeId, T[]> {
  const found = new Map<ChangeId, T[]>();
  for (const row of rows) {
    const known = found.get(row.change);
    if (known) known.push(row);
    else found.set(row.change, [row]);
  }
  return found;
}
