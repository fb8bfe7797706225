import type { SaxesTagPlain } from 'saxes';
import { unescapeText } from './escapes.ts';
import { FaultError } from './fault.ts';
import type { ReadLimits } from './limits.ts';
import { ClixmlNode } from './node.ts';
import type { Pattern, Wanted } from './pattern.ts';
import type { XmlHandler } from './parser.ts';

const NAMESPACE = 'http://schemas.microsoft.com/powershell/2004/04';

// What an open element may hold.
const ROOT = 0; // Objs: top-level values
const OBJECT = 1; // Obj: type names, ToString, an inner primitive, members, a container
const MEMBERS = 2; // Props, MS, En: named values
const ITEMS = 3; // LST, IE, STK, QUE: values
const ENTRIES = 4; // DCT: En
const TYPES = 5; // TN: T
const VALUE = 6; // text of a primitive
const TO_STRING = 7; // text of an object
const INNER = 8; // text of an object's own primitive
const TYPE = 9; // text of a T

// A value outside the wanted paths is kept only up to this length: it is there for the rare Ref.
const REMEMBERED_TEXT = 64 * 1024;
// A remembered value weighs one, plus one for so many characters.
const TEXT_WEIGHT = 64;

export interface TreeBuilder extends XmlHandler {
  /** Grows with every element that opens or closes. */
  events(): number;
  /** The root has been closed. */
  complete(): boolean;
  roots(): readonly ClixmlNode[];
  objects(): ReadonlyMap<string, ClixmlNode>;
}

