import { type Instant, instant } from '../../../src/core/clock.ts';
import type { Schedule, Slot, Weekday } from '../../../src/digests/model.ts';
import { nextSlot, slotsBetween } from '../../../src/digests/schedule.ts';
import type { Random } from '../random.ts';
import { type Kind, randomTime, timesAround } from './kind.ts';
import type { Walk } from './walk.ts';

const DAILY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const ORDINARY = ['00:00', '08:00', '23:59'];

/** Digests, daily and on some days of the week. */
export const schedules: Kind<Schedule> = {
  name: 'schedules',

  cases(walk, change, random) {
    const times = [...(change ? timesAround(change) : []), ...ORDINARY, randomTime(random), randomTime(random)];
    const middle = new Date(change ? change.at + change.before : walk.from).getUTCDay();
    const dayOf = (away: number): Weekday => (((middle + 6 + away) % 7) + 1) as Weekday;
    const some = DAILY.filter(() => random.between(0, 1) === 1);
    return times.flatMap((time) =>
      [DAILY, [dayOf(0)], [dayOf(1)], [dayOf(6)], some.length > 0 ? some : DAILY].map((days) => ({
        days,
        time,
        zone: walk.zone,
      })),
    );
  },

  expected(schedule, walk) {
    const due = (walk.byTime.get(schedule.time) ?? []).filter(({ weekday }) =>
      schedule.days.includes(weekday as Weekday),
    );
    // What comes at one moment is one slot.
    return due.filter((one, index) => one.at !== due[index + 1]?.at).map(({ at, local }) => textOf(at, local));
  },

  actual(schedule, walk, random) {
    const from = instant(walk.from);
    const to = instant(walk.to);
    const slots: Slot[] = [];
    for (let slot = nextSlot(schedule, from); slot.at <= to; slot = nextSlot(schedule, slot.at)) slots.push(slot);
    return [...slots.map(({ at, local }) => textOf(at, local)), ...contradictions(schedule, walk, slots, random)];
  },
};

/** What other ways to ask say otherwise: from moments in between, and counted at once. */
function contradictions(schedule: Schedule, walk: Walk, slots: readonly Slot[], random: Random): readonly string[] {
  const found: string[] = [];
  const to = instant(walk.to);
  const after = instant(walk.from + random.between(0, walk.to - walk.from));
  const later = slots.filter(({ at }) => at > after);
  const next = nextSlot(schedule, after);
  const [first] = later;
  if (first ? next.at !== first.at || next.local !== first.local : next.at <= to)
    found.push(`after ${after}: ${next.local}`);

  const { latest, count } = slotsBetween(schedule, after, to);
  if (count !== later.length || latest?.at !== later.at(-1)?.at || latest?.local !== later.at(-1)?.local) {
    found.push(`counted after ${after}: ${count}, latest ${latest?.local}`);
  }
  return found;
}

function textOf(at: Instant | number, local: string): string {
  return `${local} = ${new Date(at).toISOString().slice(0, 16)}Z`;
}
