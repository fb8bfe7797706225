import { type Refusal, refuse } from '../core/result.ts';
import { personOf } from '../people/identity.ts';
import { permitted } from '../people/permissions.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';
import type { CalendarApp } from './app.ts';
import type { CalendarRequest, Owner } from './model.ts';

/** Whoever reads may have a calendar of their own, in a chat of their own. Null: this one may. */
export async function authorise(
  { rules }: Pick<CalendarApp, 'rules'>,
  reader: Reader,
  { actor, standing, alone }: CalendarRequest,
): Promise<Refusal | null> {
  if (!alone) {
    return refuse(
      'not-allowed',
      'Whoever has the link to a calendar can read it, so I tell it in our own chat only.',
      'Write "calendar" to me there.',
    ).refusal;
  }
  return permitted('link-calendar', { actor, standing, roles: await rolesOf(reader, rules, actor) });
}

/** Whether somebody may have a link for a conversation, too. */
export async function isAdmin(
  { rules }: Pick<CalendarApp, 'rules'>,
  reader: Reader,
  { actor }: CalendarRequest,
): Promise<boolean> {
  return (await rolesOf(reader, rules, actor)).has('admin');
}

/** Null: nobody. */
export function ownerOf({ actor }: CalendarRequest, conversation: string | null): Owner | null {
  if (conversation !== null) return { kind: 'conversation', conversation };
  const person = personOf(actor);
  return person && { kind: 'person', person };
}

/** Why no link can be made; null: one can. */
export function closed({ on, publicUrl }: Pick<CalendarApp, 'on' | 'publicUrl'>): Refusal | null {
  if (!on) {
    return refuse(
      'unavailable',
      'Calendars are turned off here.',
      'An administrator turns them on with the setting CALENDAR.',
    ).refusal;
  }
  if (publicUrl === null) {
    return refuse(
      'unavailable',
      'I do not know the address under which calendars can be read.',
      'An administrator sets PUBLIC_URL to it, for example https://patchwarden.contoso.example.',
    ).refusal;
  }
  return null;
}
