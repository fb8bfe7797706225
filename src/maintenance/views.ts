import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import { isApproved } from './approved.ts';
import type { Freeze, FreezeView, MaintenanceRule, MaintenanceScope, RuleView } from './model.ts';
import { nextOccurrences, ruleProblem } from './occurrences.ts';
import { type NameOf, scopeText, serversNamed } from './scope.ts';
import { namesOf } from './store.ts';
import { whenText } from './words.ts';

/** How many of the next occurrences are shown. */
export const SHOWN = 3;

/** The names of all servers that some scopes name. */
export async function namesIn(
  reader: Reader,
  scoped: readonly { readonly scope: MaintenanceScope }[],
): Promise<NameOf> {
  const names = await namesOf(
    reader,
    scoped.flatMap(({ scope }) => serversNamed(scope)),
  );
  return (id) => names.get(id) ?? id;
}

export function ruleView(rule: MaintenanceRule, nameOf: NameOf, now: Instant): RuleView {
  const problem = ruleProblem(rule);
  return {
    rule,
    when: whenText(rule),
    scope: scopeText(rule.scope, nameOf),
    approved: isApproved(rule),
    next: nextOccurrences(rule, now, SHOWN),
    ...(problem !== null && { problem }),
  };
}

export function freezeView(freeze: Freeze, nameOf: NameOf, now: Instant): FreezeView {
  return {
    freeze,
    scope: scopeText(freeze.scope, nameOf),
    current: freeze.liftedAt === null && freeze.start <= now && now < freeze.end,
  };
}
