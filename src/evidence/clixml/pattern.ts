/** Which members of an object are wanted, and what of them in turn. */
export interface Pattern {
  readonly members: Map<string, Pattern>;
  /** What is wanted of each item of its list; null: the list is not wanted. */
  items: Pattern | null;
}

/** What to keep of a document. Each path starts at a top-level object. */
export interface Wanted {
  readonly root: Pattern;
  /** Every member name of every path: an object that a Ref may name later keeps these, wherever it stands. */
  readonly names: ReadonlySet<string>;
}

/**
 * Compiles paths such as `DependentServices > Monitor > [] > Name`: `>` is a child by name, `[]` each item of a list.
 * Top-level objects may also come wrapped in one list, as `Export-Clixml -InputObject` writes them.
 */
export function wanted(paths: readonly string[]): Wanted {
  const root = empty();
  const names = new Set<string>();
  for (const path of paths) {
    let at = root;
    for (const step of path.split('>').map((part) => part.trim())) {
      if (step === '[]') {
        at.items ??= empty();
        at = at.items;
      } else {
        const next: Pattern = at.members.get(step) ?? empty();
        at.members.set(step, next);
        names.add(step);
        at = next;
      }
    }
  }
  root.items ??= root;
  return { root, names };
}

function empty(): Pattern {
  return { members: new Map(), items: null };
}
