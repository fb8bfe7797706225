/** What is known of the one who asks. `untold`: nobody could say whether this is a member or a guest. */
export interface Person {
  /** Lower case; null: the activity names none. */
  readonly aadObjectId: string | null;
  readonly standing: 'member' | 'guest' | 'untold';
}

export interface ReaderRules {
  readonly admins: readonly string[];
  readonly viewers: 'tenant' | readonly string[];
  /** Activities are not authenticated (a demo on this machine), so identities prove nothing anyway. */
  readonly demo: boolean;
  /** Tenant of people whom a setting names by object id alone and who were never seen; left out: they are not shown. */
  readonly tenant?: string | null;
}

/**
 * Who may see anything at all. `conversation` is the conversation's id without a thread.
 *
 * | who                                   | may read                     |
 * |---------------------------------------|------------------------------|
 * | a guest                               | never                        |
 * | somebody without an aadObjectId       | in a demo for `tenant` only  |
 * | an admin, a viewer listed by id       | yes                          |
 * | a member of a listed conversation     | yes                          |
 * | anybody else of the tenant            | when viewers is `tenant`     |
 */
export function mayRead(rules: ReaderRules, person: Person, conversation: string): 'yes' | 'no' {
  if (person.standing === 'guest') return 'no';
  if (person.aadObjectId === null) return rules.demo && rules.viewers === 'tenant' ? 'yes' : 'no';
  if (isListed(rules, person)) return 'yes';
  if (rules.viewers === 'tenant') return 'yes';
  return has(rules.viewers, conversation) ? 'yes' : 'no';
}

/** True when the operator named this very person, in ADMINS or VIEWERS. */
export function isListed(rules: ReaderRules, person: Person): boolean {
  if (person.aadObjectId === null) return false;
  if (has(rules.admins, person.aadObjectId)) return true;
  return rules.viewers !== 'tenant' && has(rules.viewers, person.aadObjectId);
}

function has(list: readonly string[], id: string): boolean {
  const wanted = id.toLowerCase();
  return list.some((entry) => entry.toLowerCase() === wanted);
}
