import { type Instant, instant } from '../../core/clock.ts';
import type { Reader } from '../../storage/database.ts';
import type { Limit } from '../model.ts';
import { appSends, countSends, nthSend } from './store.ts';

/** How many calls the app may begin now, and when it may begin more once it has begun `taken` of them. */
export interface AppRoom {
  readonly room: number;
  nextAfter(taken: number): Instant | null;
}

/**
 * The app's calls count by when they were claimed: how long they take can shift their arrival against each other,
 * which the distance between the default of 30 and Teams' 50 has to bear. Windows are closed: times are whole ms.
 */
export async function appRoom(reader: Reader, limits: readonly Limit[], now: Instant): Promise<AppRoom> {
  const known: { readonly limit: Limit; readonly sends: readonly Instant[] }[] = [];
  for (const limit of limits) known.push({ limit, sends: await appSends(reader, limit, now) });
  return {
    room: Math.min(Number.MAX_SAFE_INTEGER, ...known.map(({ limit, sends }) => limit.most - sends.length)),
    nextAfter(taken) {
      const free = known.map(({ limit, sends }) => {
        const all = [...Array.from({ length: taken }, () => now), ...sends];
        const first = all[limit.most - 1];
        return first === undefined ? now : first + limit.window + 1;
      });
      return free.length === 0 ? null : instant(Math.max(...free));
    },
  };
}

/**
 * Which of these conversations may not have one call more now, and when they may. A call under way counts until its
 * deadline, an ended one from its end: wherever in between it arrived, no window at the receiver holds too many.
 */
export async function fullConversations(
  reader: Reader,
  conversations: readonly string[],
  { limits, now }: { readonly limits: readonly Limit[]; readonly now: Instant },
): Promise<ReadonlyMap<string, Instant>> {
  const counts = await countSends(reader, conversations, { limits, now });
  const full = new Map<string, Instant>();
  for (const [conversation, numbers] of counts) {
    for (const [index, limit] of limits.entries()) {
      if ((numbers[index] ?? 0) < limit.most) continue;
      const free = (await nthSend(reader, conversation, limit.most, now)) + limit.window + 1;
      full.set(conversation, instant(Math.max(free, full.get(conversation) ?? 0)));
    }
  }
  return full;
}
