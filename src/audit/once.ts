import { type Actor, actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import { sha256 } from '../core/ids.ts';
import { type Json, canonical } from '../core/json.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import { appendRow } from './append.ts';
import type { Deed } from './model.ts';
import { storedOutcome } from './store.ts';

/** One press of a button or one form handed in. */
export interface Press<T> {
  readonly actor: Actor;
  readonly verb: string;
  /** Minted when the button was rendered. */
  readonly once: string;
  /** Reads an outcome that an earlier version may have stored; null: it can't be read any more. Left out: taken as it stands. */
  readonly reads?: (stored: unknown) => T | null;
}

/**
 * Lets a press have its effect once, however often and under whatever id it is delivered. The first delivery does the
 * `work`, and its deed and outcome are kept; each later one gets that outcome and does nothing. A refusal keeps nothing,
 * so the press may be tried again; so does a deed of `null`: nothing had to be changed. `work` must refuse before it writes.
 * The outcome goes through JSON for the first delivery too, so that all get the same.
 * Refuses: `conflict` when the press had its effect and its outcome can't be read any more.
 */
export async function onceOnly<T>(
  tx: Tx,
  at: Instant,
  press: Press<T>,
  work: () => Promise<Result<{ readonly deed: Deed | null; readonly outcome: T }>>,
): Promise<Result<T>> {
  const key = effectKey(press);
  const earlier = await storedOutcome(tx, key);
  if (earlier !== null) return replayed(press, earlier.outcome);

  const done = await work();
  if (!done.ok) return done;
  const { deed } = done.value;
  const outcome = JSON.parse(canonical(done.value.outcome)) as T;
  if (deed !== null) await appendRow(tx, at, deed, { key, outcome: outcome as Json });
  return ok(outcome);
}

/** A hash, because `once` comes from outside and may be of any length. */
function effectKey({ actor, verb, once }: Pick<Press<unknown>, 'actor' | 'verb' | 'once'>): string {
  return sha256(canonical([actorKey(actor), once, verb]));
}

function replayed<T>(press: Press<T>, text: string | null): Result<T> {
  const stored: unknown = text === null ? null : JSON.parse(text);
  if (!press.reads) return ok(stored as T);
  const outcome = press.reads(stored);
  if (outcome !== null) return ok(outcome);
  return refuse('conflict', 'This was done already, some time ago.', 'Ask again to see how things stand now.');
}
