import type { Minimum } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import type { Scope } from '../../readiness/model.ts';
import { clean } from './escape.ts';
import { productName } from './words.ts';

/** What a digest is about. Sites and DAGs are names too: where names are not shown, they are `part of the fleet`. */
export function digestScope(scope: Scope | null, audience: Audience, max: number): string {
  if (!scope) return 'whole fleet';
  if (scope.by === 'product') return clean(productName(scope.value), max);
  return audience === 'counts' ? 'part of the fleet' : clean(scope.value, max) || 'part of the fleet';
}

export const minimumTexts: Readonly<Record<Minimum, string>> = {
  every: 'Every change',
  worse: 'Only when something got worse',
  due: 'Only when something is due: fresh evidence, or support that ended',
};
