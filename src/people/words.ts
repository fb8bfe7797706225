import type { KnownPerson, PersonRole } from './model.ts';

/** A role as a person has it: "an approver". */
export const roleTitles: Readonly<Record<PersonRole, string>> = {
  viewer: 'a viewer',
  operator: 'an operator',
  approver: 'an approver',
  admin: 'an administrator of Patchwarden',
};

/** "a, b or c". */
export function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** What somebody is called at the start of a sentence. */
export function called({ name }: Pick<KnownPerson, 'name'>): string {
  return name ?? 'This person';
}
