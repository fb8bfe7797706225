import { actorSchema } from '../core/actor-schema.ts';
import type { Instant } from '../core/clock.ts';
import { canonical } from '../core/json.ts';
import type { PersonKey } from '../people/identity.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { CalendarLinksTable } from '../storage/schema/maintenance.ts';
import type { CalendarLink, Owner } from './model.ts';

/** The link that an owner has now; null: none. */
export async function liveLinkOf(reader: Reader, owner: Owner): Promise<CalendarLink | null> {
  const row = await reader
    .selectFrom('calendar_links')
    .selectAll()
    .where('owner', '=', ownerId(owner))
    .where('owner_kind', '=', owner.kind)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row ? linkOf(row) : null;
}

/** The links that conversations have now. */
export async function linksOfConversations(reader: Reader): Promise<CalendarLink[]> {
  const rows = await reader
    .selectFrom('calendar_links')
    .selectAll()
    .where('owner_kind', '=', 'conversation')
    .where('revoked_at', 'is', null)
    .orderBy('owner')
    .execute();
  return rows.map(linkOf);
}

/** By the hash of its secret; null: there is none, or it was revoked. */
export async function liveLinkBySecret(reader: Reader, hash: string): Promise<CalendarLink | null> {
  const row = await reader
    .selectFrom('calendar_links')
    .selectAll()
    .where('secret_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row ? linkOf(row) : null;
}

/** `hash`: SHA-256 of the secret in hexadecimal digits. */
export async function insertLink(tx: Tx, link: CalendarLink, hash: string): Promise<void> {
  await tx
    .insertInto('calendar_links')
    .values({
      id: link.id,
      secret_hash: hash,
      owner_kind: link.owner.kind,
      owner: ownerId(link.owner),
      zone: link.zone,
      made_by: canonical(link.madeBy),
      made_at: link.madeAt,
      revoked_at: null,
    })
    .execute();
}

export async function markRevoked(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.updateTable('calendar_links').set({ revoked_at: at }).where('id', '=', id).execute();
}

export function ownerId(owner: Owner): string {
  return owner.kind === 'person' ? owner.person : owner.conversation;
}

function linkOf(row: CalendarLinksTable): CalendarLink {
  return {
    id: row.id,
    owner:
      row.owner_kind === 'person'
        ? { kind: 'person', person: row.owner as PersonKey }
        : { kind: 'conversation', conversation: row.owner },
    zone: row.zone,
    madeBy: actorSchema.parse(JSON.parse(row.made_by)),
    madeAt: row.made_at as Instant,
  };
}
