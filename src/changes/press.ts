import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import type { Instant } from '../core/clock.ts';
import { ok, type RefusalCode, refuse, type Refused, type Result } from '../core/result.ts';
import type { PersonDeed } from '../people/permissions.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change, ChangeAnswer, ChangeId, ChangeRequest } from './model.ts';
import { authorise } from './permissions.ts';
import { refusalOf } from './refusals.ts';
import { stateAt } from './state-at.ts';
import { after, type ChangeEvent } from './states.ts';
import { loadChange } from './store.ts';
import { viewOf } from './view.ts';
import { wakeChange } from './wake.ts';

/** What a press did. `deed` null: nothing had to be changed. */
export interface Pressed {
  readonly deed: Deed | null;
  /** One sentence about it. */
  readonly notice: string;
}

export interface Press {
  /** Whom the table of permissions asks for. */
  readonly may: PersonDeed;
  /** Of the audit log, and what makes the same press of another button another one. */
  readonly verb: string;
  readonly change: ChangeId;
  /** What else tells this press from another of the same button: what was filled in. */
  readonly filledIn?: string;
  /** Refuses before it writes. */
  readonly work: (tx: Tx, change: Change, now: Instant) => Promise<Result<Pressed>>;
  /** What follows from it, after its deed is in the log; not of a repeated press. */
  readonly afterwards?: (tx: Tx, now: Instant) => Promise<void>;
}

/**
 * Lets a person do something to a change that is there: authorised, in one transaction, once however often it is delivered.
 * Answers with the change as it is then. A press that comes too late, or from
 * somebody who may not do it to this one, gets it too, with the reason as its sentence.
 */
export async function pressChange(app: ChangeApp, request: ChangeRequest, press: Press): Promise<ChangeAnswer> {
  let hidden = false;
  const done = await app.database.transaction(async (tx) => {
    const now = app.clock.now();
    const forbidden = await authorise(tx, app, request, press.may);
    hidden = forbidden !== null;
    if (forbidden) return { ok: false, refusal: forbidden } as const;
    const change = await settle(tx, app, press.change, now);
    let fresh = false;
    const once = [press.change, request.once, ...(press.filledIn === undefined ? [] : [press.filledIn])].join(' ');
    const outcome = await onceOnly(tx, now, { actor: request.actor, verb: press.verb, once }, async () => {
      if (!change) return unknownChange(press.change);
      const pressed = await press.work(tx, change, now);
      if (!pressed.ok) return pressed;
      fresh = pressed.value.deed !== null;
      return ok({ deed: pressed.value.deed, outcome: { notice: pressed.value.notice } });
    });
    if (outcome.ok && fresh) await press.afterwards?.(tx, now);
    return outcome;
  });
  const { refusal } = done.ok ? { refusal: null } : done;
  if (refusal !== null && (hidden || !SHOWN.has(refusal.code))) return { kind: 'refused', refusal };
  const view = await app.database.read((reader) => viewOf(reader, app, press.change, app.clock.now()));
  if (view === null) return { kind: 'refused', refusal: refusal ?? unknownChange(press.change).refusal };
  const notice = done.ok ? done.value.notice : `${done.refusal.message} ${done.refusal.hint}`;
  return { kind: 'change', view, notice };
}

/**
 * What time has ended and no wake-up has written down yet comes before what is done now: a missed window stays counted.
 * Gives the change as it is then.
 */
export async function settle(tx: Tx, app: ChangeApp, id: ChangeId, now: Instant): Promise<Change | null> {
  const change = await loadChange(tx, id);
  if (change === null || stateAt(change, now) === change.state) return change;
  await wakeChange(tx, app, id);
  return loadChange(tx, id);
}

/** Refused for what the change is, or for who pressed: its card says the rest. */
export const SHOWN: ReadonlySet<RefusalCode> = new Set(['conflict', 'not-allowed']);

/** Null: the event happens in the state that the change reads as now. */
export function tooLate(change: Change, event: ChangeEvent, now: Instant): Refused | null {
  const state = stateAt(change, now);
  if (after(state, event) !== null) return null;
  return { ok: false, refusal: refusalOf(change.id, state, event) };
}

export function unknownChange(id: ChangeId): Refused {
  return refuse('not-found', `There is no change ${id}.`, 'To see the open ones, write: changes');
}
