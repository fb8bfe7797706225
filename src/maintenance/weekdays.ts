import type { IsoWeekday } from '../core/local-time.ts';

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const groups: Readonly<Record<string, readonly IsoWeekday[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  weekends: [6, 7],
};

/** `Saturday`. */
export function weekdayName(day: IsoWeekday): string {
  return names[day - 1] ?? '';
}

/** `sat, sun`: as a form takes the days. */
export function weekdaysValue(days: readonly IsoWeekday[]): string {
  return days.map((day) => weekdayName(day).slice(0, 3).toLowerCase()).join(', ');
}

/** Days of the week in words, from their first two letters on: in the order of the week, each once. The word that is none is given back. */
export function weekdaysIn(text: string): { readonly days: readonly IsoWeekday[] } | { readonly unknown: string } {
  const found = new Set<IsoWeekday>();
  for (const word of text.toLowerCase().split(/[\s,;.]+|\band\b/)) {
    if (word === '' || word === 'every') continue;
    const days = groups[word] ?? daysCalled(word);
    if (days.length === 0) return { unknown: word };
    for (const day of days) found.add(day);
  }
  return { days: [...found].sort((a, b) => a - b) };
}

function daysCalled(word: string): IsoWeekday[] {
  const singular = word.replace(/(?<=day)s$/, '');
  const index = singular.length < 2 ? -1 : names.findIndex((name) => name.toLowerCase().startsWith(singular));
  return index < 0 ? [] : [(index + 1) as IsoWeekday];
}
