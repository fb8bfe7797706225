import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { isFamiliarPerson, rememberPerson } from '../people/directory.ts';
import type { Identity } from '../people/identity.ts';
import type { PersonRole } from '../people/model.ts';
import type { ReaderRules } from '../people/readers.ts';
import { rolesOf } from '../people/roles.ts';
import type { Database } from '../storage/database.ts';

/** Who is known here: what they may do, and what they go by. */
export interface PeopleBook {
  /** One indexed read. */
  rolesOf(actor: Actor): Promise<ReadonlySet<PersonRole>>;
  /** Writes only where this person is new, goes by another name, or was not seen for long. */
  remember(identity: Identity, name: string | null): Promise<void>;
}

export interface PeopleBookOptions {
  readonly database: Pick<Database, 'read' | 'transaction'>;
  readonly rules: ReaderRules;
  readonly clock: Clock;
}

export function createPeopleBook({ database, rules, clock }: PeopleBookOptions): PeopleBook {
  return {
    rolesOf: (actor) => database.read((reader) => rolesOf(reader, rules, actor)),
    async remember(identity, name) {
      if (await database.read((reader) => isFamiliarPerson(reader, clock.now(), identity, name))) return;
      await database.transaction((tx) => rememberPerson(tx, clock.now(), identity, name));
    },
  };
}
