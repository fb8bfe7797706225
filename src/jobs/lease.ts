import { type Clock, SECOND } from '../core/clock.ts';
import type { Database, Tx } from '../storage/database.ts';
import { LeaseLost } from './lease-lost.ts';
import { type LeaseRow, readLease, renewLease, writeLease } from './store.ts';

export interface LeaseTimes {
  /** How long a holder may be silent, in ms. */
  readonly ttl: number;
  /** How often a holder says that it is there, in ms. */
  readonly renewEvery: number;
  /** How often the row is looked at, in ms. */
  readonly poll: number;
}

export const LEASE_TIMES: LeaseTimes = { ttl: 20 * SECOND, renewEvery: 5 * SECOND, poll: SECOND };

export type LeaseStanding =
  | { readonly held: true; readonly epoch: number }
  | { readonly held: false; readonly holder: string };

/**
 * The right of one process to run the jobs of one database.
 *
 * No wall clock decides: whoever waits takes over when it has itself watched the row stand still for `ttl`, counted on
 * its monotonic clock and only in small steps, so that neither a clock that is set nor a process that was suspended for
 * a while makes a living holder look dead. The epoch, checked in each transaction, refuses a holder that wakes up later.
 */
export interface Lease {
  /** Looks at the row: renews it, or takes it where it is free or its holder has been silent. */
  look(): Promise<LeaseStanding>;
  /** @throws LeaseLost when `epoch` is not the one held by this process. */
  check(tx: Tx, epoch: number): Promise<void>;
  /** Frees it for the next who looks. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly holder: string;
  readonly times: LeaseTimes;
  /** Done in the transaction that takes or renews the lease. */
  alongside(tx: Tx): Promise<void>;
}

/** Nobody holds the lease. */
const FREE = '';

export function createLease({ database, clock, holder, times, alongside }: LeaseOptions): Lease {
  let held: { readonly epoch: number; readonly renewedAt: number } | null = null;
  let watched: { readonly row: LeaseRow; readonly quiet: number; readonly lookedAt: number } | null = null;

  /** Shown to people; renewals make it differ each time, whatever the wall clock does. */
  function expiry(before: number): number {
    const next = clock.now() + times.ttl;
    return next === before ? next + 1 : next;
  }

  async function take(seen: LeaseRow | null): Promise<LeaseStanding> {
    const startedAt = clock.monotonic();
    const row = await database.transaction(async (tx) => {
      const current = await readLease(tx);
      if (!same(current, seen)) return current;
      const next = { holder, epoch: (current?.epoch ?? 0) + 1, expires_at: expiry(current?.expires_at ?? 0) };
      await writeLease(tx, next);
      await alongside(tx);
      return { ...next, taken: true };
    });
    watched = null;
    if (!row || !('taken' in row)) return { held: false, holder: row?.holder ?? FREE };
    held = { epoch: row.epoch, renewedAt: startedAt };
    return { held: true, epoch: row.epoch };
  }

  async function renew(epoch: number): Promise<boolean> {
    const startedAt = clock.monotonic();
    const renewed = await database.transaction(async (tx) => {
      const row = await readLease(tx);
      if (row?.holder !== holder || row.epoch !== epoch) return false;
      await renewLease(tx, expiry(row.expires_at));
      await alongside(tx);
      return true;
    });
    held = renewed ? { epoch, renewedAt: startedAt } : null;
    return renewed;
  }

  async function hold(epoch: number, renewedAt: number): Promise<boolean> {
    if (clock.monotonic() - renewedAt >= times.renewEvery) return renew(epoch);
    const row = await database.read(readLease);
    if (row?.holder === holder && row.epoch === epoch) return true;
    held = null;
    return false;
  }

  async function watch(): Promise<LeaseStanding> {
    const row = await database.read(readLease);
    if (!row || row.holder === FREE) return take(row);

    const lookedAt = clock.monotonic();
    // A longer gap than between two looks was slept through, by the holder too perhaps: it proves nothing.
    const step = watched && same(watched.row, row) ? Math.min(lookedAt - watched.lookedAt, 2 * times.poll) : 0;
    const quiet = step === 0 ? 0 : (watched?.quiet ?? 0) + step;
    watched = { row, quiet, lookedAt };
    return quiet >= times.ttl ? take(row) : { held: false, holder: row.holder };
  }

  return {
    async look() {
      if (held && (await hold(held.epoch, held.renewedAt))) return { held: true, epoch: held.epoch };
      return watch();
    },
    async check(tx, epoch) {
      const row = await readLease(tx);
      if (row?.holder !== holder || row.epoch !== epoch) throw new LeaseLost();
    },
    async release() {
      if (!held) return;
      const { epoch } = held;
      held = null;
      await database.transaction(async (tx) => {
        const row = await readLease(tx);
        if (row?.holder === holder && row.epoch === epoch) await writeLease(tx, { ...row, holder: FREE });
      });
    },
  };
}

function same(one: LeaseRow | null, other: LeaseRow | null): boolean {
  return one?.holder === other?.holder && one?.epoch === other?.epoch && one?.expires_at === other?.expires_at;
}
