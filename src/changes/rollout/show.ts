import type { ChangeApp } from '../app.ts';
import type { ChangeAnswer } from '../model.ts';
import type { RolloutCommand } from './model.ts';
import { rolloutViewOf, unknownRollout } from './view.ts';

/** A rollout as it is now. Whoever may read there may have it shown. Refuses: `not-found`. */
export async function showRollout(
  app: ChangeApp,
  { rollout: id }: Extract<RolloutCommand, { readonly kind: 'show-rollout' }>,
): Promise<ChangeAnswer> {
  const view = await app.database.read((reader) => rolloutViewOf(reader, app, id, app.clock.now()));
  return view ?? { kind: 'refused', refusal: unknownRollout(id) };
}
