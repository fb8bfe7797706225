import { actorKey } from '../../../../src/core/actor.ts';
import type { Delivery } from '../journal.ts';
import { applyByTime } from './apply-by-time.ts';
import { becomes, countsNow, type ModelChange, type ModelPlan, readAt, rightTo } from './changes.ts';
import { blockers, blockingAmong, isAmong, unborne } from './conflicts.ts';
import { planOf, windowOf } from './judge.ts';
import { isCovered, isPastLastStart } from './maintenance.ts';
import { type Model, needed } from './model.ts';
import { must, same } from './must.ts';
import { accountIn, accountOf } from './people.ts';
import { allProven } from './proofs.ts';
import type { Json, Row } from './row.ts';

/** What a row about a change means for the model; throws where the model does not allow it. */
export function applyChange(model: Model, row: Row, delivery: Delivery): undefined {
  const { verb, subject, after, before, at } = row;
  if (verb === 'change.proposed' || verb === 'change.declared') return begin(model, row, delivery);
  const change = model.changes.get(subject);
  if (!change) throw new Error('there is no such change');
  must(before?.state === change.state, `it was ${change.state}, not ${before?.state}`);
  must(before?.plan === change.hash, 'it had another plan');
  const state = readAt(change, at);
  const go = (event: string, from = change.state): undefined => {
    const next = becomes(from, event);
    if (next === null) throw new Error(`${event} does not happen to what is ${from}`);
    change.state = next;
  };
  switch (verb) {
    case 'change.edited':
    case 'change.postponed': {
      go(verb === 'change.edited' ? 'edit' : 'postpone', state);
      const plan = after?.planned as ModelPlan;
      must(after?.plan !== change.hash, 'the plan has the hash that the earlier one had');
      replan(change, plan, after?.plan as string);
      change.authors = [...new Set([...change.authors, actorKey(row.actor)])];
      asked(model, delivery, plan, row);
      stand(model, change, at);
      must(same(blockingAmong(after?.conflicts as string[]), change.noted), `what blocks it is ${change.noted}`);
      must(same(after?.told, after?.conflicts), 'whoever plans it has seen it all');
      change.told = { keys: after?.told as string[], all: true };
      return must(verb === 'change.edited' || !change.blocked, 'it is blocked');
    }
    case 'change.voted':
    case 'change.approved':
    case 'change.rejected': {
      if (verb === 'change.approved') nothingBlocks(model, change, at);
      if (row.actor.kind === 'system') {
        must(!change.blocked, 'somebody has to bear what blocks it');
        if (change.plan.type === 'standard') must(isCovered(model, change.plan), 'no rule approves it beforehand');
        else must(needed(model, change) === 0, 'the policy asks for people');
        return go('approve', state);
      }
      must(state === 'proposed', `it is ${state}`);
      vote(model, change, row, verb === 'change.rejected' ? 'reject' : 'approve', change.escalated);
      if (verb === 'change.rejected') return go('reject');
      const count = countsNow(model.people, change, change.escalated, at);
      must(count >= Math.max(1, needed(model, change)) === (verb === 'change.approved'), `${count} approvals count`);
      return verb === 'change.approved' ? go('approve') : undefined;
    }
    case 'change.reviewed': {
      const { review } = change;
      if (review === null || review.decided) throw new Error('nothing is to be reviewed');
      const objected = after?.verdict === 'objected';
      const escalated = review.overdue || at >= review.dueAt;
      vote(model, change, row, objected ? 'reject' : 'approve', escalated);
      const decides = objected || countsNow(model.people, change, escalated, at) >= needed(model, change);
      must(after?.decides === decides, `deciding is ${decides}`);
      review.decided = decides;
      return;
    }
    case 'change.overridden':
      must(state === 'proposed' || state === 'approved', `it is ${state}`);
      return override(model, change, row, delivery);
    case 'change.conflicts':
      must(actorKey(row.actor) === 'system:change-recheck', 'a person can not do that');
      must(state === 'proposed' || state === 'approved', `it is ${state}`);
      return recheck(model, change, row);
    case 'change.withdrawn':
      return go('withdraw', state);
    case 'change.started':
      must(at >= change.plan.window.start, 'its window has not begun');
      nothingBlocks(model, change, at, { start: at, end: change.plan.window.end });
      must(!isPastLastStart(model, change.plan, at), 'nothing new starts any more');
      go('start', state);
      change.startedAt = at;
      return;
    case 'change.ticked':
    case 'change.unticked':
      must(state === 'in-progress', `it is ${state}`);
      if (verb === 'change.ticked') change.ticks.add(after?.server as string);
      else change.ticks.delete(after?.server as string);
      return;
    case 'change.finished':
      go('finish', state);
      change.finishedAt = at;
      return;
    case 'change.failed':
      go('fail', state);
      change.finishedAt ??= at;
      return;
    case 'change.cancelled':
      return go('cancel', state);
    case 'change.evidence':
      must(change.startedAt !== null, 'it was not started');
      must(row.actor.kind === 'system', 'a person can not prove anything');
      return;
    case 'change.moot':
      must(allProven(model, change, at), 'the evidence does not show it');
      must(state === 'proposed', `it is ${state}`);
      return go('fulfil');
    case 'change.verified':
      must(allProven(model, change, at), 'the evidence does not show it');
      must(row.actor.kind === 'system', 'a person can not prove anything');
      must(state !== 'in-progress' || at >= change.plan.window.end, 'its window is not over');
      return go('prove', state);
    default:
      return applyByTime(change, row, state, go);
  }
}

