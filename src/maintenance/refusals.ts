import { actorName } from '../core/actor-name.ts';
import { type Refused, refuse } from '../core/result.ts';
import { instantText } from '../readiness/words.ts';
import type { Freeze, FreezeId, MaintenanceRule, RuleId } from './model.ts';

const LIST = 'To see what there is, write: rules';

/** Why a rule can't be worked with: it is not there, can't be read, or was removed. */
export function unknownRule(id: RuleId, rule: MaintenanceRule | null): Refused {
  if (rule?.removedAt == null) return refuse('not-found', `There is no maintenance rule ${id}.`, LIST);
  return refuse('conflict', `${id} ${rule.name} was removed on ${instantText(rule.removedAt)}.`, LIST);
}

/** Why a freeze can't be lifted: it is not there, was lifted, or is over. */
export function unknownFreeze(id: FreezeId, freeze: Freeze | null): Refused {
  if (freeze === null) return refuse('not-found', `There is no freeze ${id}.`, LIST);
  if (freeze.liftedAt === null || freeze.liftedBy === null) {
    return refuse('conflict', `${id} ${freeze.name} is over since ${instantText(freeze.end)}.`, LIST);
  }
  const who = actorName(freeze.liftedBy);
  return refuse('conflict', `${id} ${freeze.name} was lifted by ${who} on ${instantText(freeze.liftedAt)}.`, LIST);
}
