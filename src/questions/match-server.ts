import Fuse from 'fuse.js';
import type { ServerId } from '../core/ids.ts';

export interface KnownName {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
}

/** What a typed name turned out to be; with `none`, what comes near. A near name is only ever offered, never answered about. */
export type ServerMatch =
  | { readonly kind: 'one'; readonly server: KnownName }
  | { readonly kind: 'several'; readonly servers: readonly KnownName[] }
  | { readonly kind: 'none'; readonly near: readonly KnownName[] };

const MOST_NEAR = 5;
// The search compares bit by bit and slows down with the length; names are shorter.
const LONGEST_SEARCH = 64;

/** Matches without case: the fqdn first, then the short name, then by likeness. */
export function matchServer(known: readonly KnownName[], asked: string): ServerMatch {
  const key = asked.trim().toLowerCase();
  const byFqdn = known.find((server) => server.id === key || server.fqdn.toLowerCase() === key);
  if (byFqdn) return { kind: 'one', server: byFqdn };

  const byName = known.filter((server) => server.name.toLowerCase() === key || shortOf(server.fqdn) === key);
  const [first] = byName;
  if (first) return byName.length === 1 ? { kind: 'one', server: first } : { kind: 'several', servers: byName };
  return { kind: 'none', near: nearest(known, key) };
}

function nearest(known: readonly KnownName[], key: string): readonly KnownName[] {
  if (key === '') return [];
  const fuse = new Fuse(known, { keys: ['name', 'fqdn'], threshold: 0.4, ignoreLocation: true });
  return fuse.search(key.slice(0, LONGEST_SEARCH), { limit: MOST_NEAR }).map(({ item }) => item);
}

function shortOf(fqdn: string): string {
  return fqdn.toLowerCase().split('.')[0] ?? '';
}
