import Fuse from 'fuse.js';
import type { Product } from '../catalogue/model.ts';
import type { Scope } from './model.ts';

/** What a typed scope turned out to be; with `none`, what comes near. */
export type ScopeMatch =
  | { readonly kind: 'one'; readonly scope: Scope }
  | { readonly kind: 'several'; readonly scopes: readonly Scope[] }
  | { readonly kind: 'none'; readonly near: readonly Scope[] };

const words: Readonly<Record<Product, readonly string[]>> = {
  ExchangeSE: ['se', 'subscription edition'],
  Exchange2019: ['2019'],
  Exchange2016: ['2016'],
  Exchange2013: ['2013'],
};

const MOST_NEAR = 4;

/** A scope as a button carries it: `site:Berlin`. Unlike the bare name it can mean one thing only. */
export function scopeText({ by, value }: Scope): string {
  return `${by}:${value}`;
}

/** A scope as people read it: `Exchange 2019`, `Berlin (site)`. */
export function scopeTitle({ by, value }: Scope): string {
  if (by === 'product') return value.replace(/^Exchange(?=\w)/, 'Exchange ');
  return `${value} (${by === 'dag' ? 'DAG' : 'site'})`;
}

/** Finds the site, DAG or product that `asked` names, without case. Products are known even where no server runs them. */
export function matchScope(known: readonly Scope[], asked: string): ScopeMatch {
  const key = keyOf(asked);
  const exact = known.filter(
    (scope) => scope.by !== 'product' && (keyOf(scope.value) === key || keyOf(scopeText(scope)) === key),
  );
  const product = productOf(key);
  const found = [...exact, ...(product ? [product] : [])];
  const [first] = found;
  if (first) return found.length === 1 ? { kind: 'one', scope: first } : { kind: 'several', scopes: found };

  const near = new Fuse(known, { keys: ['value'], threshold: 0.4, ignoreLocation: true }).search(key.slice(0, 64), {
    limit: MOST_NEAR,
  });
  return { kind: 'none', near: near.map(({ item }) => item) };
}

function productOf(key: string): Scope | null {
  const bare = key.replace(/^product:/, '').replace(/^(?:ms |microsoft )?(?:exchange|ex|e)(?: server)? ?(?=\S)/, '');
  const found = Object.entries(words).find(([, names]) => names.includes(bare) || names.includes(key));
  return found ? { by: 'product', value: found[0] } : null;
}

function keyOf(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, ' ');
}
