import { FaultError } from './fault.ts';
import type { ReadLimits } from './limits.ts';
import { ClixmlNode } from './node.ts';
import type { Objects } from './node.ts';

/**
 * `wanted`: keep what stands at wanted paths, which is nearly always enough and as fast as it gets. `all`: keep of every
 * object what a wanted path could ask of it through a Ref.
 */
export type Scope = 'wanted' | 'all';

// A value outside the wanted paths is kept only up to this length: it is there for the rare Ref.
const LONGEST_TEXT = 64 * 1024;
// So is a list of plain values: the ones that matter are short, the ones that don't are most of a document.
const LONGEST_LIST = 32;
// A remembered value weighs one, plus one for so many characters.
const TEXT_WEIGHT = 64;

/** What has been kept so far, within the limits. */
export interface Memory {
  /** Whether a new value may be kept. Throws when there are too many wanted ones. */
  admits(node: ClixmlNode): boolean;
  /** Whether a text may be kept with its node. Throws when a wanted one is too long. */
  admitsText(node: ClixmlNode | null, length: number): boolean;
  /** Whether a plain value may join a list that is only remembered. */
  admitsItem(list: ClixmlNode): boolean;
  /** The object a RefId stands for; null: one of which nothing is kept. */
  define(id: string | undefined, node: ClixmlNode | null): void;
  refuseCycle(id: string | undefined): void;
  objects(): Objects;
}

export function memory(limits: ReadLimits): Memory {
  const objects = new Map<string, ClixmlNode | null>();
  let kept = 0;
  let remembered = 0;

  return {
    admits(node) {
      if (node.pattern === null) {
        remembered += 1;
        return remembered <= limits.remembered;
      }
      kept += 1;
      if (kept > limits.wanted) throw new FaultError('too-many');
      return true;
    },
    admitsText(node, length) {
      if (length > limits.text) throw new FaultError('too-long');
      if (node !== null && node.pattern !== null) return true;
      remembered += 1 + Math.ceil(length / TEXT_WEIGHT);
      return length <= LONGEST_TEXT && remembered <= limits.remembered;
    },
    admitsItem(list) {
      if (list.items !== null && list.items.length >= LONGEST_LIST && list.flaw === null) {
        list.flaw = 'a list too long to remember';
        list.items = [];
      }
      return list.flaw === null;
    },
    define(id, node) {
      if (id === undefined) return;
      if (objects.has(id)) {
        const twice = new ClixmlNode('Obj', null, null);
        twice.flaw = `RefId ${id} is given to two objects`;
        objects.set(id, twice);
      } else {
        objects.set(id, node);
      }
    },
    // Elsewhere a value may well point back to itself (the invariant culture is its own parent); nothing follows that.
    refuseCycle(id) {
      const target = id === undefined ? undefined : objects.get(id);
      if (target?.open && target.pattern !== null) throw new FaultError('cyclic', `Ref ${id?.slice(0, 20)}`);
    },
    objects: () => objects,
  };
}
