import { DAY, HOUR, isoOf, instant, MINUTE } from '../../../src/core/clock.ts';
import type { Database } from '../../../src/storage/database.ts';

/** What is still to be done by its time. */
export interface View {
  /** Two that are equal: nothing moved between them. */
  readonly text: string;
  /** Posts that are not sent, and subscriptions with a due time that has passed. */
  readonly left: number;
  /** When the next of it can be done; null: nothing is left. */
  readonly next: number | null;
}

export async function look(database: Database, now: number): Promise<View> {
  return database.read(async (reader) => {
    const posts = await reader
      .selectFrom('outbox')
      .select(['id', 'state', 'attempts', 'due_at', 'deadline', 'wanted'])
      .where('state', 'in', ['pending', 'sending'])
      .orderBy('id')
      .execute();
    const due = await reader
      .selectFrom('digest_subscriptions')
      .select(['conversation_id', 'next_slot'])
      .where('active', '=', true)
      .where('next_slot', '<=', now)
      .orderBy('conversation_id')
      .execute();
    const times = [...posts.map((row) => row.deadline ?? row.due_at), ...due.map((row) => row.next_slot ?? now)];
    return {
      text: JSON.stringify([posts, due]),
      left: posts.length + due.length,
      next: times.length === 0 ? null : Math.min(...times),
    };
  });
}

/** Due times that were neither told nor looked at. Each subscription has one a day, and the last one was its turn. */
export async function slotsMissing(database: Database, now: number): Promise<string[]> {
  return database.read(async (reader) => {
    const subscriptions = await reader.selectFrom('digest_subscriptions').selectAll().execute();
    const digests = await reader.selectFrom('digests').selectAll().execute();
    return subscriptions.flatMap((row) => {
      const slot = lastSlot((JSON.parse(row.schedule) as { time: string }).time, now);
      if (slot < row.set_at) return [];
      const name = `the slot ${isoOf(instant(slot))} of ${row.conversation_id}`;
      const own = digests.filter((digest) => digest.conversation_id === row.conversation_id);
      const done = own.some((digest) => digest.slot === slot || (digest.checked_at ?? 0) >= slot);
      if (row.missed > 0) return [`${name} counts as missed`];
      return row.last_slot === slot && done ? [] : [`${name} was skipped`];
    });
  });
}

function lastSlot(time: string, now: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const ofDay = hours * HOUR + minutes * MINUTE;
  return Math.floor((now - ofDay) / DAY) * DAY + ofDay;
}
