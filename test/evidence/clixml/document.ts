import assert from 'node:assert/strict';
import type { Fault } from '../../../src/evidence/clixml/fault.ts';
import { readLimits } from '../../../src/evidence/clixml/limits.ts';
import type { ReadLimits } from '../../../src/evidence/clixml/limits.ts';
import type { Scope } from '../../../src/evidence/clixml/memory.ts';
import type { ClixmlDocument, Found } from '../../../src/evidence/clixml/node.ts';
import { wanted } from '../../../src/evidence/clixml/pattern.ts';
import { clixmlReader } from '../../../src/evidence/clixml/reader.ts';

export const NAMESPACE = 'http://schemas.microsoft.com/powershell/2004/04';

/** A document around top-level objects. */
export function objs(inner: string): string {
  return `<Objs Version="1.1.0.1" xmlns="${NAMESPACE}">${inner}</Objs>`;
}

export function tryRead(
  paths: readonly string[],
  chunks: string | readonly string[],
  limits: Partial<ReadLimits> = {},
): { document: ClixmlDocument } | { fault: Fault } {
  const first = readIn('wanted', paths, chunks, limits);
  return 'document' in first && first.document.lacking ? readIn('all', paths, chunks, limits) : first;
}

export function readIn(
  scope: Scope,
  paths: readonly string[],
  chunks: string | readonly string[],
  limits: Partial<ReadLimits> = {},
): { document: ClixmlDocument } | { fault: Fault } {
  const reader = clixmlReader(wanted(paths), { ...readLimits, ...limits }, scope);
  for (const chunk of typeof chunks === 'string' ? [chunks] : chunks) {
    const fault = reader.feed(chunk);
    if (fault !== null) return { fault };
  }
  return reader.end();
}

export function read(paths: readonly string[], text: string, limits: Partial<ReadLimits> = {}): ClixmlDocument {
  const result = tryRead(paths, text, limits);
  assert.ok('document' in result, 'fault' in result ? `${result.fault.kind} ${result.fault.detail}` : '');
  return result.document;
}

export function faultOf(paths: readonly string[], text: string, limits: Partial<ReadLimits> = {}): Fault {
  const result = tryRead(paths, text, limits);
  assert.ok('fault' in result, 'the document was read');
  return result.fault;
}

/** Where `path` leads from the only top-level object, and the text that stands there. */
export function at(document: ClixmlDocument, path: string): Found['kind'] | string {
  const [root] = document.roots;
  assert.ok(root, 'no top-level object');
  const found = document.find(root, path.split(' > '));
  if (found.kind !== 'node') return found.kind;
  return found.node.text ?? found.node.coreText ?? 'node';
}

/** The texts of a list. */
export function itemsAt(document: ClixmlDocument, path: string): (string | null)[] | null {
  const [root] = document.roots;
  assert.ok(root, 'no top-level object');
  const found = document.find(root, path.split(' > '));
  if (found.kind !== 'node') return null;
  return document.items(found.node)?.map((item) => (item.kind === 'node' ? item.node.text : item.kind)) ?? null;
}
