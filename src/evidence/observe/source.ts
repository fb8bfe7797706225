import type { ClixmlDocument, ClixmlNode, Found } from '../clixml/node.ts';
import type { Fact } from '../observation.ts';

/** One object of a document, from which paths start. */
export interface Source {
  readonly document: ClixmlDocument;
  readonly root: ClixmlNode;
}

/** Makes a value of what stands at a path; undefined: it can't be one of this kind. */
export type Read<T> = (node: ClixmlNode, document: ClixmlDocument) => T | undefined;

const LONGEST_RAW = 200;

/** Follows `A > B > C` from the source's object. */
export function reach(source: Source, path: string): Found {
  return source.document.find(source.root, path.split(' > '));
}

export function fact<T>(source: Source, path: string, read: Read<T>): Fact<T> {
  return factOf(source, path, reach(source, path), read);
}

/** For what is found already, under the name `path`. */
export function factOf<T>(source: Source, path: string, found: Found, read: Read<T>): Fact<T> {
  if (found.kind === 'flaw') return unreadable(path, found.raw);
  if (found.kind !== 'node') return { known: false, why: found.kind, path };
  const value = read(found.node, source.document);
  return value === undefined ? unreadable(path, rawOf(found.node)) : { known: true, value, path };
}

/** As `fact`, but a Nil right there (not further up) is the known value null. */
export function nullable<T>(source: Source, path: string, read: Read<T>): Fact<T | null> {
  const known = fact<T | null>(source, path, read);
  return nilAt(source, path) ? { known: true, value: null, path } : known;
}

/** The last member of the path is there and Nil. */
export function nilAt(source: Source, path: string): boolean {
  const holder = path.split(' > ').slice(0, -1);
  return reach(source, path).kind === 'nil' && source.document.find(source.root, holder).kind === 'node';
}

export function unreadable(path: string, raw: string): Fact<never> {
  return { known: false, why: 'unreadable', path, raw: raw.slice(0, LONGEST_RAW) };
}

function rawOf(node: ClixmlNode): string {
  return node.text ?? node.coreText ?? '';
}
