import { covers } from './pattern.ts';
import type { Pattern } from './pattern.ts';

/**
 * One kept value of a document. A primitive has a `text`; an object has what it was written with: its `ToString` as
 * `text`, its inner primitive, its type names, its members (a chain through `next`), its items.
 * A dictionary's entries are items named `En` with the members `Key` and `Value`.
 */
export class ClixmlNode {
  readonly tag: string;
  /** The member's name; null for an item and for a top-level object. */
  readonly name: string | null;
  text: string | null = null;
  coreTag: string | null = null;
  coreText: string | null = null;
  types: readonly string[] | null = null;
  items: ClixmlNode[] | null = null;
  first: ClixmlNode | null = null;
  last: ClixmlNode | null = null;
  next: ClixmlNode | null = null;
  /** Of a `Ref`: the id of the object it stands for. */
  ref: string | null = null;
  /** Why this value is not to be trusted, whatever else is here. */
  flaw: string | null = null;
  /** The reader is still inside it. */
  open = false;
  /** What is wanted of it; null: it stands at no wanted path and is kept for a Ref only. */
  readonly pattern: Pattern | null;

  constructor(tag: string, name: string | null, pattern: Pattern | null) {
    this.tag = tag;
    this.name = name;
    this.pattern = pattern;
  }
}

/** Where a path leads. `raw` says what is there instead of a value. */
export type Found =
  | { readonly kind: 'node'; readonly node: ClixmlNode }
  | { readonly kind: 'absent' }
  | { readonly kind: 'nil' }
  | { readonly kind: 'flaw'; readonly raw: string };

/** Objects by their RefId; null: it is in the document, but nothing of it was kept. */
export type Objects = ReadonlyMap<string, ClixmlNode | null>;

/** What was kept of one document. */
export class ClixmlDocument {
  /** Top-level objects, and the items of a top-level list. */
  readonly roots: readonly ClixmlNode[];
  /** A Ref at a wanted path names an object of which too little was kept: read once more, in the scope `all`. */
  readonly lacking: boolean;
  readonly #objects: Objects;

  constructor(roots: readonly ClixmlNode[], objects: Objects, refs: readonly ClixmlNode[]) {
    this.#objects = objects;
    this.roots = roots.flatMap((root) => (isBareList(root) ? (root.items ?? []) : [root]));
    this.lacking = refs.some((ref) => this.#lacks(ref));
  }

  /** Follows member names from `start`, through Props, MS and Refs. */
  find(start: ClixmlNode, path: readonly string[]): Found {
    let found = this.settle(start);
    for (const name of path) {
      if (found.kind !== 'node') return found;
      found = this.#member(found.node, name);
    }
    return found;
  }

  /** The items of a list; null when the value is no list. Each may be nil, flawed or a Ref like any other value. */
  items(node: ClixmlNode): readonly Found[] | null {
    return node.items?.map((item) => this.settle(item)) ?? null;
  }

  /** A value as it is meant: a Ref is the object it names. */
  settle(node: ClixmlNode): Found {
    if (node.flaw !== null) return { kind: 'flaw', raw: node.flaw };
    if (node.tag === 'Nil') return { kind: 'nil' };
    if (node.tag !== 'Ref') return { kind: 'node', node };
    const target = node.ref === null ? undefined : this.#objects.get(node.ref);
    if (target == null) return { kind: 'flaw', raw: `Ref ${node.ref ?? ''}`.trim() };
    return target.flaw === null ? { kind: 'node', node: target } : { kind: 'flaw', raw: target.flaw };
  }

  #lacks({ ref, pattern }: ClixmlNode): boolean {
    const target = ref === null ? undefined : this.#objects.get(ref);
    if (target === null) return true;
    return target?.pattern != null && pattern !== null && !covers(target.pattern, pattern);
  }

  #member(node: ClixmlNode, name: string): Found {
    let found: ClixmlNode | null = null;
    for (let child = node.first; child !== null; child = child.next) {
      if (child.name !== name) continue;
      if (found !== null && !same(found, child))
        return { kind: 'flaw', raw: `${name} twice: ${brief(found)}, ${brief(child)}` };
      found = child;
    }
    if (found !== null) return this.settle(found);
    return isObject(node) ? { kind: 'absent' } : { kind: 'flaw', raw: node.text ?? '' };
  }
}

/** An object, or an entry of a dictionary: what may have members. */
function isObject(node: ClixmlNode): boolean {
  return node.tag === 'Obj' || node.tag === 'En';
}

function isBareList(node: ClixmlNode): boolean {
  return node.items !== null && node.first === null;
}

// Twice the same value, under Props and MS say, is no contradiction; objects are not compared in depth.
function same(one: ClixmlNode, other: ClixmlNode): boolean {
  if (one.flaw !== null || other.flaw !== null || isObject(one) || isObject(other)) return false;
  return one.tag === other.tag && one.text === other.text && one.ref === other.ref;
}

function brief(node: ClixmlNode): string {
  return (node.text ?? node.coreText ?? node.tag).slice(0, 60);
}
