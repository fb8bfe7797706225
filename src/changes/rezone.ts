import { later } from '../core/clock.ts';
import { resolveLocal, TZDATA } from '../core/local-time.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { conflictsOf, refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { undecided } from './fresh-record.ts';
import { planAfter, planHash } from './hash.ts';
import type { Change } from './model.ts';
import { preApprovedBy } from './pre-approval.ts';
import { settlementOf, settlePlan } from './settle-plan.ts';
import { stateAt } from './state-at.ts';
import { BY_TIME } from './by-time.ts';
import { transition } from './transition.ts';
import { windowText } from './window-words.ts';

/**
 * Keeps the local time that was asked for when newer time zone rules put it elsewhere: a window that was not begun moves,
 * its votes are void, and those who may approve are asked anew. A window that they leave where it is stays as it was voted on.
 * True when it moved.
 */
export async function rezone(tx: Tx, app: ChangeApp, change: Change): Promise<boolean> {
  const { window } = change.plan;
  const now = app.clock.now();
  const state = stateAt(change, now);
  if (window.tzdata === TZDATA || (state !== 'proposed' && state !== 'approved') || now >= window.start) return false;
  const start = resolveLocal(window.local, window.zone).at;
  if (start === window.start) return false;

  const moved = { ...window, start, end: later(start, window.end - window.start), tzdata: TZDATA };
  const plan = planAfter(change.plan, { ...change.plan, window: moved });
  const edited = [`The rules of the time zone ${window.zone} have changed: its window is now ${windowText(moved)}.`];
  const next = await transition(tx, app, change, 'edit', {
    actor: BY_TIME,
    verb: 'change.rezoned',
    patch: { ...undecided(now), plan, planHash: planHash(plan), edited },
  });
  const rule = await preApprovedBy(tx, app, plan);
  const blocked = refusalOfConflicts(await conflictsOf(tx, app, plan, { self: change.id, now })) !== null;
  await settlePlan(tx, app, next, settlementOf(app.policy, plan, { rule: rule.ok ? rule.value : null, blocked }));
  return true;
}
