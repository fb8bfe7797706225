import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import { DAY, type Instant, later } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { ok } from '../core/result.ts';
import { approvalsNeeded } from '../people/default-policy.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type ChangeApp } from './app.ts';
import { askApprovers } from './ask.ts';
import { sayOnce } from './call.ts';
import { type ReadPlan, readDraft } from './draft.ts';
import { nextLook } from './due.ts';
import { firstPlaces } from './first-places.ts';
import { freshRecord } from './fresh-record.ts';
import type { Change, ChangeAnswer, ChangeId, ChangeRequest, Draft } from './model.ts';
import { nextChangeId } from './next-id.ts';
import { requestRecheck } from './request-recheck.ts';
import { tellIn } from './retell.ts';
import { authorise } from './permissions.ts';
import { insertChange } from './store.ts';
import { viewOf } from './view.ts';

const VERB = 'change.declared';

interface Declared {
  readonly id: ChangeId;
  readonly notice: string;
}

/**
 * Begins an emergency: what can't wait for a decision starts at once, with its reason, and those who may approve are told.
 * Another person decides afterwards (`reviewChange`). Other changes of its servers are only said. One form declares once.
 * Refuses: `not-allowed`, and what `readDraft` refuses.
 */
export async function declareEmergency(app: ChangeApp, request: ChangeRequest, draft: Draft): Promise<ChangeAnswer> {
  const press = { actor: request.actor, verb: VERB, once: request.once };
  const done = await app.database.transaction(async (tx) => {
    const now = app.clock.now();
    const refusal = await authorise(tx, app, request, 'declare');
    if (refusal) return { ok: false as const, refusal };
    return onceOnly<Declared>(tx, now, press, async () => {
      const read = await readDraft(app, tx, draft, now, { type: 'emergency' });
      return read.ok ? ok(await begin(app, tx, request, read.value, now)) : read;
    });
  });
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  const { id, notice } = done.value;
  const view = await app.database.read((reader) => viewOf(reader, app, id, app.clock.now()));
  if (!view) throw new Error(`${id} was written and is not there`);
  return { kind: 'change', view, notice };
}

async function begin(
  app: ChangeApp,
  tx: Tx,
  { actor, place }: ChangeRequest,
  { plan, hash }: ReadPlan,
  now: Instant,
): Promise<{ deed: Deed; outcome: Declared }> {
  const needed = approvalsNeeded(app.policy, 'emergency', plan.risk);
  const begun: Change = {
    id: await nextChangeId(tx),
    revision: 1,
    state: 'in-progress',
    requester: actor,
    plan,
    planHash: hash,
    createdAt: now,
    dueAt: null,
    record: {
      ...freshRecord({ author: actor, place, now }),
      startedAt: now,
      startedBy: actor,
      review:
        needed === 0
          ? null
          : { dueAt: later(now, Math.round(app.policy.reviewDays * DAY)), overdueToldAt: null, decided: null },
    },
  };
  const dueAt = nextLook(begun, [], app.policy, now);
  const change = { ...begun, dueAt };
  await insertChange(tx, change);
  if (dueAt !== null) await app.jobs.enqueue(tx, { name: CHANGE, key: change.id, at: dueAt, payload: null });
  await requestRecheck(tx, app);
  await tellIn(tx, app, change, await firstPlaces(tx, app, change));
  const told = needed === 0 ? [] : await tellApprovers(app, tx, change);
  app.metrics.changed('declare');

  const after = { state: change.state, plan: hash, planned: JSON.parse(JSON.stringify(plan)) as Json };
  return {
    deed: { actor, verb: VERB, subject: change.id, before: null, after },
    outcome: { id: change.id, notice: `${change.id} is started as an emergency.${reviewText(needed, told.length)}` },
  };
}

/** Gives the chats in which they hear of it. */
async function tellApprovers(app: ChangeApp, tx: Tx, change: Change): Promise<string[]> {
  const asked = await askApprovers(tx, app, change);
  const chats = asked.flatMap(({ conversation }) => (conversation === null ? [] : [conversation]));
  await sayOnce(tx, app, change, 'emergency', chats);
  return chats;
}

function reviewText(needed: number, told: number): string {
  if (needed === 0) return ' No second person reviews it, by policy.';
  const who =
    told === 0 ? 'No approver could be reached' : `${told} ${told === 1 ? 'approver is' : 'approvers are'} told`;
  return ` ${who}; another person reviews it afterwards.`;
}
