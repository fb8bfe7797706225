import { callCard } from '../../cards/change-call.ts';
import { readCallSubject } from '../../changes/call.ts';
import { isCallOver } from '../../changes/call-over.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import type { ChangeDrawing } from './change.ts';
import { readersOf } from './readers.ts';
import { mayStand } from './standing.ts';

/** What is said of a change beside its card. What stands already is kept up to date; what nobody saw yet is not said late. */
export function renderCall({ audienceOf, viewOf, zone }: ChangeDrawing): Render {
  return async (reader, request) => {
    const said = readCallSubject(request.subject);
    const view = said && (await viewOf(reader, said.change, request.now));
    if (!said || !view) return { kind: 'superseded', why: 'no-change' };
    if (isCallOver(said.call, view) && !(await mayStand(reader, request))) return { kind: 'superseded', why: 'over' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { kind: _, ...who } = readers;
    return { kind: 'message', message: callCard(said.call, view, { zone, once: freshId, ...who }) };
  };
}
