import { DAY, type Instant, instant, later } from '../core/clock.ts';
import { never } from '../core/result.ts';
import { listText } from '../readiness/words.ts';
import type { Reader } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { CalendarEntry, MaintenanceAnswer } from './model.ts';
import { occurrencesOf } from './occurrences.ts';
import { readFreezes, readRules } from './store.ts';
import { freezeView, namesIn, ruleView } from './views.ts';

/** How far ahead the calendar looks. */
export const FOUR_WEEKS = 28 * DAY;

/** The last instant that a date can hold. */
export const END_OF_TIME = instant(8.64e15);

type ReadApp = Pick<MaintenanceApp, 'clock' | 'database' | 'log'>;

/** All rules that hold, and all freezes that are not over; `notice`: what was just done. */
export async function listRules(app: ReadApp, notice: string | null): Promise<MaintenanceAnswer> {
  return app.database.read(async (reader) => {
    const now = app.clock.now();
    const rules = await readRules(reader);
    const freezes = await readFreezes(reader, now, END_OF_TIME);
    const nameOf = await namesIn(reader, [...rules.read, ...freezes.read]);
    const unreadable = [...rules.unreadable, ...freezes.unreadable];
    if (unreadable.length > 0) app.log.warn({ unreadable }, 'maintenance rules or freezes can not be read');
    const views = rules.read.map((rule) => ruleView(rule, nameOf, now));
    const closed = views.filter(({ problem }) => problem !== undefined).map(({ rule }) => rule.id);
    if (closed.length > 0) app.log.warn({ rules: closed }, 'maintenance rules never open here');
    const notices = [notice, leftOutText(rules.unreadable), forbiddenText(freezes.unreadable)];
    return {
      kind: 'maintenance-rules',
      asOf: now,
      rules: views,
      freezes: freezes.read.map((freeze) => freezeView(freeze, nameOf, now)),
      notice: notices.filter((one) => one !== null).join(' ') || null,
    };
  });
}

function leftOutText(rules: readonly string[]): string | null {
  if (rules.length === 0) return null;
  return `${listText(rules)} can not be read and ${rules.length === 1 ? 'is' : 'are'} left out.`;
}

function forbiddenText(freezes: readonly string[]): string | null {
  if (freezes.length === 0) return null;
  const until = `until ${freezes.length === 1 ? 'it is' : 'they are'} lifted`;
  return `${listText(freezes)} can not be read: ${until}, work is forbidden everywhere.`;
}

/** What is open, frozen and planned within the coming four weeks. */
export async function listWindows(app: ReadApp & Pick<MaintenanceApp, 'planned'>): Promise<MaintenanceAnswer> {
  return app.database.read(async (reader) => {
    const now = app.clock.now();
    const until = later(now, FOUR_WEEKS);
    const entries = [...(await opened(reader, now, until)), ...(await app.planned(reader, now, until, now))];
    return { kind: 'maintenance-windows', asOf: now, until, entries: inOrder(entries) };
  });
}

async function opened(reader: Reader, now: Instant, until: Instant): Promise<CalendarEntry[]> {
  const rules = (await readRules(reader)).read;
  const freezes = (await readFreezes(reader, now, until)).read;
  const nameOf = await namesIn(reader, [...rules, ...freezes]);
  return [
    ...freezes.map((freeze): CalendarEntry => ({ kind: 'freeze', freeze: freezeView(freeze, nameOf, now) })),
    ...rules.flatMap((rule) => {
      const view = ruleView(rule, nameOf, now);
      return occurrencesOf(rule, now, until).map(
        (occurrence): CalendarEntry => ({ kind: 'window', rule: view, occurrence }),
      );
    }),
  ];
}

/** By start; what starts together stays as it came: freezes, windows, changes. */
function inOrder(entries: readonly CalendarEntry[]): CalendarEntry[] {
  return [...entries].sort((a, b) => startOf(a) - startOf(b));
}

function startOf(entry: CalendarEntry): Instant {
  switch (entry.kind) {
    case 'window':
      return entry.occurrence.start;
    case 'freeze':
      return entry.freeze.freeze.start;
    case 'change':
      return entry.start;
    default:
      return never(entry);
  }
}
