import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import type { Instant } from '../core/clock.ts';
import { canonical } from '../core/json.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { CalendarApp } from './app.ts';
import type { CalendarCommand, CalendarRequest, Owner } from './model.ts';
import { authorise, isAdmin, ownerOf } from './permissions.ts';

export type WriteCommand = Extract<CalendarCommand, { readonly kind: 'make' | 'revoke' }>;

/** What a write came to; nothing of it tells a secret, as it is kept. */
export type Outcome = { readonly kind: 'made'; readonly replaced: boolean } | { readonly kind: 'revoked' | 'none' };

interface Done {
  /** Null: it was so already. */
  readonly deed: Deed | null;
  readonly outcome: Outcome;
}

/** Runs one write about links in one transaction, once a press. `fresh`: this delivery did it. */
export async function press(
  app: CalendarApp,
  request: CalendarRequest,
  command: WriteCommand,
  work: (tx: Tx, now: Instant, owner: Owner) => Promise<Result<Done>>,
): Promise<Result<Outcome & { readonly fresh: boolean }>> {
  const verb = command.kind === 'make' ? 'calendar.linked' : 'calendar.revoked';
  const once = `${request.once} ${canonical(command)}`;
  let fresh = false;
  const done = await app.database.transaction(async (tx): Promise<Result<Outcome>> => {
    const now = app.clock.now();
    const owner = await mayFor(app, tx, request, command);
    if (!owner.ok) return owner;
    return onceOnly(tx, now, { actor: request.actor, verb, once }, () => {
      fresh = true;
      return work(tx, now, owner.value);
    });
  });
  return done.ok ? ok({ ...done.value, fresh }) : done;
}

/** Whose link it is about. Refuses: `not-allowed`, `invalid` (no conversation was chosen). */
async function mayFor(
  app: CalendarApp,
  tx: Tx,
  request: CalendarRequest,
  { conversation }: WriteCommand,
): Promise<Result<Owner>> {
  const bar = await authorise(app, tx, request);
  if (bar) return { ok: false, refusal: bar };
  if (conversation !== null && !(await isAdmin(app, tx, request))) {
    return refuse(
      'not-allowed',
      'Only an admin can have a link for a conversation.',
      'Ask an administrator of Patchwarden.',
    );
  }
  const owner = conversation === '' ? null : ownerOf(request, conversation);
  if (owner) return ok(owner);
  return refuse('invalid', 'No conversation is chosen.', 'Choose one of the list and press the button again.');
}
