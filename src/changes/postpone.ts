import { actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { sayOnce } from './call.ts';
import { conflictsOf, refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { keysOf } from './conflicts/standing.ts';
import { describeEdit } from './describe-edit.ts';
import { undecided } from './fresh-record.ts';
import { planAfter, planHash } from './hash.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { preApprovedBy } from './pre-approval.ts';
import { type Pressed, pressChange, tooLate } from './press.ts';
import { settlementOf, type Settlement, settlePlan } from './settle-plan.ts';
import { loadAsked } from './store.ts';
import { transitionByPress } from './transition.ts';
import { readWindow } from './window.ts';

type PostponeCommand = Extract<ChangeCommand, { readonly kind: 'postpone' }>;

/**
 * Moves an approved or missed change to another window. It is a proposal again: votes are void, those who may approve are
 * asked anew, and who moved it can't approve it any more.
 * Refuses: `not-allowed`, `not-found`, `invalid` (the window), `conflict` (started, closed, what blocks it).
 */
export async function postponeChange(
  app: ChangeApp,
  request: ChangeRequest,
  command: PostponeCommand,
): Promise<ChangeAnswer> {
  const { change: id, date, time, hours, zone } = command;
  let moved: Postponed | null = null;
  return pressChange(app, request, {
    may: 'postpone',
    verb: 'change.postponed',
    change: id,
    filledIn: JSON.stringify([date, time, hours, zone]),
    async work(tx, change, now) {
      const done = await postpone(app, tx, request, command, change, now);
      if (done.ok) moved = done.value;
      return done;
    },
    async afterwards(tx) {
      const { change, settlement } = moved as Postponed;
      await settlePlan(tx, app, change, settlement);
    },
  });
}

const ANOTHER = 'Choose another window, or edit it to see safe slots.';

interface Postponed extends Pressed {
  readonly change: Change;
  readonly settlement: Settlement;
}

async function postpone(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  command: PostponeCommand,
  change: Change,
  now: Instant,
): Promise<Result<Postponed>> {
  const late = tooLate(change, 'postpone', now);
  if (late) return late;
  const zone = command.zone.trim() === '' ? change.plan.window.zone : command.zone;
  const window = readWindow({ ...command, zone }, now);
  if (!window.ok) return window;
  const { start, end } = change.plan.window;
  if (window.value.start === start && window.value.end === end) {
    return refuse('invalid', `That is the window that ${change.id} has.`, 'Choose another one.');
  }
  const plan = planAfter(change.plan, { ...change.plan, window: window.value });
  const rule = await preApprovedBy(tx, app, plan);
  if (!rule.ok) return rule;
  const conflicts = await conflictsOf(tx, app, plan, { self: change.id, now });
  const conflict = refusalOfConflicts(conflicts, ANOTHER);
  if (conflict) return { ok: false, refusal: conflict };
  const keys = keysOf(conflicts);

  const edited = describeEdit(change.plan, plan, (server) => server);
  const move = {
    actor,
    verb: 'change.postponed',
    patch: {
      ...undecided(now),
      plan,
      planHash: planHash(plan),
      authors: [...new Set([...change.record.authors, actorKey(actor)])],
      edited,
      conflicts: keys,
      told: keys,
    },
  } as const;
  const { next, deed } = await transitionByPress(tx, app, change, 'postpone', move);
  const voters = (await loadAsked(tx, [change.id])).filter(({ planHash: asked }) => asked === change.planHash);
  await sayOnce(
    tx,
    app,
    next,
    'edited',
    voters.flatMap(({ conversation }) => conversation ?? []),
  );
  const settlement = settlementOf(app.policy, plan, { rule: rule.value, blocked: false });
  return ok({
    deed,
    notice: `Its approval is void. ${edited.join(' ')} ${change.id} ${settlement.stands}`,
    change: next,
    settlement,
  });
}
