import { type Instant, instant, MINUTE, SECOND } from '../core/clock.ts';
import { systemRandom } from '../core/random.ts';
import type { Database, Reader, Tx } from '../storage/database.ts';
import type { OutboxTable } from '../storage/schema.ts';
import { claim, type Claimed, type Haul } from './claims/claim.ts';
import { nextTurns, overdueClaims, waitingConversations } from './claims/store.ts';
import type { DispatcherOptions } from './options.ts';
import { wakeOutbox } from './outlet.ts';
import { report } from './report.ts';
import { pruneSends } from './sends/store.ts';
import { type Ended, mark } from './settle/mark.ts';
import { CLAIM_LASTS, CLOCK_SKEW, earliest } from './timing.ts';

export interface CycleInput {
  /** Tries to be marked. */
  readonly ended: readonly Ended[];
  /** How many rows may be claimed. */
  readonly slots: number;
  /** Whether this claim's call is under way in this process: then it is not lost, whatever the wall clock says. */
  isOurs(row: OutboxTable): boolean;
  /** Names the job that runs this; null: nobody but ourselves asked. */
  readonly job: string | null;
}

export interface CycleOutcome {
  readonly claimed: readonly Claimed[];
  /** There is more to do at once. */
  readonly more: boolean;
  /** When something can be done that can't be done now; null: not looked for, what was known stands. */
  readonly next: Instant | null;
}

export interface Cycle {
  run(transact: Database['transaction'], input: CycleInput): Promise<CycleOutcome>;
}

/** Rows claimed in one transaction. */
const BATCH = 64;
const OVERDUE_BATCH = 256;
/** Conversations looked up at once, and how long the list may be used, in ms: looking through a long outbox costs more than a claim. */
const LIST = 512;
const LIST_LASTS = SECOND;
const PRUNE_EVERY = MINUTE;

const NOTHING: Haul = { claimed: [], full: new Map(), looked: 0, appFreeAt: null };

/** Marks what has ended and claims what is due, in one transaction, and books the wake-up for what can't be done yet. */
export function createCycle(options: DispatcherOptions): Cycle {
  const { database, clock, limits, jobs, log, metrics, random = systemRandom } = options;
  const keep = Math.max(0, ...[...limits.conversation, ...limits.app].map(({ window }) => window)) + CLAIM_LASTS;
  /** Conversations to claim from, in turn: a hint, for the claim looks itself. */
  let list: readonly string[] = [];
  /** Whether nothing waits that was not on the list. */
  let whole = false;
  let listedAt = Number.NEGATIVE_INFINITY;
  let prunedAt = Number.NEGATIVE_INFINITY;
  /** Conversations at their limit need no look before. */
  const fullUntil = new Map<string, Instant>();
  /** Wake-ups that this process knows to be booked. */
  const booked = new Set<Instant>();

  const listIsUsable = (): boolean => list.length > 0 && clock.monotonic() - listedAt < LIST_LASTS;

  async function lookUp(reader: Reader, now: Instant): Promise<void> {
    // No limit lasts longer than `keep`: what looks so was noted before the clock was set back.
    for (const [id, until] of fullUntil) if (until <= now || until > now + keep + CLOCK_SKEW) fullUntil.delete(id);
    const found = await waitingConversations(reader, now, LIST);
    list = found.conversations.filter((id) => !fullUntil.has(id));
    whole = !found.more;
    listedAt = clock.monotonic();
  }

  /** Books the first full second from `at` on; from after now on, as the job of now may be running. */
  async function book(tx: Tx, at: Instant, now: Instant): Promise<Instant> {
    const due = instant(Math.max(Math.ceil(at / SECOND), Math.floor(now / SECOND) + 1) * SECOND);
    if (!booked.has(due)) await wakeOutbox(tx, jobs, instant(due - 1));
    return due;
  }

  interface Work {
    readonly now: Instant;
    readonly ended: readonly Ended[];
    readonly overdue: readonly OutboxTable[];
    readonly take: number;
    readonly prune: boolean;
  }

  async function work(tx: Tx, { now, ended, overdue, take, prune }: Work) {
    const { marked, pauses } = await mark(tx, { ended, overdue }, { now, random });
    // What waited behind the rows that have ended waits no longer.
    if (ended.length + overdue.length > 0) whole = false;
    if (take > 0 && !listIsUsable()) await lookUp(tx, now);
    const candidates = list.slice(0, take);
    const haul = candidates.length > 0 ? await claim(tx, candidates, { now, limits }) : NOTHING;
    const rest = list.slice(haul.looked);
    if (prune) await pruneSends(tx, instant(now - keep));

    const appFreeAt = rest.length > 0 ? haul.appFreeAt : null;
    // What is only cut off by this process's own bounds another could take at once.
    const cut = appFreeAt === null && (rest.length > 0 || !whole);
    const turns = await nextTurns(tx, now);
    const next = earliest([turns.due, turns.deadline, appFreeAt, ...haul.full.values(), ...fullUntil.values()]);
    const wakeups = [cut ? now : next, ...pauses].filter((at) => at !== null);
    const booking: Instant[] = [];
    for (const at of new Set(wakeups)) booking.push(await book(tx, at, now));
    return { marked, haul, rest, cut, booking, next: earliest([next, ...pauses]) };
  }

  async function run(transact: Database['transaction'], input: CycleInput): Promise<CycleOutcome> {
    const { ended, slots, job } = input;
    const now = clock.now();
    const take = Math.min(slots, BATCH);
    const claims = await database.read((reader) => overdueClaims(reader, now, OVERDUE_BATCH));
    const overdue = claims.filter((row) => !input.isOurs(row));
    if (ended.length === 0 && overdue.length === 0 && job === null) {
      if (take > 0 && !listIsUsable()) await database.read((reader) => lookUp(reader, now));
      if (take === 0 || list.length === 0) return { claimed: [], more: false, next: null };
    }

    const prune = clock.monotonic() - prunedAt >= PRUNE_EVERY;
    const done = await transact((tx) => work(tx, { now, ended, overdue, take, prune }));

    list = done.rest;
    if (prune) prunedAt = clock.monotonic();
    for (const [id, until] of done.haul.full) fullUntil.set(id, until);
    for (const at of done.booking) booked.add(at);
    for (const at of booked) if (at <= now) booked.delete(at);
    report(done.marked, { log, metrics, job });
    const { claimed } = done.haul;
    return { claimed, more: done.cut && slots > claimed.length, next: done.next };
  }

  return {
    async run(transact, input) {
      try {
        return await run(transact, input);
      } catch (error) {
        list = [];
        whole = false;
        throw error;
      }
    },
  };
}
