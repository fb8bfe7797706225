import { humanOf, personOf, type PersonKey } from '../../people/identity.ts';
import type { KnownPerson } from '../../people/model.ts';
import type { Bar } from '../model.ts';
import { barOf, unbarred } from './bars.ts';
import type { StoredVote } from './store.ts';

/** What decides whether somebody may vote on a plan now. */
export interface VoteCase {
  readonly voter: PersonKey;
  /** Whether they may approve in their own right, and for whom they act who may. */
  readonly own: boolean;
  readonly onBehalfOf: readonly KnownPerson[];
  readonly bars: readonly Bar[];
  /** On the plan as it is. */
  readonly votes: readonly Pick<StoredVote, 'voter' | 'onBehalfOf' | 'vote'>[];
}

export type Right =
  /** `onBehalfOf` null: in their own right. */
  | { readonly may: true; readonly onBehalfOf: KnownPerson | null }
  | { readonly may: false; readonly why: Bar['why'] | 'voted' | 'voted-for' | 'no-approver' };

/**
 * Whether a person may vote, and in whose right: their own first, else that of the first they act for who has not voted and
 * is not barred. One vote a person, whether they give it or it is given for them, and under whichever of their keys.
 */
export function rightToVote({ voter, own, onBehalfOf, bars, votes }: VoteCase): Right {
  const bar = barOf(bars, voter);
  if (bar) return { may: false, why: bar.why };
  const human = humanOf(voter);
  if (votes.some((vote) => humansOf(vote)[0] === human)) return { may: false, why: 'voted' };
  const heard = new Set(votes.flatMap(humansOf));
  if (own) return heard.has(human) ? { may: false, why: 'voted-for' } : { may: true, onBehalfOf: null };
  const principals = unbarred(onBehalfOf, bars);
  if (principals.length === 0) return { may: false, why: onBehalfOf.length > 0 ? 'acts-for-author' : 'no-approver' };
  const principal = principals.find(({ person }) => !heard.has(humanOf(person)));
  return principal ? { may: true, onBehalfOf: principal } : { may: false, why: 'voted-for' };
}

/**
 * The approvals that count towards the quorum: of different people, given or received by nobody who is barred by now, in the
 * right of somebody who still has it: an approver whose role was revoked has no part in a decision that comes after.
 * `votes`: on the plan as it is. `rightful`: who may approve in their own right.
 */
export function countingApprovals<V extends Pick<StoredVote, 'voter' | 'onBehalfOf' | 'vote'>>(
  votes: readonly V[],
  bars: readonly Bar[],
  rightful: ReadonlySet<PersonKey>,
): V[] {
  const barred = new Set(bars.map(({ person }) => humanOf(person)));
  const entitled = new Set([...rightful].map(humanOf));
  const seen = new Set<string>();
  return votes.filter((vote) => {
    const people = humansOf(vote);
    const right = people.at(-1);
    if (vote.vote !== 'approve' || right === undefined || !entitled.has(right)) return false;
    if (people.some((person) => barred.has(person) || seen.has(person))) return false;
    for (const person of people) seen.add(person);
    return true;
  });
}

/** Whose vote it is: of who gave it, first, and of whom it was given for. */
function humansOf({ voter, onBehalfOf }: Pick<StoredVote, 'voter' | 'onBehalfOf'>): string[] {
  const person = personOf(voter);
  if (person === null) return [];
  return (onBehalfOf === null ? [person] : [person, onBehalfOf]).map(humanOf);
}
