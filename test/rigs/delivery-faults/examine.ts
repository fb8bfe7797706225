import type { Limit } from '../../../src/delivery/model.ts';
import type { Arrival } from './connector.ts';

/** Every window of time in which more arrived than a limit allows, in words; at most one a limit and conversation. */
export function overruns(arrivals: readonly Arrival[], limits: readonly Limit[], whose: string): string[] {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  return limits.flatMap(({ most, window }) => {
    const first = times.findIndex((at, index) => {
      const last = times[index + most];
      return last !== undefined && last - at < window;
    });
    return first < 0 ? [] : [`${whose}: more than ${most} calls within ${window} ms, from ${times[first]} ms on`];
  });
}

export function byConversation(arrivals: readonly Arrival[]): Map<string, Arrival[]> {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const group = groups.get(arrival.conversation);
    if (group) group.push(arrival);
    else groups.set(arrival.conversation, [arrival]);
  }
  return groups;
}

export interface Verdict {
  /** Messages beyond the first in a conversation. */
  readonly duplicates: number;
  /** Calls that were accepted and whose sender never learned of it. */
  readonly acceptedThenReset: number;
  /** When the last conversation had its message, ms; without those that a blackhole or a Retry-After hit. */
  readonly done: number;
  readonly wrong: readonly string[];
}

/** Whether every conversation got its one digest: duplicates only where a call was accepted and then reset. */
export function examine(arrivals: readonly Arrival[], conversations: readonly string[]): Verdict {
  const groups = byConversation(arrivals);
  const wrong: string[] = [];
  let duplicates = 0;
  let acceptedThenReset = 0;
  let done = 0;
  for (const conversation of conversations) {
    const calls = groups.get(conversation) ?? [];
    const accepted = calls.filter((call) => call.accepted);
    const lost = calls.filter(({ fault }) => fault === 'accept-then-reset').length;
    const [first] = accepted;
    acceptedThenReset += lost;
    duplicates += Math.max(0, accepted.length - 1);
    if (!first) wrong.push(`${conversation} got nothing in ${calls.length} calls`);
    else if (accepted.length - 1 > lost) wrong.push(`${conversation} got ${accepted.length}, with ${lost} calls reset`);
    const unmarked = accepted.slice(1).filter(({ repeated }) => !repeated).length;
    if (unmarked > 0) wrong.push(`${conversation} got ${unmarked} repeats that do not say so`);
    const excluded = calls.some(({ fault }) => fault === 'blackhole' || fault === '429-after');
    if (first && !excluded) done = Math.max(done, first.at);
  }
  const strangers = [...groups.keys()].filter((id) => !conversations.includes(id));
  for (const id of strangers) wrong.push(`${id} got a post that nobody asked for`);
  return { duplicates, acceptedThenReset, done, wrong };
}
