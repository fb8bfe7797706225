import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { AxiosInstance } from 'axios';
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js';
import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { HOUR, MINUTE, SECOND } from '../../core/clock.ts';

const REFRESH_AFTER = 24 * HOUR;
/** An unknown key id may ask for a fresh list this often: made-up ids must not become a stream of calls. */
const UNKNOWN_KEY_AFTER = 5 * MINUTE;
const AFTER_FAILURE = 5 * SECOND;

const metadataSchema = z.object({ jwks_uri: z.url() });
const keysSchema = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string(),
      kty: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
      endorsements: z.array(z.string()).optional(),
    }),
  ),
});

export interface SigningKey {
  /** PEM. */
  readonly key: string;
  readonly endorsements?: string[];
}

/** The key list can't be had: nobody can be let in, and nobody is to be told that their token is wrong. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

/**
 * The keys that sign what comes from Teams. Takes the SDK's place because that one has no time-out,
 * fetches once per waiting request, and can't be told of a proxy with a password.
 */
export class SigningKeys {
  #keys = new Map<string, SigningKey>();
  #fetched = -Infinity;
  #failed = -Infinity;
  #fetching: Promise<void> | null = null;
  readonly #url: string;
  readonly #http: AxiosInstance;
  readonly #clock: Clock;

  constructor(url: string, http: AxiosInstance, clock: Clock) {
    this.#url = url;
    this.#http = http;
    this.#clock = clock;
  }

  /** @throws KeysUnavailable when there is no list and none can be fetched. */
  async getKey(id: string): Promise<SigningKey | null> {
    const now = this.#clock.monotonic();
    const known = this.#keys.get(id);
    if (now - this.#fetched < (known ? REFRESH_AFTER : UNKNOWN_KEY_AFTER)) return known ?? null;
    if (now - this.#failed < AFTER_FAILURE) return this.#orUnavailable(known);

    try {
      await this.#fetchOnce();
    } catch (cause) {
      this.#failed = this.#clock.monotonic();
      return this.#orUnavailable(known, cause);
    }
    return this.#keys.get(id) ?? null;
  }

  /** A key that is known stays good while the list can't be renewed. */
  #orUnavailable(known: SigningKey | undefined, cause?: unknown): SigningKey {
    if (known) return known;
    throw new KeysUnavailable('the signing keys could not be fetched', { cause });
  }

  #fetchOnce(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const metadata = metadataSchema.parse((await this.#http.get(this.#url)).data);
    const list = keysSchema.parse((await this.#http.get(metadata.jwks_uri)).data);
    const keys = new Map<string, SigningKey>();
    for (const { kid, kty = 'RSA', n, e, endorsements } of list.keys) {
      if (kty !== 'RSA' || n === undefined || e === undefined) continue;
      keys.set(kid, { key: pemOf({ kty, n, e }), ...(endorsements && { endorsements }) });
    }
    this.#keys = keys;
    this.#fetched = this.#clock.monotonic();
  }
}

function pemOf(jwk: JsonWebKey): string {
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** Makes the SDK's token check take its keys from `keys` wherever it would fetch `url`. */
export function installSigningKeys(url: string, keys: SigningKeys): void {
  const cache: unknown = Reflect.get(JwtTokenExtractor, 'openIdMetadataCache');
  if (!(cache instanceof Map))
    throw new Error('botframework-connector no longer keeps its metadata in openIdMetadataCache');
  cache.set(url, keys);
}
