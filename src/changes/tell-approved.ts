import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { firstPlaces } from './first-places.ts';
import type { Change } from './model.ts';
import { tellIn } from './retell.ts';

/**
 * A change that was proposed with a rollout gets a card of its own once it is approved: from then on it is worked on by
 * itself. The others have one since they were proposed.
 */
export async function tellApproved(
  tx: Tx,
  app: Pick<ChangeApp, 'clock' | 'jobs' | 'channels'>,
  change: Change,
): Promise<void> {
  if (change.record.rollout !== null) await tellIn(tx, app, change, await firstPlaces(tx, app, change));
}
