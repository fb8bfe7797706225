import type { Actor } from '../../../../src/core/actor.ts';
import type { Standing } from '../../../../src/people/model.ts';
import type { World } from '../world.ts';

/** Who holds which role and who acts for whom, told from the rules of the house alone. */
export interface ModelPeople {
  readonly world: World;
  /** `TENANT/AAD`, lower case, to the roles that were granted. */
  readonly grants: Map<string, Set<string>>;
  readonly delegations: Map<string, ModelDelegation>;
}

export interface ModelDelegation {
  readonly from: string;
  readonly to: string;
  readonly starts: number;
  ends: number;
  ended: number | null;
}

const writers: Readonly<Record<string, readonly string[]>> = {
  operate: ['operator'],
  approve: ['approver'],
  administer: ['admin'],
};

/** The account; null: nobody whom Teams identifies. */
export function accountOf(actor: Actor): string | null {
  return actor.kind === 'user' ? `${actor.tenantId}/${actor.aadObjectId}`.toLowerCase() : null;
}

/** The human being behind an account: the object id, whatever the tenant. */
export function human(account: string): string {
  return account.slice(account.indexOf('/') + 1);
}

/** `user:TENANT/AAD` without its kind. */
export function accountIn(key: string): string {
  return key.replace(/^user:/, '');
}

export function has(people: ModelPeople, actor: Actor, role: string): boolean {
  if (actor.kind === 'cli') return true;
  const account = accountOf(actor);
  return account !== null && holds(people, account, role);
}

export function holds({ world, grants }: ModelPeople, account: string, role: string): boolean {
  if (world.admins.includes(human(account))) return true;
  const granted = grants.get(account);
  return granted !== undefined && (granted.has('admin') || granted.has(role));
}

export function may(people: ModelPeople, actor: Actor, standing: Standing, what: 'operate' | 'administer'): boolean {
  return standing !== 'guest' && (writers[what] ?? []).some((role) => has(people, actor, role));
}

/** Whether somebody may press a button of approvers at all: in their own right, or in whose they act. */
export function mayApproveAtAll(people: ModelPeople, actor: Actor, standing: Standing, now: number): boolean {
  const account = accountOf(actor);
  if (standing === 'guest' || account === null) return false;
  if (holds(people, account, 'approver')) return true;
  return [account, ...actsFor(people, account, now)].some(
    (one) => holds(people, one, 'approver') || people.world.policy.fallbacks.includes(human(one)),
  );
}

/** Whether somebody approves in their own right: an approver, or a fallback once they were asked. */
export function approves(people: ModelPeople, account: string, escalated: boolean): boolean {
  if (holds(people, account, 'approver')) return true;
  return escalated && people.world.policy.fallbacks.includes(human(account));
}

/** For whom an account acts at an instant, up to five delegations away. */
export function actsFor({ delegations }: ModelPeople, account: string, now: number): string[] {
  const edges = [...delegations.values()].filter((one) => one.starts <= now && now < endOf(one));
  const found = new Set<string>();
  let rim = [account];
  for (let step = 0; step < 5; step += 1) {
    rim = edges.filter(({ to }) => rim.includes(to)).map(({ from }) => from);
    rim = rim.filter((one) => one !== account && !found.has(one));
    for (const one of rim) found.add(one);
  }
  return [...found];
}

/** The human beings who acted for one of these at any time from `since` to `now`, over any number of delegations. */
export function actedFor({ delegations }: ModelPeople, of: readonly string[], since: number, now: number): Set<string> {
  const edges = [...delegations.values()]
    .filter((one) => one.starts <= now && since < endOf(one) && one.starts < endOf(one))
    .map(({ from, to }) => ({ from: human(from), to: human(to) }));
  const found = new Set<string>();
  let rim: readonly string[] = of;
  while (rim.length > 0) {
    const from = rim;
    rim = edges.filter((one) => from.includes(one.from) && !found.has(one.to)).map(({ to }) => to);
    for (const one of rim) found.add(one);
  }
  return found;
}

export function endOf({ ends, ended }: ModelDelegation): number {
  return ended === null ? ends : Math.min(ends, ended);
}
