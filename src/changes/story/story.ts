import { rowsAbout } from '../../audit/store.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeId } from '../model.ts';
import { deedIn, type StoredDeed, serversIn } from './deed.ts';
import type { Told } from './model.ts';
import { serverNamesOf, subjectsOf } from './store.ts';
import { tellDeed } from './words.ts';

export interface Story {
  readonly told: readonly Told[];
  /** How many deeds there are; `told` may be the newest of them only. */
  readonly deeds: number;
}

/** What happened to a change, in the order in which it happened; of more than `limit` deeds the newest. */
export async function changeStory(reader: Reader, id: ChangeId, limit: number): Promise<Story> {
  const { rows, total } = await rowsAbout(reader, [id], limit);
  const told = await inWords(reader, rows.map(deedIn), { of: 'change' });
  return { told: told.reverse(), deeds: total };
}

/** What people and changes did about a server, the newest first. */
export async function serverStory(reader: Reader, id: ServerId, limit: number): Promise<Story> {
  const { rows, total } = await rowsAbout(reader, await subjectsOf(reader, id), limit);
  return { told: await inWords(reader, rows.map(deedIn), { of: 'server', server: id }), deeds: total };
}

async function inWords(
  reader: Reader,
  deeds: readonly StoredDeed[],
  about: { readonly of: 'change' } | { readonly of: 'server'; readonly server: ServerId },
): Promise<Told[]> {
  const names = await serverNamesOf(reader, [...new Set(deeds.flatMap(serversIn))]);
  return deeds.map((deed) => tellDeed(deed, { nameOf: (id) => names.get(id) ?? id, about }));
}
