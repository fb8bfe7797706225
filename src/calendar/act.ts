import { freshSecret } from '../core/ids.ts';
import { never } from '../core/result.ts';
import { findConversation } from '../delivery/conversations.ts';
import { addressOf } from './address.ts';
import type { CalendarApp } from './app.ts';
import { makeLink } from './make-link.ts';
import type { CalendarAnswer, CalendarRequest } from './model.ts';
import type { WriteCommand } from './press.ts';
import { revokeLink } from './revoke-link.ts';
import { showCalendar } from './show.ts';

const TOLD_ALREADY =
  'This button has made its link already. The address is told only once: have another one made to see it.';

/** Does what a person said about calendars. */
export async function actOnCalendar(app: CalendarApp, request: CalendarRequest): Promise<CalendarAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'show':
      return showCalendar(app, request, null);
    case 'make':
      return make(app, request, command);
    case 'revoke':
      return revoke(app, request, command);
    default:
      return never(command);
  }
}

async function make(app: CalendarApp, request: CalendarRequest, command: WriteCommand): Promise<CalendarAnswer> {
  const secret = freshSecret();
  const done = await makeLink(app, request, command, secret);
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  const { value } = done;
  if (value.kind !== 'made' || !value.fresh || app.publicUrl === null) {
    return showCalendar(app, request, TOLD_ALREADY);
  }
  app.log.info({ of: command.conversation === null ? 'person' : 'conversation' }, 'a link to a calendar was made');
  const { conversation } = command;
  return {
    kind: 'calendar-made',
    asOf: app.clock.now(),
    address: addressOf(app.publicUrl, secret),
    conversation: conversation === null ? null : { name: await nameOf(app, conversation) },
    replaced: value.replaced,
  };
}

async function revoke(app: CalendarApp, request: CalendarRequest, command: WriteCommand): Promise<CalendarAnswer> {
  const done = await revokeLink(app, request, command);
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  if (done.value.kind === 'none') return showCalendar(app, request, 'There was no link.');
  app.log.info({ of: command.conversation === null ? 'person' : 'conversation' }, 'a link to a calendar was revoked');
  return showCalendar(app, request, 'The link is revoked: its address opens nothing any more.');
}

async function nameOf(app: CalendarApp, conversation: string): Promise<string | null> {
  const found = await app.database.read((reader) => findConversation(reader, conversation));
  return found?.name ?? null;
}
