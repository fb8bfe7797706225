import { rolloutCard, type RolloutView } from '../../cards/rollout.ts';
import type { RolloutId } from '../../changes/rollout/model.ts';
import type { Instant } from '../../core/clock.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import type { Reader } from '../../storage/database.ts';
import { type Drawing, readersOf } from './readers.ts';

/** A rollout as it reads at `now`; null: there is none. */
export type ViewOfRollout = (reader: Reader, rollout: RolloutId, now: Instant) => Promise<RolloutView | null>;

export interface RolloutDrawing extends Drawing {
  readonly rolloutViewOf: ViewOfRollout;
}

/** The card that shows the changes of a rollout together: every copy is drawn from their newest state. */
export function renderRollout({ audienceOf, rolloutViewOf, zone }: RolloutDrawing): Render {
  return async (reader, request) => {
    const view = await rolloutViewOf(reader, request.subject as RolloutId, request.now);
    if (!view) return { kind: 'superseded', why: 'no-rollout' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { kind: _, ...who } = readers;
    return { kind: 'message', message: rolloutCard(view, { zone, once: freshId, ...who }) };
  };
}
