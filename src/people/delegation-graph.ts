import type { PersonKey } from './identity.ts';

/** `to` acts for `from`. */
export interface Edge<Node extends string = PersonKey> {
  readonly from: Node;
  readonly to: Node;
}

/** Everybody at most `depth` edges away from `start`, nearest first. Circles are walked once; `start` is left out. */
export function reached<Node extends string>(edges: readonly Edge<Node>[], start: Node, depth: number): Node[] {
  const next = new Map<Node, Node[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);

  const seen = new Set([start]);
  let rim: readonly Node[] = [start];
  for (let step = 0; step < depth && rim.length > 0; step++) {
    const further = new Set(rim.flatMap((person) => next.get(person) ?? []));
    rim = [...further].filter((person) => !seen.has(person));
    for (const person of rim) seen.add(person);
  }
  seen.delete(start);
  return [...seen];
}
