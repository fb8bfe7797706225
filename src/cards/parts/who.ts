import type { Actor } from '../../core/actor.ts';
import { never } from '../../core/result.ts';
import type { KnownPerson } from '../../people/model.ts';
import { listText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';

const NAMELESS = 'someone whose name is not known';

/** Who did something, within a sentence. */
export function whoText(actor: Actor, room: Pick<Room, 'name'>): string {
  switch (actor.kind) {
    case 'user':
      return (actor.name !== null && clean(actor.name, room.name)) || NAMELESS;
    case 'cli':
      return `${clean(actor.user, room.name)} on the command line`;
    case 'token':
      return `token ${clean(actor.name, room.name)}`;
    case 'system':
      return 'Patchwarden';
    default:
      return never(actor);
  }
}

/** A person's name, within a sentence. Without one the last digits of the object id tell them apart. */
export function personText(person: KnownPerson, room: Pick<Room, 'name'>): string {
  return (
    (person.name !== null && clean(person.name, room.name)) ||
    `someone whose name is not known (${clean(person.aadObjectId, 60).slice(-6)})`
  );
}

/** `Bo Berg and Cy Chen`, `Bo Berg, Cy Chen and 7 more`. */
export function peopleText(people: readonly KnownPerson[], room: Pick<Room, 'name' | 'rows'>): string {
  return upToText(
    people.map((person) => personText(person, room)),
    Math.max(1, Math.min(6, room.rows)),
  );
}

/** Names in a sentence, at most so many, then how many more. */
export function upToText(names: readonly string[], most: number): string {
  if (names.length <= most) return listText(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
