import { findAckNote } from '../../acknowledgements/note.ts';
import { ackNoteCard } from '../../cards/acknowledgements.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import { type Drawing, readersOf } from './readers.ts';
import { mayStand } from './standing.ts';

/** A word about one acknowledgement. A reminder that stands says how it ended, once it has. */
export function renderAcknowledgement({ audienceOf, zone }: Drawing): Render {
  return async (reader, request) => {
    const note = await findAckNote(reader, request.subject, request.now);
    if (!note) return { kind: 'superseded', why: 'no-acknowledgement' };
    const { kind, listed } = note;
    const what = listed.acknowledgement.ended ? 'ended' : kind;
    if (what !== kind && !(await mayStand(reader, request))) return { kind: 'superseded', why: 'over' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { audience } = readers;
    return { kind: 'message', message: ackNoteCard({ what, listed }, { zone, once: freshId, audience }) };
  };
}
