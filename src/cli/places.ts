import { isoOf } from '../core/clock.ts';
import type { Conversation } from '../delivery/model.ts';

/** How a conversation is called: its name, the person's, or its id. */
export function placeName(conversation: Conversation | null, id: string): string {
  return conversation?.name ?? conversation?.person?.name ?? id;
}

/** As `outbox --json`, `digests --json` and `conversations --json` print it. What only its id is known of has no kind. */
export function placeJson(conversation: Conversation | null, id: string): object {
  if (conversation === null) return { id, kind: null, name: null, seenAt: null, gone: null };
  const { kind, name, person, seenAt, gone } = conversation;
  return {
    id,
    kind,
    name: name ?? person?.name ?? null,
    seenAt: isoOf(seenAt),
    gone: gone && { at: isoOf(gone.at), why: gone.why },
  };
}
