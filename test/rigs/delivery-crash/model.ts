import type { DatabaseUrl } from '../../../src/config/model.ts';
import type { DigestCommand } from '../../../src/digests/model.ts';

/** Where a process dies. */
export const points = ['before-commit', 'after-commit', 'after-http-write', 'after-200', 'before-mark'] as const;
export type Point = (typeof points)[number];

/** What a transaction does, as far as the rig tells them apart. */
export const deeds = ['announcing', 'claiming', 'composing', 'marking'] as const;
export type Deed = (typeof deeds)[number];

/** The process dies when it comes to this point for the `nth` time; at commits: to one of a transaction with this deed. */
export interface Plan {
  readonly point: Point;
  /** Null: any. */
  readonly deed: Deed | null;
  readonly nth: number;
}

/** A press of a button; delivered again, also to another process, it is the same press. */
export interface Press {
  readonly once: string;
  readonly conversation: string;
  readonly command: DigestCommand;
}

/** `ahead`: what the processes' clocks are before the machine's, in ms. */
export type Order =
  | {
      readonly kind: 'begin';
      readonly url: DatabaseUrl;
      readonly ahead: number;
      readonly name: string;
      /** Takeovers as fast as the options allow; false: in the times of production. */
      readonly hasty: boolean;
      /** Calls under way at once. */
      readonly concurrency: number;
    }
  /** Begin nothing more, and say when nothing is under way. Time stands still from then on. */
  | { readonly kind: 'hold' }
  /** `plan`: left out, it stays as it is, with what was counted. */
  | { readonly kind: 'release'; readonly ahead: number; readonly plan?: Plan | null }
  | { readonly kind: 'press'; readonly press: Press }
  | { readonly kind: 'finish' };

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'held'; readonly works: boolean }
  | { readonly kind: 'pressed'; readonly once: string; readonly answer: string }
  | { readonly kind: 'complaint'; readonly message: string };

/** What the rig's posts consist of: enough to see what was said, and whether it is still true. */
export interface Said {
  readonly conversation: string;
  readonly kind: string;
  readonly subject: string;
  readonly repeat: boolean;
  readonly slot: number | null;
  readonly checkedAt: number | null;
}
