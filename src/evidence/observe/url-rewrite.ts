import type { Era, Fact } from '../observation.ts';
import { eraA, sinceMarch2023 } from './paths.ts';
import { itemNamed } from './service.ts';
import { reach, unreadable } from './source.ts';
import type { Source } from './source.ts';

/** Whether IIS lists RewriteModule. The list stands in `ModuleList`, in some exports in a `ModuleList` inside it. */
export function urlRewrite(source: Source, era: Era): Fact<boolean> {
  const settings = reach(source, 'ExchangeInformation > IISSettings').kind;
  const path = era === 'A' && settings === 'absent' ? eraA.earlierModules : sinceMarch2023.modules;
  const outer = reach(source, path);
  const inner = outer.kind === 'node' ? source.document.find(outer.node, ['ModuleList']) : outer;
  const list = inner.kind === 'absent' ? outer : inner;

  const found = itemNamed(source, list, 'RewriteModule');
  if (!('kind' in found)) return { known: true, value: true, path };
  if (found.kind === 'flaw') return unreadable(path, found.raw);
  if (list.kind !== 'node') return { known: false, why: found.kind === 'nil' ? 'nil' : 'absent', path };
  const empty = (source.document.items(list.node) ?? []).length === 0;
  return empty ? { known: false, why: 'absent', path } : { known: true, value: false, path };
}
