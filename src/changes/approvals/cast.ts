import type { Instant } from '../../core/clock.ts';
import { type Refused, refuse } from '../../core/result.ts';
import { approversFor, approvingAs } from '../../people/approvers.ts';
import { type PersonKey, personOf } from '../../people/identity.ts';
import type { KnownPerson } from '../../people/model.ts';
import { listText } from '../../readiness/words.ts';
import type { Tx } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { Bar, Change, ChangeRequest } from '../model.ts';
import { tooLate } from '../press.ts';
import { barsOf, unbarred } from './bars.ts';
import { planChanged } from './plan-changed.ts';
import { type Right, rightToVote } from './right.ts';
import { scopedServers } from './scoped.ts';
import { loadVotes, type StoredVote } from './store.ts';

/** A vote that may be cast, and what it is cast among. */
export interface Cast {
  readonly vote: StoredVote;
  readonly principal: KnownPerson | null;
  /** With this one, on the plan as it is. */
  readonly votes: readonly StoredVote[];
  readonly bars: readonly Bar[];
  /** Who may approve in their own right. */
  readonly rightful: ReadonlySet<PersonKey>;
}

export interface Casting {
  readonly vote: 'approve' | 'reject';
  /** The hash of the plan that the person saw. */
  readonly plan: string;
  readonly reason: string | null;
}

/**
 * Whether this person may vote on this plan now, and their vote; nothing is written. The rules of P19: never the requester,
 * an author or whoever acts for one; only a person whom Teams identifies; only on the plan that they saw.
 */
export async function castVote(
  tx: Tx,
  app: Pick<ChangeApp, 'policy' | 'rules'>,
  { actor }: Pick<ChangeRequest, 'actor'>,
  change: Change,
  now: Instant,
  casting: Casting,
): Promise<{ readonly ok: true; readonly value: Cast } | Refused> {
  const late = tooLate(change, casting.vote, now);
  if (late) return late;
  const voter = personOf(actor);
  if (voter === null) {
    return refuse('not-allowed', 'Only a person whom Teams identifies can decide on a change.', 'Do it in Teams.');
  }
  const scoped = await scopedServers(
    tx,
    change.plan.servers.map(({ server }) => server),
  );
  const servers = [...scoped.values()];
  const escalated = change.record.escalatedAt !== null;
  const as = await approvingAs(tx, app.rules, app.policy, actor, servers, now, { escalated });
  const bars = await barsOf(tx, change, now);
  const votes = (await loadVotes(tx, [change.id])).filter(({ planHash }) => planHash === change.planHash);
  const right = rightToVote({ voter, ...as, bars, votes });
  if (!right.may) {
    const able = await approversFor(tx, app.rules, app.policy, servers, now, { escalated });
    return refusalOfRight(right.why, casting.vote, unbarred(able, bars));
  }
  const stale = await planChanged(tx, change, casting.plan);
  if (stale) return stale;

  const vote: StoredVote = {
    change: change.id,
    planHash: change.planHash,
    voter: actor,
    onBehalfOf: right.onBehalfOf?.person ?? null,
    vote: casting.vote,
    reason: casting.reason,
    at: now,
  };
  return {
    ok: true,
    value: { vote, principal: right.onBehalfOf, votes: [...votes, vote], bars, rightful: as.rightful },
  };
}

type Why = Extract<Right, { readonly may: false }>['why'];

/** Why a person's vote is not taken; `able`: who else may vote. */
export function refusalOfRight(why: Why, vote: Casting['vote'], able: readonly KnownPerson[]): Refused {
  const [done, doing] = vote === 'approve' ? ['approve', 'approved'] : ['reject', 'rejected'];
  const others = `someone else has to ${done} it`;
  switch (why) {
    case 'requester':
      return vote === 'approve'
        ? refuse('not-allowed', `You asked for this change, so ${others}.`, who(able))
        : refuse('not-allowed', `You asked for this change, so ${others}.`, 'You can withdraw it.');
    case 'author':
      return refuse('not-allowed', `You shaped this plan, so ${others}.`, who(able));
    case 'acts-for-author':
      return refuse(
        'not-allowed',
        `You act, or acted since it was proposed, for somebody who shaped this plan, so ${others}.`,
        who(able),
      );
    case 'voted':
      return refuse('conflict', 'You have voted on this plan already: one vote a person.', `${who(able)}`);
    case 'voted-for':
      return refuse(
        'conflict',
        'The vote you could give is given already: one vote a person, whoever gives it.',
        who(able),
      );
    case 'no-approver':
      return refuse(
        'not-allowed',
        `You are not among those by whom a change of these servers can be ${doing}.`,
        who(able),
      );
  }
}

const MOST_NAMED = 5;

/** `Bo Berg and Cy Chen can.` */
function who(able: readonly KnownPerson[]): string {
  const names = able.flatMap(({ name }) => name ?? []);
  const unnamed = able.length - names.length;
  if (able.length === 0) return 'Nobody can so far: an administrator of Patchwarden has to name an approver.';
  const shown = names.slice(0, MOST_NAMED);
  const more = names.length - shown.length + unnamed;
  if (shown.length === 0) return more === 1 ? 'One other person can.' : `${more} other people can.`;
  return `${listText(more > 0 ? [...shown, `${more} more`] : shown)} can.`;
}
