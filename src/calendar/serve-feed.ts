import { sha256 } from '../core/ids.ts';
import type { CalendarApp } from './app.ts';
import { feedOf } from './feed/feed-of.ts';
import { loadFeed } from './load-feed.ts';
import { mayStillRead } from './may-still-read.ts';
import { liveLinkBySecret } from './store.ts';

export type ServedFeed =
  /** `tag` is the same for the same text. */
  | { readonly kind: 'feed'; readonly text: string; readonly tag: string }
  | { readonly kind: 'off' }
  /** There is no such link, it was revoked, or its owner may not read any more: nobody learns which. */
  | { readonly kind: 'unknown' };

/** The calendar that a secret opens. */
export async function serveFeed(app: CalendarApp, secret: string): Promise<ServedFeed> {
  if (!app.on) return { kind: 'off' };
  const state = await app.database.read(async (reader) => {
    const link = await liveLinkBySecret(reader, sha256(secret));
    if (!link || !(await mayStillRead(app, reader, link.owner))) return null;
    // Guests may read a conversation's.
    const audience = link.owner.kind === 'person' ? 'names' : 'counts';
    return loadFeed(reader, { now: app.clock.now(), audience, instance: instanceOf(app.publicUrl) });
  });
  if (state === null) return { kind: 'unknown' };
  const text = feedOf(state);
  return { kind: 'feed', text, tag: sha256(text) };
}

/** Tells this installation's events from those of another that the same person reads. */
function instanceOf(publicUrl: string | null): string {
  return publicUrl === null ? 'patchwarden' : `patchwarden.${new URL(publicUrl).hostname}`;
}
