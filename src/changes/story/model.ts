import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';

/** One deed of the audit log in words. Plain text without Markdown, to be escaped by whoever shows it. */
export interface Told {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  /** Who: "Ana Ortiz", "Patchwarden", "ops (command line)". */
  readonly who: string;
  readonly verb: string;
  /** A sentence without its subject's name at the end: "Ana Ortiz proposed it: 2 servers, Sat 28 Nov 22:00 – 02:00 (Europe/Berlin)." */
  readonly text: string;
  /** What belongs to it: the reason as it was given, what an edit changed, what is missing. */
  readonly notes: readonly string[];
  /** The row's hash in the chain. */
  readonly hash: string;
}
