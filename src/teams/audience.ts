import type { Conversation } from '../delivery/model.ts';
import { audienceOf } from '../people/audience.ts';
import { isListed, mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Audience } from '../questions/model.ts';
import type { Rosters } from './roster.ts';
import { standingOf } from './roster.ts';

/**
 * Who will read a post that nobody asked for. `nobody`: whoever is there may not, or not any more.
 * `later`: its members can't be told at the moment.
 */
export type PostAudience = Audience | 'nobody' | 'later';

export type AudienceOf = (conversation: Conversation) => Promise<PostAudience>;

export interface AudienceOptions {
  readonly rules: ReaderRules;
  readonly rosters: Rosters;
  /** Whether a tenant is one that is answered. */
  readonly mayTell: (tenantId: string | null) => boolean;
}

/** The rules of questions, for a stored conversation without a turn. Never fails. */
export function createAudience({ rules, rosters, mayTell }: AudienceOptions): AudienceOf {
  return async (conversation) => {
    const { id, tenantId, person } = conversation;
    if (!mayTell(tenantId)) return 'nobody';
    const personal = conversation.kind === 'personal';
    const aadObjectId = person?.aadObjectId ?? null;
    if (personal && mayRead(rules, { aadObjectId, standing: 'untold' }, id) === 'no') return 'nobody';

    const roster = await rosters.ofStored(conversation);
    const standing = person ? standingOf(roster, person) : 'untold';
    const reader: Person = { aadObjectId, standing };
    if (personal && mayRead(rules, reader, id) === 'no') return 'nobody';

    const isProven = personal && (rules.demo || isListed(rules, reader));
    if (roster.passing && !isProven) return 'later';
    return audienceOf(rules, reader, { personal, company: roster.company });
  };
}
