import type { Conversation } from '../delivery/model.ts';
import { audienceOf } from '../people/audience.ts';
import { isListed, mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Audience } from '../questions/model.ts';
import type { RolesOf } from './admission.ts';
import { asListed } from './admission.ts';
import type { Rosters } from './roster.ts';
import { standingOf } from './roster.ts';
import { ownerOf } from './sender.ts';

/**
 * Who will read a post that nobody asked for. `nobody`: whoever is there may not, or not any more.
 * `later`: its members can't be told at the moment.
 */
export type PostAudience = Audience | 'nobody' | 'later';

export type AudienceOf = (conversation: Conversation) => Promise<PostAudience>;

export interface AudienceOptions {
  readonly rules: ReaderRules;
  readonly rosters: Rosters;
  readonly rolesOf: RolesOf;
  /** Whether a tenant is one that is answered. */
  readonly mayTell: (tenantId: string | null) => boolean;
}

/** The rules of questions, for a stored conversation without a turn. Fails only where the database does. */
export function createAudience({ rules, rosters, rolesOf, mayTell }: AudienceOptions): AudienceOf {
  return async (conversation) => {
    const { id, tenantId, person } = conversation;
    if (!mayTell(tenantId)) return 'nobody';
    const personal = conversation.kind === 'personal';
    const aadObjectId = person?.aadObjectId ?? null;
    const by = personal ? await rulesFor(conversation) : rules;
    if (personal && mayRead(by, { aadObjectId, standing: 'untold' }, id) === 'no') return 'nobody';

    const roster = await rosters.ofStored(conversation);
    const standing = person ? standingOf(roster, person) : 'untold';
    const reader: Person = { aadObjectId, standing };
    if (personal && mayRead(by, reader, id) === 'no') return 'nobody';

    const isProven = personal && (by.demo || isListed(by, reader));
    if (roster.passing && !isProven) return 'later';
    return audienceOf(by, reader, { personal, company: roster.company });
  };

  async function rulesFor(conversation: Conversation): Promise<ReaderRules> {
    const owner = ownerOf(conversation);
    if (owner === null || isListed(rules, { ...owner, standing: 'untold' })) return rules;
    return asListed(rules, { kind: 'user', ...owner, name: null }, rolesOf);
  }
}
