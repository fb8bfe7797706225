import { byText } from '../../evidence/order.ts';
import type { ChangeId } from '../plan.ts';
import { freezes } from './freezes.ts';
import { inService } from './in-service.ts';
import { type Conflict, conflictTypes } from './model.ts';
import { noRedundancy } from './no-redundancy.ts';
import { order } from './order.ts';
import { outsideRules } from './outside-rules.ts';
import type { Picture, PlanShape } from './picture.ts';
import { quorum } from './quorum.ts';
import { type ConflictRule, nameOf } from './rule.ts';
import { sameDag } from './same-dag.ts';
import { sameServer } from './same-server.ts';
import { staleEvidence } from './stale-evidence.ts';
import { superseded } from './superseded.ts';
import { tooShort } from './too-short.ts';
import { way } from './way.ts';

const rules: readonly ConflictRule[] = [
  sameServer,
  sameDag,
  quorum,
  inService,
  freezes,
  way,
  outsideRules,
  tooShort,
  noRedundancy,
  staleEvidence,
  superseded,
  order,
];

/** Every conflict of a plan in a picture that was loaded for it, the weightiest first. Pure. `self`: the change whose plan it is. */
export function conflictsIn(picture: Picture, plan: PlanShape, self: ChangeId | null): readonly Conflict[] {
  const found = rules.flatMap((rule) => rule(picture, plan, self));
  if (found.length < 2) return found;
  const first = ({ servers: [server] }: Conflict): string => (server === undefined ? '' : nameOf(picture, server));
  return found.sort(
    (a, b) =>
      conflictTypes.indexOf(a.type) - conflictTypes.indexOf(b.type) ||
      byText(first(a), first(b)) ||
      byText(a.key, b.key),
  );
}
