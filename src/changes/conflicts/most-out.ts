import type { ServerId } from '../../core/ids.ts';

/**
 * The most servers that several changes can have out of service at one time: each works on its own one after another, so it
 * takes one, and two take different ones. Who takes which of those that it may. Exact (augmenting paths), and never less for more changes.
 */
export function mostOut<Change>(
  works: readonly { readonly change: Change; readonly servers: readonly ServerId[] }[],
): Map<ServerId, Change> {
  const takenBy = new Map<ServerId, number>();
  const place = (index: number, tried: Set<ServerId>): boolean =>
    (works[index]?.servers ?? []).some((server) => {
      if (tried.has(server)) return false;
      tried.add(server);
      const holder = takenBy.get(server);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(server, index);
      return true;
    });
  for (const index of works.keys()) place(index, new Set());
  return new Map([...takenBy].flatMap(([server, index]) => (works[index] ? [[server, works[index].change]] : [])));
}
