import type { Reader } from '../../storage/database.ts';
import type { Instant } from '../../core/clock.ts';
import type { Change } from '../model.ts';
import { stateAt } from '../state-at.ts';
import { changesNamed } from '../store.ts';
import { loadRollout } from './store.ts';

/** Whether people hear of a change that waits: by itself always, of a rollout the first one that still waits. */
export async function speaksForRollout(
  reader: Reader,
  { id, record }: Pick<Change, 'id' | 'record'>,
  now: Instant,
): Promise<boolean> {
  const rollout = record.rollout === null ? null : await loadRollout(reader, record.rollout);
  if (rollout === null) return true;
  const waiting = (await changesNamed(reader, rollout.changes)).filter((one) => stateAt(one, now) === 'proposed');
  return waiting[0]?.id === id;
}
