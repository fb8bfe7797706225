import { z } from 'zod';
import { type Day, isDay } from '../core/clock.ts';
import { type Refusal, refuse } from '../core/result.ts';
import type { DigestCommand, Minimum, Weekday } from './model.ts';

/** What a button or form about digests carries. */
export interface DigestAct {
  readonly command: DigestCommand;
  readonly once: string;
}

const text = z.string().max(300);
const weekday = z.number().int().min(1).max(7);

// What stands in the button, and beside it what was chosen in the form's inputs.
const schema = z.object({
  act: z.object({
    digest: z.object({
      kind: z.enum(['show', 'now', 'off', 'set']),
      days: z.array(weekday).optional(),
      time: text.optional(),
      zone: text.optional(),
      scope: text.nullable().optional(),
      minimum: text.optional(),
      quiet: z.object({ weekdays: z.array(weekday), dates: z.array(text) }).optional(),
    }),
  }),
  once: z.string().min(1).max(200),
  days: text.optional(),
  time: text.optional(),
  zone: text.optional(),
  scope: text.optional(),
  minimum: text.optional(),
  quiet: text.optional(),
  quietDates: z.string().max(5_000).optional(),
});

type Data = z.infer<typeof schema>;

/** Reads a card's data; null: it is not about digests, or nothing that a card of ours sends. */
export function readAct(data: unknown): DigestAct | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { once, act } = parsed.data;
  const command = act.digest.kind === 'set' ? setCommand(parsed.data) : { kind: act.digest.kind };
  return { command, once };
}

function setCommand({ act: { digest }, ...inputs }: Data): DigestCommand {
  const days = inputs.days === undefined ? digest.days : daysIn(inputs.days);
  const quietDays = inputs.quiet === undefined ? digest.quiet?.weekdays : daysIn(inputs.quiet);
  const dates = inputs.quietDates === undefined ? (digest.quiet?.dates ?? []) : words(inputs.quietDates);
  const time = timeIn(inputs.time ?? digest.time);
  const minimum = minimumIn(inputs.minimum ?? digest.minimum);
  if (days === null || days?.length === 0) return unreadable('No day was chosen.', 'Choose at least one day.');
  if (quietDays === null) return unreadable('The quiet days can not be read.', 'Choose days of the week.');
  if (!dates.every(isDay)) return unreadable('A quiet date can not be read.', 'Write dates like 2026-12-24.');
  if (time === null) return unreadable('The time can not be read.', 'Write it like 08:00.');
  if (minimum === null) return unreadable('What is worth a post can not be read.', 'Choose one of the list.');

  const zone = inputs.zone ?? digest.zone;
  const scope = inputs.scope === undefined ? digest.scope : scopeIn(inputs.scope);
  const quiet = quietDays && { weekdays: quietDays as Weekday[], dates: dates as Day[] };
  return {
    kind: 'set',
    ...(days && { days: days as Weekday[] }),
    ...(time !== undefined && { time }),
    ...(zone !== undefined && zone.trim() !== '' && { zone: zone.trim() }),
    ...(scope !== undefined && { scope }),
    ...(minimum !== undefined && { minimum }),
    ...(quiet && { quiet }),
  };
}

const groups: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  weekdays: [1, 2, 3, 4, 5],
  weekends: [6, 7],
};

/** `1,2,3`, `daily`, or both, as a list of several choices sends it. Null: something else. */
function daysIn(list: string): number[] | null {
  const days = words(list).flatMap((word) => groups[word] ?? [/^[1-7]$/.test(word) ? Number(word) : Number.NaN]);
  if (days.some(Number.isNaN)) return null;
  return [...new Set(days)].sort((a, b) => a - b);
}

function words(list: string): string[] {
  return list.split(/[\s,;]+/).filter((word) => word !== '');
}

/** Some clients leave the leading nought out. */
function timeIn(time: string | undefined): string | null | undefined {
  if (time === undefined) return undefined;
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(time.trim());
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  return `${match[1]?.padStart(2, '0')}:${match[2]}`;
}

function minimumIn(text: string | undefined): Minimum | null | undefined {
  if (text === undefined || text === 'every' || text === 'worse' || text === 'due') return text;
  return null;
}

function scopeIn(scope: string): string | null {
  const trimmed = scope.trim();
  return trimmed === '' || trimmed === 'all' ? null : trimmed;
}

function unreadable(message: string, hint: string): DigestCommand {
  const refusal: Refusal = refuse('invalid', message, hint).refusal;
  return { kind: 'unreadable', refusal };
}
