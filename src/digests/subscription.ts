import { z } from 'zod';
import { actorSchema } from '../core/actor-schema.ts';
import { type Day, type Instant, isDay } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { TZDATA } from '../core/local-time.ts';
import type { DigestSubscriptionsTable } from '../storage/schema.ts';
import { timingProblem } from './due.ts';
import type { DigestSettings, QuietDays, Schedule, Subscription, Weekday } from './model.ts';

export const EVERY_DAY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
export const USUAL_TIME = '08:00';

const weekday = z.number().int().min(1).max(7) as unknown as z.ZodType<Weekday>;
const day = z.string().refine(isDay) as unknown as z.ZodType<Day>;
const schedule: z.ZodType<Schedule> = z.object({ days: z.array(weekday), time: z.string(), zone: z.string() });
const quiet: z.ZodType<QuietDays> = z.object({ weekdays: z.array(weekday), dates: z.array(day) });
const scope = z.object({ by: z.enum(['site', 'dag', 'product']), value: z.string() }).nullable();

/** A subscription as it is stored. */
export interface StoredSubscription {
  readonly subscription: Subscription;
  /** Why it can't run, in one sentence; null: it can. Looked at anew, whatever was found before. */
  readonly problem: string | null;
  /** The time zone data that the next slot was resolved with. */
  readonly tzdata: string;
}

/** Reads a row, also one that holds what no version should have stored: then `problem` says so. */
export function subscriptionOf(row: DigestSubscriptionsTable): StoredSubscription {
  const readSchedule = schedule.safeParse(parsed(row.schedule));
  const readQuiet = quiet.safeParse(parsed(row.quiet));
  const readScope = scope.safeParse(row.scope === null ? null : parsed(row.scope));
  const readActor = actorSchema.safeParse(parsed(row.set_by));
  const subscription: Subscription = {
    conversation: row.conversation_id,
    schedule: readSchedule.data ?? { days: EVERY_DAY, time: USUAL_TIME, zone: 'UTC' },
    scope: readScope.data ?? null,
    minimum: row.minimum,
    quiet: readQuiet.data ?? { weekdays: [], dates: [] },
    setBy: readActor.data ?? { kind: 'system', job: 'unknown' },
    setAt: row.set_at as Instant,
    nextSlot: row.next_slot as Instant | null,
    lastSlot: row.last_slot as Instant | null,
    missed: row.missed,
    on: row.active,
    invalid: row.invalid,
  };
  const readable = readSchedule.success && readQuiet.success && readScope.success;
  return {
    subscription,
    problem: readable ? timingProblem(subscription) : 'What is stored of it can not be read.',
    tzdata: row.tzdata,
  };
}

export function rowOf(subscription: Subscription): DigestSubscriptionsTable {
  return {
    conversation_id: subscription.conversation,
    schedule: JSON.stringify(subscription.schedule),
    scope: subscription.scope && JSON.stringify(subscription.scope),
    minimum: subscription.minimum,
    quiet: JSON.stringify(subscription.quiet),
    active: subscription.on,
    set_by: JSON.stringify(subscription.setBy),
    set_at: subscription.setAt,
    next_slot: subscription.nextSlot,
    last_slot: subscription.lastSlot,
    missed: subscription.missed,
    invalid: subscription.invalid,
    tzdata: TZDATA,
  };
}

/** What of a subscription the audit log keeps. */
export function settingsJson({ schedule: { days, time, zone }, scope: of, minimum, quiet: on }: DigestSettings): Json {
  return {
    schedule: { days, time, zone },
    scope: of && { by: of.by, value: of.value },
    minimum,
    quiet: { weekdays: on.weekdays, dates: on.dates },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
