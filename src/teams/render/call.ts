import { callCard } from '../../cards/change-call.ts';
import type { Call } from '../../changes/app.ts';
import { readCallSubject } from '../../changes/call.ts';
import type { ChangeView } from '../../changes/model.ts';
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
    if (!holds[said.call](view) && !(await mayStand(reader, request))) return { kind: 'superseded', why: 'over' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { kind: _, ...who } = readers;
    return { kind: 'message', message: callCard(said.call, view, { zone, once: freshId, ...who }) };
  };
}

/** Whether the reason for saying it is still there. */
const holds: Readonly<Record<Call, (view: ChangeView) => boolean>> = {
  decided: ({ state }) => state !== 'proposed',
  edited: ({ state }) => state === 'proposed',
  reminder: ({ state }) => state === 'proposed',
  escalation: ({ state }) => state === 'proposed',
  soon: ({ state }) => state === 'approved',
  start: ({ state }) => state === 'approved',
  end: ({ state }) => state === 'in-progress',
  overrun: ({ state, overrun }) => state === 'in-progress' && overrun,
  missed: ({ state }) => state === 'missed',
  evidence: ({ state }) => state === 'implemented',
  verified: ({ state }) => state === 'verified',
  emergency: ({ change }) => change.record.review?.decided == null,
  'review-overdue': ({ change, reviewOverdue }) => reviewOverdue && change.record.review?.decided == null,
};