function begin(model: Model, row: Row, delivery: Delivery): undefined {
  const { subject, after, at, actor } = row;
  must(subject === `CHG-${String(model.changes.size + 1).padStart(4, '0')}`, 'its number is not the next');
  const plan = after?.planned as ModelPlan;
  const urgent = row.verb === 'change.declared';
  must(urgent === (plan.type === 'emergency'), 'only an emergency begins at once');
  asked(model, delivery, plan, row);
  const change: ModelChange = {
    id: subject,
    requester: actorKey(actor),
    createdAt: at,
    state: urgent ? 'in-progress' : 'proposed',
    plan,
    hash: after?.plan as string,
    authors: [actorKey(actor)],
    votes: [],
    ticks: new Set(),
    startedAt: urgent ? at : null,
    finishedAt: null,
    escalated: false,
    review: null,
    done: new Set(),
    blocked: false,
    overrides: [],
    told: { keys: [], all: false },
    noted: [],
  };
  stand(model, change, at);
  if (urgent && needed(model, change) > 0) {
    change.review = { dueAt: at + model.world.policy.reviewDays * 86_400_000, overdue: false, decided: false };
  }
  model.changes.set(subject, change);
}

/** Notes what a new plan is handed in with. */
function stand(model: Model, change: ModelChange, at: number): undefined {
  change.noted = blockers(model, change.plan, change.id, at);
  change.told = { keys: change.noted, all: false };
  change.blocked = change.noted.length > 0;
}

function nothingBlocks(model: Model, change: ModelChange, at: number, window = change.plan.window): undefined {
  const keys = unborne(model, change, at, window);
  must(keys.length === 0, `nobody bears ${keys.join(', ')}`);
}

/** Whether a plan is what was filled in. */
function asked(model: Model, { call }: Delivery, plan: ModelPlan, { verb, at }: Row): undefined {
  if (call.about !== 'change') throw new Error('nobody asked for a plan');
  const { command } = call;
  if (command.kind === 'postpone') return must(same(windowOf(command), spanOf(plan)), 'another window');
  if (command.kind !== 'propose' && command.kind !== 'edit') throw new Error('nobody asked for a plan');
  const wanted = planOf(model, command.draft, at);
  must(plan.type === wanted.type, 'another type');
  must(plan.risk === wanted.risk, `its risk is ${wanted.risk}, not ${plan.risk}`);
  if (verb !== 'change.declared') must(same(wanted.window, spanOf(plan)), 'another window');
  const namesOf = ({ servers }: ModelPlan): string[] => servers.map(({ server }) => server);
  must(same(namesOf(plan), namesOf(wanted)), 'other servers');
}

