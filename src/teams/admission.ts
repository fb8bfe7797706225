import { audienceOf } from '../people/audience.ts';
import { mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Audience } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal } from './activity.ts';
import type { Rosters } from './roster.ts';
import { standingOf, untold } from './roster.ts';

export const NOT_A_READER = 'I answer only the people that my administrator has listed. Ask for your name to be added.';

/** Who asks, and who else sees the answer. Null: this person may not read. */
export type Admission = (incoming: Incoming) => Promise<Audience | null>;

/** Whoever may not read anyway costs no call for the roster. `wasShared`: whether a channel is known to be a shared one. */
export function createAdmission(
  rules: ReaderRules,
  rosters: Rosters,
  wasShared: (conversation: string) => Promise<boolean>,
): Admission {
  return async (incoming) => {
    const conversation = conversationOf(incoming);
    const aadObjectId = aadIdOf(incoming);
    if (mayRead(rules, { aadObjectId, standing: 'untold' }, conversation) === 'no') return null;

    const isUntyped = incoming.channelData?.team != null && incoming.channelData.channel?.type == null;
    const roster = isUntyped && (await wasShared(conversation)) ? untold : await rosters.of(incoming);
    const person: Person = { aadObjectId, standing: standingOf(roster, incoming.from) };
    if (mayRead(rules, person, conversation) === 'no') return null;
    return audienceOf(rules, person, { personal: isPersonal(incoming), company: roster.company });
  };
}

/** Lower case. */
export function aadIdOf(incoming: Pick<Incoming, 'from'>): string | null {
  return incoming.from.aadObjectId?.toLowerCase() || null;
}
