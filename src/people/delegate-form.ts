import { localDay } from '../core/local-time.ts';
import { refuse } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { barToDelegate } from './delegate.ts';
import { knownPeople } from './directory.ts';
import { personOf } from './identity.ts';
import type { KnownPerson, PeopleAnswer, PeopleCommand } from './model.ts';
import { identified } from './whom.ts';

type FormCommand = Extract<PeopleCommand, { readonly kind: 'delegate-form' }>;

/** Shows a delegation as it was said, with what is still to be chosen. Writes nothing. */
export async function delegateForm(
  app: PeopleApp,
  reader: Reader,
  request: PeopleRequest,
  { who, principal: forWhom, from, until, reason }: FormCommand,
): Promise<PeopleAnswer> {
  const whom = identified(who, 'delegate');
  if (!whom.ok) return { kind: 'refused', refusal: whom.refusal };
  const other = forWhom ? identified(forWhom, 'delegate') : null;
  if (other && !other.ok) return { kind: 'refused', refusal: other.refusal };
  const principal = other?.value ?? self(request);
  const bar = await barToDelegate(app, reader, request, principal?.person ?? null, whom.value.person);
  if (bar) return { kind: 'refused', refusal: bar };
  if (principal === null) {
    const { refusal } = refuse('invalid', 'It does not say in whose place.', 'Delegate in Teams, under your own name.');
    return { kind: 'refused', refusal };
  }
  const known = await knownPeople(reader, [whom.value.person, principal.person]);
  const withName = (one: KnownPerson): KnownPerson => ({ ...one, name: known.get(one.person)?.name ?? one.name });
  return {
    kind: 'delegate-form',
    person: withName(whom.value),
    principal: withName(principal),
    from: from?.trim() || localDay(app.clock.now(), app.zone),
    until: until?.trim() ?? '',
    zone: app.zone,
    reason: reason?.trim() ?? '',
  };
}

function self({ actor }: PeopleRequest): KnownPerson | null {
  const person = personOf(actor);
  if (person === null || actor.kind !== 'user') return null;
  const { tenantId, aadObjectId, name } = actor;
  return { person, tenantId: tenantId.toLowerCase(), aadObjectId: aadObjectId.toLowerCase(), name };
}
