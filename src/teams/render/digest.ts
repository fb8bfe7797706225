import { digestCard } from '../../cards/digest.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import { readDigest, readSchedule } from '../../digests/read.ts';
import { type Drawing, readersOf } from './readers.ts';

export function renderDigest({ audienceOf }: Pick<Drawing, 'audienceOf'>): Render {
  return async (reader, request) => {
    const stored = await readDigest(reader, request.subject);
    if (!stored) return { kind: 'superseded', why: 'no-digest' };
    if (stored.overtaken) return { kind: 'superseded', why: 'overtaken' };
    const readers = await readersOf(audienceOf, request);
    if (readers.kind !== 'readers') return readers;

    const { audience } = readers;
    const { conversation, repeat, now } = request;
    const schedule = await readSchedule(reader, conversation.id);
    const context = { zone: stored.zone, once: freshId, audience } as const;
    const arrivedAt = stored.arrivedAt ?? now;
    const view = { ...stored, arrivedAt, repeat, audience, schedule } as const;
    return { kind: 'message', message: digestCard(view, context) };
  };
}
