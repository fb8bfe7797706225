import type { Actor } from '../core/actor.ts';
import { actorKey } from '../core/actor.ts';
import { humanOf } from '../people/identity.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type ChangeApp } from './app.ts';
import { askApprovers } from './ask.ts';
import { loadAsked, loadVotes, type StoredAsked } from './approvals/store.ts';
import { sayOnce } from './call.ts';
import type { Change } from './model.ts';
import { speaksForRollout } from './rollout/speaks.ts';
import { note } from './transition.ts';

/** What is done because time has passed. */
const BY_TIME: Actor = { kind: 'system', job: CHANGE };

/**
 * Reminds those who were asked about a proposal and have not answered. The caller knows that it is due. Of the changes of a
 * rollout one speaks for all: people are not reminded of each.
 */
export async function remindApprovers(tx: Tx, app: ChangeApp, change: Change): Promise<Change> {
  const silent = await silentOf(tx, change);
  const next = await note(tx, app, change, {
    actor: BY_TIME,
    verb: 'change.reminded',
    patch: { remindedAt: app.clock.now() },
    detail: { people: silent.map(({ person }) => person) },
  });
  if (await speaksForRollout(tx, next, app.clock.now())) await sayOnce(tx, app, next, 'reminder', chatsIn(silent));
  return next;
}

/** Those who were asked first have not decided: the policy's fallbacks may from now on, and are asked. */
export async function escalateChange(tx: Tx, app: ChangeApp, change: Change): Promise<Change> {
  const next = await note(tx, app, change, {
    actor: BY_TIME,
    verb: 'change.escalated',
    patch: { escalatedAt: app.clock.now() },
    detail: { fallbacks: app.policy.fallbacks },
  });
  const asked = await askApprovers(tx, app, next, { fallback: true });
  if (await speaksForRollout(tx, next, app.clock.now())) await sayOnce(tx, app, next, 'escalation', chatsIn(asked));
  return next;
}

/** Who was asked about the plan as it is and has not answered, nor anybody for them. */
async function silentOf(tx: Tx, { id, planHash }: Change): Promise<StoredAsked[]> {
  const votes = (await loadVotes(tx, [id])).filter((vote) => vote.planHash === planHash);
  const heard = new Set(votes.flatMap(({ voter, onBehalfOf }) => [actorKey(voter), onBehalfOf ?? '']).map(humanOf));
  return (await loadAsked(tx, [id])).filter(
    (asked) => asked.planHash === planHash && !heard.has(humanOf(asked.person)),
  );
}

function chatsIn(asked: readonly StoredAsked[]): string[] {
  return asked.flatMap(({ conversation }) => (conversation === null ? [] : [conversation]));
}
