import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';

export interface RateLimit {
  /** Requests an address may make at once. */
  readonly burst: number;
  /** Requests a second after that. */
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MOST_ADDRESSES = 10_000;

/** Token buckets by address. The address that was quiet longest is forgotten first. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #limit: RateLimit;
  readonly #clock: Clock;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** 0: go on. Else the seconds after which the next request of this address is let in. */
  take(address: string): number {
    const { burst, perSecond } = this.#limit;
    const key = networkOf(address);
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / SECOND) * perSecond);
    bucket.at = now;

    this.#buckets.delete(key);
    if (this.#buckets.size >= MOST_ADDRESSES) this.#buckets.delete(this.#buckets.keys().next().value ?? '');
    this.#buckets.set(key, bucket);

    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }
}

/** Whoever has one IPv6 address has all of its /64. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain.includes(':') ? plain.split(':', 4).join(':') : plain;
}
