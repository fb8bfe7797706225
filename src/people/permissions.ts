import type { Actor } from '../core/actor.ts';
import { type Refusal, refuse } from '../core/result.ts';
import { personOf } from './identity.ts';
import type { PersonRole, Standing } from './model.ts';
import { anyOf, roleTitles } from './words.ts';

interface Rule {
  /** Any one of them suffices; `reader`: whoever may read at all. */
  readonly roles: readonly PersonRole[] | 'reader';
  /** Only a person in Teams: a vote has to be somebody's. */
  readonly identified?: true;
  /** Completes "Only … can …". */
  readonly what: string;
}

const operators: readonly PersonRole[] = ['operator', 'admin'];
const approvers: readonly PersonRole[] = ['approver', 'admin'];
const admins: readonly PersonRole[] = ['admin'];

/**
 * What people do, and who may. Guests may do none of it. What else a deed asks for (not one's own change, only the author)
 * is a rule of the deed. `rolesToApprove` gives the roles of somebody who acts for an approver.
 */
const table = {
  acknowledge: { roles: operators, what: 'acknowledge a server' },
  'withdraw-acknowledgement': { roles: operators, what: 'withdraw an acknowledgement' },
  propose: { roles: operators, what: 'propose a change' },
  edit: { roles: operators, what: 'edit a change' },
  withdraw: { roles: operators, what: 'withdraw a change' },
  approve: { roles: approvers, identified: true, what: 'approve a change' },
  reject: { roles: approvers, identified: true, what: 'reject a change' },
  review: { roles: approvers, identified: true, what: 'review an emergency change' },
  declare: { roles: operators, what: 'start an emergency change' },
  start: { roles: operators, what: 'start a change' },
  tick: { roles: operators, what: 'tick a server off' },
  finish: { roles: operators, what: 'finish a change' },
  fail: { roles: operators, what: 'record a change as failed' },
  postpone: { roles: operators, what: 'postpone a change' },
  cancel: { roles: operators, what: 'cancel a change' },
  override: { roles: approvers, identified: true, what: 'override a conflict' },
  'set-rule': { roles: operators, what: 'set a maintenance rule' },
  'approve-rule': { roles: approvers, identified: true, what: 'approve a maintenance rule' },
  'remove-rule': { roles: operators, what: 'remove a maintenance rule' },
  'set-freeze': { roles: operators, what: 'set a freeze' },
  'lift-freeze': { roles: ['operator', 'approver', 'admin'], what: 'lift a freeze' },
  'link-calendar': { roles: 'reader', identified: true, what: 'have a link to a calendar' },
  retire: { roles: operators, what: 'retire a server' },
  revive: { roles: operators, what: 'revive a server' },
  'see-roles': { roles: 'reader', what: 'see who holds which role' },
  grant: { roles: admins, what: 'grant a role' },
  revoke: { roles: admins, what: 'revoke a role' },
  'see-delegations': { roles: 'reader', what: 'see delegations' },
  delegate: { roles: approvers, identified: true, what: 'let somebody approve in their place' },
  'end-delegation': { roles: 'reader', what: 'end a delegation' },
  'delegate-for-others': { roles: admins, what: "set or end another person's delegation" },
} as const satisfies Record<string, Rule>;

export type PersonDeed = keyof typeof table;
export const personDeeds = Object.keys(table) as PersonDeed[];

/** One who wants to do something, with the roles they have. */
export interface Asking {
  readonly actor: Actor;
  readonly roles: ReadonlySet<PersonRole>;
  readonly standing: Standing;
}

/** Which roles may do it: one of them suffices; `reader`: whoever may read at all. */
export function rolesFor(deed: PersonDeed): readonly PersonRole[] | 'reader' {
  return table[deed].roles;
}

/** Null: they may. A role is granted to members only, so who holds one is known to be no guest where the roster is silent. */
export function permitted(deed: PersonDeed, { actor, roles, standing }: Asking): Refusal | null {
  const rule: Rule = table[deed];
  if (standing === 'guest') {
    return refuse('not-allowed', `A guest can not ${rule.what}.`, 'Ask a member of the organisation to do it.').refusal;
  }
  if (rule.identified && personOf(actor) === null) {
    return refuse(
      'not-allowed',
      `Only a person whom Teams identifies can ${rule.what}.`,
      'Do it in Teams, under your own name.',
    ).refusal;
  }
  if (rule.roles === 'reader' || rule.roles.some((role) => roles.has(role))) return null;
  // An admin has every role, so that need not be said of each.
  const named = rule.roles.length === 1 ? rule.roles : rule.roles.filter((role) => role !== 'admin');
  return refuse(
    'not-allowed',
    `Only ${anyOf(named.map((role) => roleTitles[role]))} can ${rule.what}.`,
    'Ask an administrator of Patchwarden for the role. "roles" shows who holds which.',
  ).refusal;
}
