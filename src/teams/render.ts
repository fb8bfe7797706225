import { digestCard } from '../cards/digest.ts';
import { digestStoppedCard } from '../cards/digest-settings.ts';
import { freshId } from '../core/ids.ts';
import type { Conversation, Render, Renders } from '../delivery/model.ts';
import { readDigest, readSchedule, readStopped } from '../digests/read.ts';
import { DIGEST_POST, STOPPED_POST } from '../digests/store.ts';
import type { PostAudience } from './audience.ts';

/** After that many tries a digest goes out without names rather than not at all. */
const TRIES_FOR_NAMES = 3;

export interface RenderOptions {
  readonly audienceOf: (conversation: Conversation) => Promise<PostAudience>;
}

/** Draws what leaves through the outbox, from the newest state, for those who will read it. */
export function createRenders({ audienceOf }: RenderOptions): Renders {
  const digest: Render = async (reader, { conversation, subject, repeat, attempts, now }) => {
    const stored = await readDigest(reader, subject);
    if (!stored) return { kind: 'superseded', why: 'no-digest' };
    if (stored.overtaken) return { kind: 'superseded', why: 'overtaken' };
    const audience = await audienceOf(conversation);
    if (audience === 'nobody') return { kind: 'superseded', why: 'not-a-reader' };
    if (audience === 'later' && attempts < TRIES_FOR_NAMES) return { kind: 'later', why: 'roster' };

    const shown = audience === 'names' ? 'names' : 'counts';
    const schedule = await readSchedule(reader, conversation.id);
    const context = { zone: stored.zone, once: freshId, audience: shown } as const;
    const arrivedAt = stored.arrivedAt ?? now;
    const view = { ...stored, arrivedAt, repeat, audience: shown, schedule } as const;
    return { kind: 'message', message: digestCard(view, context) };
  };

  const stopped: Render = async (reader, { conversation }) => {
    const found = await readStopped(reader, conversation.id);
    if (!found) return { kind: 'superseded', why: 'runs-again' };
    const context = { zone: found.subscription.schedule.zone, once: freshId };
    return { kind: 'message', message: digestStoppedCard(found, context) };
  };

  return { [DIGEST_POST]: digest, [STOPPED_POST]: stopped };
}
