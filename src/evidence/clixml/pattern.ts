/** Which members of an object are wanted, and what of them in turn. */
export interface Pattern {
  readonly members: Map<string, Pattern>;
  /** What is wanted of each item of its list; null: the list is not wanted. */
  items: Pattern | null;
}

/** What to keep of a document. Each path starts at a top-level object. */
export interface Wanted {
  readonly root: Pattern;
  /**
   * Every member name of every path, by itself: an object that a Ref may name later keeps these, wherever it stands.
   * Kept values bear the name from here: one cut out of the document would keep its whole chunk alive.
   */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Compiles paths such as `DependentServices > Monitor > [] > Name`: `>` is a child by name, `[]` each item of a list.
 * Top-level objects may also come wrapped in one list, as `Export-Clixml -InputObject` writes them.
 */
export function wanted(paths: readonly string[]): Wanted {
  const root = empty();
  const names = new Map<string, string>();
  for (const path of paths) {
    let at = root;
    for (const step of path.split('>').map((part) => part.trim())) {
      if (step === '[]') {
        at.items ??= empty();
        at = at.items;
      } else {
        const next: Pattern = at.members.get(step) ?? empty();
        at.members.set(step, next);
        names.set(step, step);
        at = next;
      }
    }
  }
  root.items ??= root;
  return { root, names };
}

/** Whether all that `needed` asks for is kept where `pattern` holds. */
export function covers(pattern: Pattern, needed: Pattern): boolean {
  if (pattern === needed) return true;
  for (const [name, inner] of needed.members) {
    const has = pattern.members.get(name);
    if (has === undefined || !covers(has, inner)) return false;
  }
  return needed.items === null || (pattern.items !== null && covers(pattern.items, needed.items));
}

function empty(): Pattern {
  return { members: new Map(), items: null };
}
