import { findConversations } from '../delivery/conversations.ts';
import type { Reader } from '../storage/database.ts';
import type { CalendarApp } from './app.ts';
import type { CalendarAnswer, CalendarRequest, LinkedConversation } from './model.ts';
import { authorise, closed, isAdmin, ownerOf } from './permissions.ts';
import { linksOfConversations, liveLinkOf } from './store.ts';

/** How things stand with the links that somebody may have. `notice`: one sentence about what was just done. */
export function showCalendar(
  app: CalendarApp,
  request: CalendarRequest,
  notice: string | null,
): Promise<CalendarAnswer> {
  return app.database.read(async (reader): Promise<CalendarAnswer> => {
    const bar = await authorise(app, reader, request);
    if (bar) return { kind: 'refused', refusal: bar };
    const owner = ownerOf(request, null);
    const link = owner && (await liveLinkOf(reader, owner));
    return {
      kind: 'calendar',
      asOf: app.clock.now(),
      madeAt: link?.madeAt ?? null,
      conversations: (await isAdmin(app, reader, request)) ? await conversationsOf(app, reader) : [],
      closed: closed(app),
      notice,
    };
  });
}

/** Those that read a digest, and those that have a link from when they did. */
async function conversationsOf(app: CalendarApp, reader: Reader): Promise<LinkedConversation[]> {
  const links = new Map(
    (await linksOfConversations(reader)).flatMap(({ owner, madeAt }) =>
      owner.kind === 'conversation' ? [[owner.conversation, madeAt] as const] : [],
    ),
  );
  const ids = [...new Set([...(await app.channels(reader)), ...links.keys()])].sort();
  const known = await findConversations(reader, ids);
  return ids.map((conversation) => ({
    conversation,
    name: known.get(conversation)?.name ?? null,
    madeAt: links.get(conversation) ?? null,
  }));
}
