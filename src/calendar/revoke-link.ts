import { ok, type Result } from '../core/result.ts';
import type { CalendarApp } from './app.ts';
import { told } from './make-link.ts';
import type { CalendarRequest } from './model.ts';
import { type Outcome, press, type WriteCommand } from './press.ts';
import { liveLinkOf, markRevoked, ownerId } from './store.ts';

/** Ends a link, so that its address opens nothing any more; where there is none, nothing is written. Refuses: `not-allowed`, `invalid`. */
export function revokeLink(
  app: CalendarApp,
  request: CalendarRequest,
  command: WriteCommand,
): Promise<Result<Outcome & { readonly fresh: boolean }>> {
  return press(app, request, command, async (tx, now, owner) => {
    const link = await liveLinkOf(tx, owner);
    if (!link) return ok({ deed: null, outcome: { kind: 'none' } });
    await markRevoked(tx, link.id, now);
    const deed = {
      actor: request.actor,
      verb: 'calendar.revoked',
      subject: ownerId(owner),
      before: told(link),
      after: null,
    };
    return ok({ deed, outcome: { kind: 'revoked' } });
  });
}
