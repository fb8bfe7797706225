import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { rolesToApprove } from '../people/approvers.ts';
import { isFamiliarPerson, rememberPerson } from '../people/directory.ts';
import type { Identity } from '../people/identity.ts';
import type { PersonRole } from '../people/model.ts';
import type { Policy } from '../people/policy.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database } from '../storage/database.ts';

/** Who is known here: what they may do, and what they go by. */
export interface PeopleBook {
  /** As an approver counts a fallback too, and who acts for an approver while they do: they have to read what they decide on. */
  rolesOf(actor: Actor): Promise<ReadonlySet<PersonRole>>;
  /** Writes only where this person is new, goes by another name, or was not seen for long. */
  remember(identity: Identity, name: string | null): Promise<void>;
}

export interface PeopleBookOptions {
  readonly database: Pick<Database, 'read' | 'transaction'>;
  readonly rules: ReaderRules;
  readonly policy: Pick<Policy, 'fallbacks'>;
  readonly clock: Clock;
}

export function createPeopleBook({ database, rules, policy, clock }: PeopleBookOptions): PeopleBook {
  return {
    rolesOf: (actor) => database.read((reader) => rolesToApprove(reader, rules, policy, actor, clock.now())),
    async remember(identity, name) {
      if (await database.read((reader) => isFamiliarPerson(reader, clock.now(), identity, name))) return;
      await database.transaction((tx) => rememberPerson(tx, clock.now(), identity, name));
    },
  };
}
