/** What Export-Clixml writes: primitives, missing values and objects. An object that occurs again is written as a reference. */
export type Node = Primitive | Missing | Complex;
export type Member = readonly [name: string, value: Node];

interface Primitive {
  readonly kind: 'primitive';
  readonly tag: 'S' | 'B' | 'I32' | 'I64' | 'U32' | 'DT' | 'Version' | 'G' | 'URI';
  readonly text: string;
}
interface Missing {
  readonly kind: 'missing';
}
interface Complex {
  readonly kind: 'object';
  /** .NET type names, the most derived first. */
  readonly types: readonly string[];
  readonly text?: string;
  /** The number of an enumeration. */
  readonly inner?: Primitive;
  /** Adapted .NET properties. */
  readonly props?: readonly Member[];
  /** Note properties: all that a PSCustomObject has. */
  readonly notes?: readonly Member[];
  readonly list?: readonly Node[];
  readonly entries?: readonly (readonly [key: Node, value: Node])[];
}

const LINE_END = '\r\n';

export const missing: Missing = { kind: 'missing' };

export function text(value: string | null): Node {
  return value === null ? missing : { kind: 'primitive', tag: 'S', text: value };
}

export function flag(value: boolean | null): Node {
  return value === null ? missing : { kind: 'primitive', tag: 'B', text: String(value) };
}

export function int(value: number | null): Node {
  return value === null ? missing : { kind: 'primitive', tag: 'I32', text: String(value) };
}

export function primitive(tag: Primitive['tag'], value: string): Node {
  return { kind: 'primitive', tag, text: value };
}

/** A PSCustomObject. */
export function record(notes: readonly Member[]): Node {
  return { kind: 'object', types: ['System.Management.Automation.PSCustomObject', 'System.Object'], notes };
}

/** A .NET object with its adapted properties. */
export function adapted(
  types: readonly string[],
  asText: string,
  props: readonly Member[],
  notes?: readonly Member[],
): Node {
  return { kind: 'object', types: [...types, 'System.Object'], text: asText, props, ...(notes ? { notes } : {}) };
}

/** A .NET object of which the depth left only its text. */
export function shallow(type: string, asText: string): Node {
  return { kind: 'object', types: [type, 'System.Object'], text: asText };
}

export function enumeration(type: string, name: string, value: number): Node {
  const inner: Primitive = { kind: 'primitive', tag: 'I32', text: String(value) };
  return { kind: 'object', types: [type, 'System.Enum', 'System.ValueType', 'System.Object'], text: name, inner };
}

export function list(items: readonly Node[], type = 'System.Collections.Generic.List`1[[System.Object]]'): Node {
  return { kind: 'object', types: [type, 'System.Object'], list: items };
}

export function array(items: readonly Node[]): Node {
  return { kind: 'object', types: ['System.Object[]', 'System.Array', 'System.Object'], list: items };
}

export function hashtable(entries: readonly (readonly [key: Node, value: Node])[]): Node {
  return { kind: 'object', types: ['System.Collections.Hashtable', 'System.Object'], entries };
}

export interface WriteOptions {
  /** True: the types carry `Deserialized.`, as of objects that came through a remoting job. */
  readonly deserialized?: boolean;
}

/** The document as Export-Clixml writes it, without the byte order mark. `roots` are the piped objects. */
export function writeClixml(roots: readonly Node[], options: WriteOptions = {}): string {
  const writer = new Writer(options.deserialized ?? false);
  writer.lines.push('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">');
  for (const root of roots) writer.node(root, null, '  ');
  writer.lines.push('</Objs>');
  return writer.lines.join(LINE_END);
}

class Writer {
  readonly lines: string[] = [];
  readonly #objects = new Map<Complex, number>();
  readonly #types = new Map<string, number>();
  readonly #deserialized: boolean;

  constructor(deserialized: boolean) {
    this.#deserialized = deserialized;
  }

  node(node: Node, name: string | null, indent: string): void {
    const n = name === null ? '' : ` N="${attribute(name)}"`;
    if (node.kind === 'missing') this.lines.push(`${indent}<Nil${n} />`);
    else if (node.kind === 'primitive') this.lines.push(`${indent}${element(node.tag, n, node.text)}`);
    else this.#object(node, n, indent);
  }

  #object(node: Complex, n: string, indent: string): void {
    const known = this.#objects.get(node);
    if (known !== undefined) {
      this.lines.push(`${indent}<Ref${n} RefId="${known}" />`);
      return;
    }
    const refId = this.#objects.size;
    this.#objects.set(node, refId);

    this.lines.push(`${indent}<Obj${n} RefId="${refId}">`);
    this.#content(node, `${indent}  `);
    this.lines.push(`${indent}</Obj>`);
  }

  #content(node: Complex, indent: string): void {
    this.#typeNames(node, indent);
    if (node.text !== undefined) this.lines.push(`${indent}${element('ToString', '', node.text)}`);
    if (node.inner) this.node(node.inner, null, indent);
    this.#container('LST', node.list, indent, (item, inside) => this.node(item, null, inside));
    this.#container('DCT', node.entries, indent, ([key, value], inside) => {
      this.lines.push(`${inside}<En>`);
      this.node(key, 'Key', `${inside}  `);
      this.node(value, 'Value', `${inside}  `);
      this.lines.push(`${inside}</En>`);
    });
    this.#container('Props', node.props, indent, ([name, value], inside) => this.node(value, name, inside));
    this.#container('MS', node.notes, indent, ([name, value], inside) => this.node(value, name, inside));
  }

  #typeNames(node: Complex, indent: string): void {
    const types = this.#deserialized ? node.types.map((type) => `Deserialized.${type}`) : node.types;
    const key = types.join('\n');
    const known = this.#types.get(key);
    if (known !== undefined) {
      this.lines.push(`${indent}<TNRef RefId="${known}" />`);
      return;
    }
    const refId = this.#types.size;
    this.#types.set(key, refId);
    this.#container(
      'TN',
      types,
      indent,
      (type, inside) => this.lines.push(inside + element('T', '', type)),
      ` RefId="${refId}"`,
    );
  }

  #container<T>(
    tag: string,
    items: readonly T[] | undefined,
    indent: string,
    write: (item: T, inside: string) => void,
    attributes = '',
  ): void {
    if (!items) return;
    if (items.length === 0) {
      this.lines.push(`${indent}<${tag}${attributes} />`);
      return;
    }
    this.lines.push(`${indent}<${tag}${attributes}>`);
    for (const item of items) write(item, `${indent}  `);
    this.lines.push(`${indent}</${tag}>`);
  }
}

function element(tag: string, attributes: string, content: string): string {
  return content === '' ? `<${tag}${attributes} />` : `<${tag}${attributes}>${escapeText(content)}</${tag}>`;
}

// What could be read as an escape has its underscore escaped; control characters and lone surrogates can't stand in XML.
const ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)|[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

function escapeText(value: string): string {
  return value
    .replace(ESCAPED, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;');
}
