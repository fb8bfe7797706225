import type { Actor } from '../core/actor.ts';
import { audienceOf } from '../people/audience.ts';
import type { PersonRole, Standing } from '../people/model.ts';
import { isListed, mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Audience } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal } from './activity.ts';
import type { Rosters } from './roster.ts';
import { standingOf, untold } from './roster.ts';
import { aadIdOf, actorOf } from './sender.ts';

export const NOT_A_READER = 'I answer only the people that my administrator has listed. Ask for your name to be added.';

/** Somebody who may read here: who else sees the answer, and what the roster says of them. */
export interface Admitted {
  readonly audience: Audience;
  readonly standing: Standing;
}

/** Null: this person may not read. */
export type Admission = (incoming: Incoming) => Promise<Admitted | null>;

export type RolesOf = (actor: Actor) => Promise<ReadonlySet<PersonRole>>;

export interface AdmissionOptions {
  readonly rules: ReaderRules;
  readonly rosters: Rosters;
  readonly rolesOf: RolesOf;
  /** Whether a channel is known to be a shared one. */
  readonly wasShared: (conversation: string) => Promise<boolean>;
}

/** Whoever may not read anyway costs no call for the roster. Whoever holds a role reads as if they were listed. */
export function createAdmission({ rules, rosters, rolesOf, wasShared }: AdmissionOptions): Admission {
  return async (incoming) => {
    const conversation = conversationOf(incoming);
    const stranger: Person = { aadObjectId: aadIdOf(incoming), standing: 'untold' };
    let by = rules;
    if (mayRead(by, stranger, conversation) === 'no') {
      by = await asListed(rules, actorOf(incoming), rolesOf);
      if (mayRead(by, stranger, conversation) === 'no') return null;
    }

    const isUntyped = incoming.channelData?.team != null && incoming.channelData.channel?.type == null;
    const roster = isUntyped && (await wasShared(conversation)) ? untold : await rosters.of(incoming);
    const person: Person = { ...stranger, standing: standingOf(roster, incoming.from) };
    if (mayRead(by, person, conversation) === 'no') return null;

    const personal = isPersonal(incoming);
    // In a chat whose roster is silent a role proves as much as a list does.
    if (personal && roster.company === 'untold' && !rules.demo && !isListed(by, person))
      by = await asListed(rules, actorOf(incoming), rolesOf);
    const audience = audienceOf(by, person, { personal, company: roster.company });
    return { audience, standing: person.standing };
  };
}

/** The rules, with somebody who holds a role named in them. In a demo identities prove nothing. */
export async function asListed(rules: ReaderRules, actor: Actor | null, rolesOf: RolesOf): Promise<ReaderRules> {
  if (rules.demo || actor?.kind !== 'user') return rules;
  const roles = await rolesOf(actor);
  return roles.size > 0 ? { ...rules, viewers: [actor.aadObjectId] } : rules;
}
