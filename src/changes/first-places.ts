import { chatsOf } from '../delivery/person-chats.ts';
import { personOf } from '../people/identity.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change } from './model.ts';

/** Where a change's card stands from the beginning, beside the chats of those who are asked. */
export async function firstPlaces(
  reader: Reader,
  { channels }: Pick<ChangeApp, 'channels'>,
  { requester, record }: Pick<Change, 'requester' | 'record'>,
): Promise<string[]> {
  const person = personOf(requester);
  const own = person === null ? null : (await chatsOf(reader, [person])).get(person);
  return [...(record.place ? [record.place.conversation] : []), ...(own ? [own] : []), ...(await channels(reader))];
}
