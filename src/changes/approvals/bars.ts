import type { Instant } from '../../core/clock.ts';
import { delegatesOf } from '../../people/delegations.ts';
import { humanOf, identityOf, mayBeSamePerson, type PersonKey, personOf } from '../../people/identity.ts';
import type { Reader } from '../../storage/database.ts';
import type { Bar, Change } from '../model.ts';

/** What bars are told by: who asked for a change, who shaped its plan, since when it is there. */
export type Shaped = Pick<Change, 'createdAt' | 'requester'> & { readonly record: Pick<Change['record'], 'authors'> };

/**
 * Who may not vote on a change: its requester, everybody who shaped its plan, and whoever acted for one of them by
 * delegation at any time since the change was created, over any number of steps.
 */
export async function barsOf(reader: Reader, change: Shaped, now: Instant): Promise<Bar[]> {
  const acting: PersonKey[] = [];
  for (const author of authorsOf(change)) {
    acting.push(...(await delegatesOf(reader, author, { from: change.createdAt, to: now })));
  }
  return barsFrom(change, acting);
}

/** The people among those who shaped the plan, the requester among them; the command line is nobody. */
export function authorsOf({ requester, record: { authors } }: Omit<Shaped, 'createdAt'>): PersonKey[] {
  const people = authors.filter((key) => identityOf(key) !== null) as PersonKey[];
  const asking = personOf(requester);
  return [...new Set(asking === null ? people : [asking, ...people])];
}

/** One bar a person, for the weightiest reason. */
export function barsFrom(change: Omit<Shaped, 'createdAt'>, acting: readonly PersonKey[]): Bar[] {
  const requester = personOf(change.requester);
  const bars = new Map<PersonKey, Bar>();
  for (const person of acting) bars.set(person, { person, why: 'acts-for-author' });
  for (const person of authorsOf(change))
    bars.set(person, { person, why: person === requester ? 'requester' : 'author' });
  return [...bars.values()];
}

/** The bar of a person, under whichever of their keys; null: they are not barred. */
export function barOf(bars: readonly Bar[], person: PersonKey): Bar | null {
  return bars.find((bar) => mayBeSamePerson(bar.person, person)) ?? null;
}

/** Those of some people whom nothing bars. */
export function unbarred<P extends { readonly person: PersonKey }>(people: readonly P[], bars: readonly Bar[]): P[] {
  const barred = new Set(bars.map(({ person }) => humanOf(person)));
  return people.filter(({ person }) => !barred.has(humanOf(person)));
}