function spanOf({ window: { start, end } }: ModelPlan): ModelPlan['window'] {
  return { start, end };
}

/** Votes stay with the plan that they were given on; nothing that time did to it counts any more. */
function replan(change: ModelChange, plan: ModelPlan, hash: string): undefined {
  change.plan = plan;
  change.hash = hash;
  change.escalated = false;
  change.ticks = new Set();
  change.done = new Set();
}

function vote(model: Model, change: ModelChange, row: Row, given: string, escalated: boolean): undefined {
  const { voter, principal } = rightful(model, change, row, escalated);
  change.votes.push({ voter, for: principal, vote: given, plan: change.hash });
}

/** Who did it and for whom; throws where they have no right to decide on the change. */
function rightful(
  model: Model,
  change: ModelChange,
  { actor, after, at }: Row,
  escalated: boolean,
): { readonly voter: string; readonly principal: string | null } {
  const voter = accountOf(actor);
  const right = voter === null ? null : rightTo(model.people, change, { voter, escalated, now: at });
  if (voter === null || right === null) throw new Error('they have no right to decide on it');
  const told = after?.onBehalfOf as { person: string } | string | null | undefined;
  const key = typeof told === 'string' ? told : (told?.person ?? null);
  const principal = key === null ? null : accountIn(key);
  if (right.own) must(principal === null, 'they do it in their own right');
  else must(principal !== null && right.for.includes(principal), 'they can not do it for that person');
  return { voter, principal };
}

/** Whoever has voted already may bear a conflict all the same. */
function override(model: Model, change: ModelChange, row: Row, { call }: Delivery): undefined {
  if (call.about !== 'change' || call.command.kind !== 'override') throw new Error('nobody asked for it');
  const { voter } = rightful(model, { ...change, votes: [] }, row, change.escalated);
  const asked = call.command.keys;
  const borne = unborne(model, change, row.at).filter((key) => isAmong(key, asked));
  const word = ((row.after?.overrides ?? []) as { keys: string[]; plan: string; reason: string }[]).at(-1);
  must(word?.plan === change.hash && word.reason === call.command.reason, 'it is of another plan, or says otherwise');
  must(same([...(word?.keys ?? [])].sort(), borne), `what is borne is ${borne}`);
  change.overrides.push({ plan: change.hash, keys: borne, by: voter });
}

/** What a second look finds: what blocks it now, and of what is new each told once. */
function recheck(model: Model, change: ModelChange, { after, at }: Row): undefined {
  const { conflicts, told, found } = after as Json;
  change.noted = blockers(model, change.plan, change.id, at);
  must(same(blockingAmong(conflicts), change.noted), `what blocks it is ${change.noted}`);
  const keys = told as readonly string[];
  must(
    change.told.keys.every((key) => keys.includes(key)),
    'what was told is forgotten',
  );
  must(
    (conflicts as string[]).every((key) => isAmong(key, keys)),
    'what stands is not told',
  );
  must(new Set(keys).size === keys.length, 'something was told twice');
  const fresh = keys.filter((key) => !change.told.keys.includes(key));
  if (change.told.all) must(found.length === fresh.length, `${found.length} are told, and ${fresh.length} are new`);
  else must(found.length <= fresh.length, `${found.length} are told, and at most ${fresh.length} are new`);
  must(
    blockingAmong(fresh).every((key) => change.noted.includes(key)),
    'what does not stand is told',
  );
  change.told = { keys, all: true };
}
