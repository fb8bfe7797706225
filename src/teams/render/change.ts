import { changeCard } from '../../cards/change.ts';
import type { ChangeId, ChangeView } from '../../changes/model.ts';
import type { Instant } from '../../core/clock.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import type { Reader } from '../../storage/database.ts';
import { type Drawing, readersOf } from './readers.ts';

/** A change as it reads at `now`; null: there is none. */
export type ViewOfChange = (reader: Reader, change: ChangeId, now: Instant) => Promise<ChangeView | null>;

export interface ChangeDrawing extends Drawing {
  readonly viewOf: ViewOfChange;
}

/** The card that lives as long as its change: every copy is drawn from the newest state, its outcome included. */
export function renderChange({ audienceOf, viewOf, zone }: ChangeDrawing): Render {
  return async (reader, request) => {
    const view = await viewOf(reader, request.subject as ChangeId, request.now);
    if (!view) return { kind: 'superseded', why: 'no-change' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { kind: _, ...who } = readers;
    return { kind: 'message', message: changeCard(view, { zone, once: freshId, ...who }) };
  };
}
