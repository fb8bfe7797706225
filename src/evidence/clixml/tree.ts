import type { SaxesTagPlain } from 'saxes';
import { unescapeText } from './escapes.ts';
import { FaultError } from './fault.ts';
import type { ReadLimits } from './limits.ts';
import { memory } from './memory.ts';
import type { Scope } from './memory.ts';
import { ClixmlNode } from './node.ts';
import type { Objects } from './node.ts';
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

export interface TreeBuilder extends XmlHandler {
  /** Grows with every element that opens or closes. */
  events(): number;
  /** The root has been closed. */
  complete(): boolean;
  roots(): readonly ClixmlNode[];
  objects(): Objects;
  /** The Refs at wanted paths. */
  refs(): readonly ClixmlNode[];
}

/** Makes nodes of a stream of elements. `listen` turns the delivery of text on and off. Throws `FaultError`. */
export function treeBuilder(
  wanted: Wanted,
  limits: ReadLimits,
  scope: Scope,
  listen: (on: boolean) => void,
): TreeBuilder {
  const all = scope === 'all';
  const kinds: number[] = [];
  const nodes: (ClixmlNode | null)[] = [];
  const kept = memory(limits);
  const typeLists = new Map<string, string[]>();
  const roots: ClixmlNode[] = [];
  const refs: ClixmlNode[] = [];
  let depth = -1;
  // Elements that are open inside one nobody wants.
  let skipped = 0;
  let events = 0;
  let complete = false;
  let text = '';
  let types: string[] = [];

  function enter(kind: number, node: ClixmlNode | null): void {
    depth += 1;
    if (depth > limits.depth) throw new FaultError('too-deep');
    kinds[depth] = kind;
    nodes[depth] = node;
  }

  function collect(kind: number, node: ClixmlNode): void {
    enter(kind, node);
    text = '';
    listen(true);
  }

  function openRoot(tag: SaxesTagPlain): void {
    if (tag.name !== 'Objs' || tag.attributes.xmlns !== NAMESPACE) {
      throw new FaultError('other-root', tag.name.slice(0, 60));
    }
    enter(ROOT, null);
  }

  /** Passes over an element and what is in it. Its objects are still noted: a Ref may name them. */
  function skip(tag: SaxesTagPlain): void {
    skipped += 1;
    if (depth + skipped > limits.depth) throw new FaultError('too-deep');
    if (tag.name === 'Obj') kept.define(tag.attributes.RefId, null);
    else if (tag.name === 'Ref') kept.refuseCycle(tag.attributes.RefId);
  }

  /** A value inside `holder`, which is null for a top-level one. */
  function openValue(tag: SaxesTagPlain, kind: number, holder: ClixmlNode | null): void {
    const name = kind === MEMBERS ? wanted.names.get(unescapeText(tag.attributes.N ?? '')) : null;
    const pattern = name === undefined ? null : patternOf(holder, name);
    if (pattern === null && !all) {
      skip(tag);
      return;
    }
    const node = new ClixmlNode(tag.name, name ?? null, pattern);
    if (tag.name === 'Obj') {
      // Past its bound memory takes no more, but what is inside is still walked.
      if (kept.admits(node)) {
        if (name !== undefined) attach(node, holder);
        kept.define(tag.attributes.RefId, node);
      }
      node.open = true;
      enter(OBJECT, node);
      return;
    }
    const fits = pattern !== null || name !== null || holder === null || kept.admitsItem(holder);
    if (name === undefined || !fits || !kept.admits(node)) {
      skip(tag);
      return;
    }
    attach(node, holder);
    if (tag.name === 'Ref') {
      node.ref = tag.attributes.RefId ?? null;
      if (pattern !== null) refs.push(node);
      skip(tag);
    } else if (tag.name === 'Nil') {
      skip(tag);
    } else {
      collect(VALUE, node);
    }
  }

  function patternOf(holder: ClixmlNode | null, name: string | null): Pattern | null {
    if (holder === null) return wanted.root;
    if (holder.pattern === null) return null;
    return (name === null ? holder.pattern.items : holder.pattern.members.get(name)) ?? null;
  }

  function attach(node: ClixmlNode, holder: ClixmlNode | null): void {
    if (holder === null) {
      roots.push(node);
    } else if (node.name === null) {
      holder.items ??= [];
      holder.items.push(node);
    } else {
      if (holder.last === null) holder.first = node;
      else holder.last.next = node;
      holder.last = node;
    }
  }

  function openPart(tag: SaxesTagPlain, node: ClixmlNode): void {
    switch (tag.name) {
      case 'Props':
      case 'MS':
        enter(MEMBERS, node);
        return;
      case 'TN':
        types = [];
        node.types = types;
        if (tag.attributes.RefId !== undefined) typeLists.set(tag.attributes.RefId, types);
        enter(TYPES, node);
        return;
      case 'TNRef':
        node.types = typeLists.get(tag.attributes.RefId ?? '') ?? null;
        skip(tag);
        return;
      case 'ToString':
        collect(TO_STRING, node);
        return;
      case 'LST':
      case 'IE':
      case 'STK':
      case 'QUE':
        node.items ??= [];
        enter(ITEMS, node);
        return;
      case 'DCT':
        node.items ??= [];
        enter(ENTRIES, node);
        return;
      case 'Nil':
      case 'Obj':
      case 'Ref':
        node.flaw ??= `${tag.name} inside an object`;
        skip(tag);
        return;
      default:
        if (node.coreTag !== null) node.flaw ??= 'two values in one object';
        node.coreTag = tag.name;
        collect(INNER, node);
    }
  }

  function openEntry(tag: SaxesTagPlain, holder: ClixmlNode): void {
    const entry = new ClixmlNode('En', null, patternOf(holder, null));
    if (tag.name !== 'En' || (entry.pattern === null && !all) || !kept.admits(entry)) {
      skip(tag);
      return;
    }
    attach(entry, holder);
    enter(MEMBERS, entry);
  }

  function closeText(kind: number, node: ClixmlNode | null): void {
    listen(false);
    const fits = kept.admitsText(kind === TYPE ? null : node, text.length);
    if (kind === TYPE) {
      if (fits) types.push(unescapeText(copy(text)));
    } else if (node !== null) {
      if (fits) setText(kind, node, unescapeText(copy(text)));
      else node.flaw ??= 'a value too long to remember';
    }
    text = '';
  }

  return {
    open(tag) {
      events += 1;
      if (skipped > 0) {
        skip(tag);
        return;
      }
      if (depth === -1) {
        openRoot(tag);
        return;
      }
      const kind = kinds[depth] ?? ROOT;
      const node = nodes[depth] ?? null;
      if (kind === ROOT || kind === MEMBERS || kind === ITEMS) openValue(tag, kind, node);
      else if (node === null) skip(tag);
      else if (kind === OBJECT) openPart(tag, node);
      else if (kind === ENTRIES) openEntry(tag, node);
      else if (kind === TYPES && tag.name === 'T') collect(TYPE, node);
      else {
        if (kind !== TYPES) node.flaw ??= `${tag.name} inside a value`;
        skip(tag);
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
    objects: kept.objects,
    refs: () => refs,
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
