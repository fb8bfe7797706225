import type { Instant } from '../core/clock.ts';
import { freshId, sha256 } from '../core/ids.ts';
import { ok, type Result, refuse } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { CalendarApp } from './app.ts';
import type { CalendarLink, CalendarRequest, Owner } from './model.ts';
import { closed } from './permissions.ts';
import { type Outcome, press, type WriteCommand } from './press.ts';
import { insertLink, liveLinkOf, markRevoked, ownerId } from './store.ts';

/**
 * Makes a link with `secret`, of which the hash alone is kept; an earlier one of the same owner ends with it. A repeated
 * press makes none (`fresh` false). Refuses: `not-allowed`, `invalid`, `unavailable` (calendars are off, or have no address),
 * `not-found` (a conversation that reads no digest).
 */
export function makeLink(
  app: CalendarApp,
  request: CalendarRequest,
  command: WriteCommand,
  secret: string,
): Promise<Result<Outcome & { readonly fresh: boolean }>> {
  return press(app, request, command, async (tx, now, owner) => {
    const bar = closed(app);
    if (bar) return { ok: false, refusal: bar };
    if (!(await isOffered(app, tx, owner))) {
      return refuse(
        'not-found',
        'There is no such conversation that reads a digest.',
        'Set a digest there first, and then ask for its calendar again.',
      );
    }
    const earlier = await liveLinkOf(tx, owner);
    const link: CalendarLink = { id: freshId(), owner, zone: app.zone, madeBy: request.actor, madeAt: now };
    if (earlier) await markRevoked(tx, earlier.id, now);
    await insertLink(tx, link, sha256(secret));
    const deed = {
      actor: request.actor,
      verb: 'calendar.linked',
      subject: ownerId(owner),
      before: earlier && told(earlier),
      after: told(link),
    };
    return ok({ deed, outcome: { kind: 'made', replaced: earlier !== null } });
  });
}

/** For the log: nothing by which a calendar could be opened. */
export function told({ id, owner, madeAt }: CalendarLink): { readonly [key: string]: string | Instant } {
  return { link: id, of: owner.kind, madeAt };
}

async function isOffered(app: CalendarApp, tx: Tx, owner: Owner): Promise<boolean> {
  return owner.kind === 'person' || (await app.channels(tx)).includes(owner.conversation);
}
