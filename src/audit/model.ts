import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';

/** What was done, as a verb hands it in. */
export interface Deed {
  readonly actor: Actor;
  /** `report.taken`, `digest.set`: what kind of thing, and what befell it. */
  readonly verb: string;
  /** The id of the one thing it was done to. */
  readonly subject: string;
  /** Null: it was not there before, or is not there any more. */
  readonly before: Json;
  readonly after: Json;
}

/** One row of the log. Rows are only ever added; each hash covers the row and the hash before it. */
export interface AuditRow extends Deed {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly at: Instant;
  /** What makes a repeated press one press: unique over all rows; null: nothing repeats it. */
  readonly effectKey: string | null;
  /** What the first delivery was answered with, for the second one; null without an effect key. */
  readonly outcome: Json;
  readonly previousHash: string;
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string;
}

/** The newest row's place and hash; seq 0 and the hash of nothing where there is no row. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}
