import type { ChangeId } from '../plan.ts';
import type { Conflict } from './model.ts';
import type { Picture, PlanShape } from './picture.ts';
import { sameServer } from './same-server.ts';

/** Every conflict of a plan in a picture that was loaded for it, the weightiest first. Pure. `self`: the change whose plan it is. */
export function conflictsIn(picture: Picture, plan: PlanShape, self: ChangeId | null): readonly Conflict[] {
  return sameServer(picture, plan, self);
}
