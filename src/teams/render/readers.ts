import type { Rendered, RenderRequest } from '../../delivery/model.ts';
import type { PersonKey } from '../../people/identity.ts';
import type { Audience } from '../../questions/model.ts';
import type { AudienceOf } from '../audience.ts';
import { viewerIn } from '../sender.ts';

/** After that many tries a post goes out without names rather than not at all. */
const TRIES_FOR_NAMES = 3;

/** What drawing any post needs. */
export interface Drawing {
  readonly audienceOf: AudienceOf;
  /** The zone of the house, in which times are shown that have none of their own. */
  readonly zone: string;
}

export interface Readers {
  readonly kind: 'readers';
  readonly audience: Audience;
  /** Of a personal chat. */
  readonly viewer?: PersonKey;
}

/** Who will read a post, or why it is not drawn now. */
export async function readersOf(
  audienceOf: AudienceOf,
  { conversation, attempts }: Pick<RenderRequest, 'conversation' | 'attempts'>,
): Promise<Readers | Exclude<Rendered, { readonly kind: 'message' }>> {
  const audience = await audienceOf(conversation);
  if (audience === 'nobody') return { kind: 'superseded', why: 'not-a-reader' };
  if (audience === 'later' && attempts < TRIES_FOR_NAMES) return { kind: 'later', why: 'roster' };
  const viewer = viewerIn(conversation);
  return { kind: 'readers', audience: audience === 'names' ? 'names' : 'counts', ...(viewer && { viewer }) };
}
