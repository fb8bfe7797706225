import { isListed } from './readers.ts';
import type { Person, ReaderRules } from './readers.ts';

/** Who sees what is posted in a conversation. `untold`: the roster could not be had, or not whole. */
export type Company = 'members' | 'with-guests' | 'untold';

export interface Room {
  readonly personal: boolean;
  readonly company: Company;
}

/**
 * Names of servers go to conversations whose members are all known and none of whom is a guest; anybody else gets counts.
 * A personal chat has one reader: where its roster is silent, a person listed by id is proven enough.
 */
export function audienceOf(rules: ReaderRules, person: Person, room: Room): 'names' | 'counts' {
  if (room.company === 'members') return 'names';
  if (room.company === 'with-guests') return 'counts';
  return room.personal && (rules.demo || isListed(rules, person)) ? 'names' : 'counts';
}
