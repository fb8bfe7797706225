import { freshId } from '../core/ids.ts';
import type { Render, Renders } from '../delivery/model.ts';
import type { Audience } from '../questions/model.ts';
import type { Reader } from '../storage/database.ts';
import type { AudienceOf } from './audience.ts';
import type { PresentContext, Presented } from './desk.ts';

/** After that many tries a digest goes out without names rather than not at all. */
const TRIES_FOR_NAMES = 3;

export interface RenderOptions<Digest extends { readonly zone: string }, Stopped> {
  readonly audienceOf: AudienceOf;
  /** Null: there is no such digest. */
  readonly readDigest: (reader: Reader, id: string) => Promise<Digest | null>;
  readonly digestCard: (
    digest: Digest & { readonly repeat: boolean; readonly audience: Audience },
    context: PresentContext,
  ) => Presented;
  /** Of a conversation; null: its digest runs, or there is none. */
  readonly readStopped: (reader: Reader, conversation: string) => Promise<Stopped | null>;
  readonly stoppedCard: (stopped: Stopped, context: PresentContext) => Presented;
  /** IANA zone of times on cards that have none of their own. */
  readonly zone: string;
}

/** Draws what leaves through the outbox, at the moment it leaves. */
export function createRenders<Digest extends { readonly zone: string }, Stopped>(
  options: RenderOptions<Digest, Stopped>,
): Renders {
  const { audienceOf, readDigest, digestCard, readStopped, stoppedCard } = options;

  const digest: Render = async (reader, { conversation, subject, repeat, attempts }) => {
    const stored = await readDigest(reader, subject);
    if (!stored) return { kind: 'superseded', why: 'no-digest' };
    const audience = await audienceOf(conversation);
    if (audience === 'nobody') return { kind: 'superseded', why: 'not-a-reader' };
    if (audience === 'later' && attempts < TRIES_FOR_NAMES) return { kind: 'later', why: 'roster' };
    const shown = audience === 'names' ? 'names' : 'counts';
    const context = { zone: stored.zone, once: freshId, audience: shown } as const;
    return { kind: 'message', message: digestCard({ ...stored, repeat, audience: shown }, context) };
  };

  const stopped: Render = async (reader, { conversation }) => {
    const found = await readStopped(reader, conversation.id);
    if (!found) return { kind: 'superseded', why: 'runs-again' };
    const context = { zone: options.zone, once: freshId, audience: 'counts' } as const;
    return { kind: 'message', message: stoppedCard(found, context) };
  };

  return { digest, 'digest-stopped': stopped };
}
