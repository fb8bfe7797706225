/** Where calendars are read: before the secret, and after it. */
export const CALENDAR_PATH = '/calendar/';
const ENDING = '.ics';

const PATH = /^\/calendar\/(?<secret>[A-Za-z0-9_-]{43})\.ics$/;

/** `publicUrl`: without a slash at its end. */
export function addressOf(publicUrl: string, secret: string): string {
  return `${publicUrl}${CALENDAR_PATH}${secret}${ENDING}`;
}

/** The secret of a path; null: no path of a calendar. */
export function secretIn(path: string): string | null {
  return PATH.exec(path)?.groups?.secret ?? null;
}
