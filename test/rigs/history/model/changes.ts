import { accountIn, actedFor, approves, actsFor, human, type ModelPeople } from './people.ts';
import type { ModelTarget } from './evidence.ts';

export interface ModelPlan {
  readonly type: 'standard' | 'normal' | 'emergency';
  readonly risk: 'low' | 'medium' | 'high';
  readonly servers: readonly { readonly server: string; readonly target: ModelTarget }[];
  readonly window: { readonly start: number; readonly end: number };
}

export interface ModelVote {
  readonly voter: string;
  readonly for: string | null;
  readonly vote: string;
  readonly plan: string;
}

export interface ModelChange {
  readonly id: string;
  readonly requester: string;
  readonly createdAt: number;
  state: string;
  plan: ModelPlan;
  hash: string;
  authors: string[];
  votes: ModelVote[];
  ticks: Set<string>;
  startedAt: number | null;
  finishedAt: number | null;
  escalated: boolean;
  review: { readonly dueAt: number; overdue: boolean; decided: boolean } | null;
  /** What time has done to this plan already. */
  done: Set<string>;
  /** Whether its plan was handed in with conflicts that block. */
  blocked: boolean;
  overrides: { readonly plan: string; readonly keys: readonly string[]; readonly by: string }[];
  /** Keys of the conflicts that people of this plan know of; `all`: whether those that only warn are among them. */
  told: { readonly keys: readonly string[]; readonly all: boolean };
  /** Keys of what blocks it as it was looked at last. */
  noted: readonly string[];
}

/** The life of a change, as docs/CHANGES.md tells it. */
const life: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  proposed: {
    edit: 'proposed',
    approve: 'approved',
    reject: 'rejected',
    withdraw: 'withdrawn',
    lapse: 'lapsed',
    fulfil: 'moot',
  },
  approved: {
    edit: 'proposed',
    start: 'in-progress',
    postpone: 'proposed',
    cancel: 'cancelled',
    miss: 'missed',
    prove: 'verified',
  },
  'in-progress': { finish: 'implemented', fail: 'failed', prove: 'verified' },
  implemented: { fail: 'failed', prove: 'verified' },
  missed: { postpone: 'proposed', cancel: 'cancelled', prove: 'verified' },
};

/** Null: that does not happen there. */
export function becomes(state: string, event: string): string | null {
  return life[state]?.[event] ?? null;
}

/** As it reads at `now`: what time has done holds whether or not it was written down. */
export function readAt({ state, plan: { window } }: ModelChange, now: number): string {
  if (state === 'proposed' && now >= window.start) return 'lapsed';
  if (state === 'approved' && now >= window.end) return 'missed';
  return state;
}

/** The human beings who may never vote on a change: who shaped it, and who acted for one of them since it is there. */
export function barred(people: ModelPeople, change: ModelChange, now: number): Set<string> {
  const authors = [change.requester, ...change.authors]
    .filter((one) => one.startsWith('user:'))
    .map((one) => human(accountIn(one)));
  return new Set([...authors, ...actedFor(people, authors, change.createdAt, now)]);
}

/** In whose right somebody may vote now: `own`, or for one of these; null: not at all. */
export function rightTo(
  people: ModelPeople,
  change: ModelChange,
  { voter, escalated, now }: { readonly voter: string; readonly escalated: boolean; readonly now: number },
): { readonly own: true } | { readonly own: false; readonly for: readonly string[] } | null {
  const bars = barred(people, change, now);
  if (bars.has(human(voter))) return null;
  const heard = new Set<string>();
  for (const vote of change.votes.filter(({ plan }) => plan === change.hash)) {
    if (human(vote.voter) === human(voter)) return null;
    heard.add(human(vote.voter));
    if (vote.for !== null) heard.add(human(vote.for));
  }
  if (approves(people, voter, escalated)) return heard.has(human(voter)) ? null : { own: true };
  const able = actsFor(people, voter, now).filter((one) => approves(people, one, escalated));
  const left = able.filter((one) => !bars.has(human(one)) && !heard.has(human(one)));
  return left.length > 0 ? { own: false, for: left } : null;
}

/** Approvals that count on the plan as it is: by different people, none of whom is barred by now, in a right that still holds. */
export function countsNow(people: ModelPeople, change: ModelChange, escalated: boolean, now: number): number {
  const bars = barred(people, change, now);
  const seen = new Set<string>();
  let count = 0;
  for (const vote of change.votes) {
    const who = [vote.voter, ...(vote.for === null ? [] : [vote.for])].map(human);
    if (vote.plan !== change.hash || vote.vote !== 'approve') continue;
    if (!approvesStill(people, vote.for ?? vote.voter, escalated)) continue;
    if (who.some((one) => bars.has(one) || seen.has(one))) continue;
    for (const one of who) seen.add(one);
    count += 1;
  }
  return count;
}

/** Under whichever account of this human being. */
function approvesStill(people: ModelPeople, account: string, escalated: boolean): boolean {
  const accounts = [account, ...people.grants.keys()].filter((one) => human(one) === human(account));
  return accounts.some((one) => approves(people, one, escalated));
}