/** Makes nodes of a stream of elements. `listen` turns the delivery of text on and off. Throws `FaultError`. */
export function treeBuilder(wanted: Wanted, limits: ReadLimits, listen: (on: boolean) => void): TreeBuilder {
  const kinds: number[] = [];
  const nodes: (ClixmlNode | null)[] = [];
  const patterns: (Pattern | null)[] = [];
  const objects = new Map<string, ClixmlNode>();
  const typeLists = new Map<string, string[]>();
  const roots: ClixmlNode[] = [];
  let depth = -1;
  // Elements that are open inside one nobody wants.
  let skipped = 0;
  let events = 0;
  let complete = false;
  let kept = 0;
  let remembered = 0;
  let text = '';
  let types: string[] = [];

  function enter(kind: number, node: ClixmlNode | null, pattern: Pattern | null): void {
    depth += 1;
    if (depth > limits.depth) throw new FaultError('too-deep');
    kinds[depth] = kind;
    nodes[depth] = node;
    patterns[depth] = pattern;
  }

  function collect(kind: number, node: ClixmlNode | null): void {
    enter(kind, node, null);
    text = '';
    listen(true);
  }

  function openRoot(tag: SaxesTagPlain): void {
    if (tag.name !== 'Objs' || tag.attributes.xmlns !== NAMESPACE) {
      throw new FaultError('other-root', tag.name.slice(0, 60));
    }
    enter(ROOT, null, wanted.root);
  }

  function count(node: ClixmlNode, weight: number): boolean {
    if (node.wanted) {
      kept += 1;
      if (kept > limits.wanted) throw new FaultError('too-many');
      return true;
    }
    remembered += weight;
    return remembered <= limits.remembered;
  }

  /** A value inside `holder`, which is null for a top-level one. */
  function openValue(tag: SaxesTagPlain, kind: number, holder: ClixmlNode | null, pattern: Pattern | null): void {
    const named = kind === MEMBERS;
    const name = named ? unescapeText(tag.attributes.N ?? '') : null;
    const next =
      pattern === null
        ? undefined
        : name === null
          ? kind === ROOT
            ? pattern
            : pattern.items
          : pattern.members.get(name);
    const keep = next != null || name === null || wanted.names.has(name);
    const id = tag.attributes.RefId;
    if (tag.name === 'Obj') {
      const node = new ClixmlNode('Obj', name, next != null);
      // Past the bound an object is still walked, for its own wanted or open state, but no longer remembered.
      if (count(node, 1)) {
        if (keep) attach(node, holder, named);
        if (id !== undefined) define(id, node);
      }
      node.open = true;
      enter(OBJECT, node, next ?? null);
      return;
    }
    if (tag.name === 'Ref') refuseCycle(id);
    if (keep) {
      const node = new ClixmlNode(tag.name, name, next != null);
      if (count(node, 1)) {
        if (tag.name === 'Ref') node.ref = id ?? null;
        attach(node, holder, named);
        if (tag.name !== 'Ref' && tag.name !== 'Nil') {
          collect(VALUE, node);
          return;
        }
      }
    }
    skipped = 1;
  }

  function attach(node: ClixmlNode, holder: ClixmlNode | null, named: boolean): void {
    if (holder === null) {
      roots.push(node);
    } else if (!named) {
      holder.items ??= [];
      holder.items.push(node);
    } else {
      if (holder.last === null) holder.first = node;
      else holder.last.next = node;
      holder.last = node;
    }
  }

  function define(id: string, node: ClixmlNode): void {
    const earlier = objects.get(id);
    if (earlier === undefined) {
      objects.set(id, node);
      return;
    }
    const twice = new ClixmlNode('Obj', null, false);
    twice.flaw = `RefId ${id} is given to two objects`;
    objects.set(id, twice);
  }

  // Elsewhere a value may well point back to itself (the invariant culture is its own parent); nothing follows that.
  function refuseCycle(id: string | undefined): void {
    if (id === undefined) return;
    const target = objects.get(id);
    if (target?.open && target.wanted) throw new FaultError('cyclic', `Ref ${id.slice(0, 20)}`);
  }

  function openPart(tag: SaxesTagPlain, node: ClixmlNode, pattern: Pattern | null): void {
    switch (tag.name) {
      case 'Props':
      case 'MS':
        enter(MEMBERS, node, pattern);
        return;
      case 'TN':
        types = [];
        node.types = types;
        if (tag.attributes.RefId !== undefined) typeLists.set(tag.attributes.RefId, types);
        enter(TYPES, node, null);
        return;
      case 'TNRef':
        node.types = typeLists.get(tag.attributes.RefId ?? '') ?? null;
        skipped = 1;
        return;
      case 'ToString':
        collect(TO_STRING, node);
        return;
      case 'LST':
      case 'IE':
      case 'STK':
      case 'QUE':
        node.items ??= [];
        enter(ITEMS, node, pattern);
        return;
      case 'DCT':
        node.items ??= [];
        enter(ENTRIES, node, pattern);
        return;
      case 'Nil':
      case 'Obj':
      case 'Ref':
        node.flaw ??= `${tag.name} inside an object`;
        skipped = 1;
        return;
      default:
        if (node.coreTag !== null) node.flaw ??= 'two values in one object';
        node.coreTag = tag.name;
        collect(INNER, node);
    }
  }

  function openEntry(tag: SaxesTagPlain, holder: ClixmlNode, pattern: Pattern | null): void {
    const next = pattern?.items ?? null;
    const entry = new ClixmlNode('En', null, next !== null);
    if (tag.name !== 'En' || !count(entry, 1)) {
      skipped = 1;
      return;
    }
    attach(entry, holder, false);
    enter(MEMBERS, entry, next);
  }

  function closeText(kind: number, node: ClixmlNode | null): void {
    listen(false);
    if (kind === TYPE) {
      remembered += 1 + Math.ceil(text.length / TEXT_WEIGHT);
      if (remembered <= limits.remembered) types.push(unescapeText(copy(text)));
    } else if (node !== null) {
      if (text.length > limits.text) throw new FaultError('too-long');
      if (!node.wanted) remembered += Math.ceil(text.length / TEXT_WEIGHT);
      const fits = node.wanted || (text.length <= REMEMBERED_TEXT && remembered <= limits.remembered);
      if (fits) setText(kind, node, unescapeText(copy(text)));
      else node.flaw ??= 'a value too long to remember';
    }
    text = '';
  }

  return {
    open(tag) {
      events += 1;
      if (skipped > 0) {
        skipped += 1;
        if (depth + skipped > limits.depth) throw new FaultError('too-deep');
        return;
      }
      if (depth === -1) {
        openRoot(tag);
        return;
      }
      const kind = kinds[depth] ?? ROOT;
      const node = nodes[depth] ?? null;
      const pattern = patterns[depth] ?? null;
      if (kind <= ITEMS && kind !== OBJECT) openValue(tag, kind, node, pattern);
      else if (node === null) skipped = 1;
      else if (kind === OBJECT) openPart(tag, node, pattern);
      else if (kind === ENTRIES) openEntry(tag, node, pattern);
      else if (kind === TYPES && tag.name === 'T') collect(TYPE, node);
      else {
        if (kind !== TYPES) node.flaw ??= `${tag.name} inside a value`;
        skipped = 1;
      }
    },
    close() {
      events += 1;
      if (skipped > 0) {
        skipped -= 1;
        return;
      }
      const kind = kinds[depth] ?? ROOT;
      const node = nodes[depth] ?? null;
      if (kind >= VALUE) closeText(kind, node);
      else if (kind === OBJECT && node !== null) node.open = false;
      depth -= 1;
      if (depth === -1) complete = true;
    },
    text(part) {
      text += part;
    },
    events: () => events,
    complete: () => complete,
    roots: () => roots,
    objects: () => objects,
  };
}

function setText(kind: number, node: ClixmlNode, text: string): void {
  if (kind === VALUE) {
    node.text = text;
  } else if (kind === INNER) {
    node.coreText = text;
  } else {
    if (node.text !== null && node.text !== text) node.flaw ??= 'two ToString in one object';
    node.text = text;
  }
}

/** V8 keeps a cut-out string's whole chunk alive; what is kept for long gets its own memory. Short ones have it anyway. */
function copy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
