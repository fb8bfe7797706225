import type { Span, Weekly } from './calendar.ts';

export type ModelScope =
  | { readonly by: 'all' }
  | { readonly by: 'site' | 'dag'; readonly value: string }
  | { readonly by: 'servers'; readonly servers: readonly string[] };

/** What somebody wants of a rule; the same again changes nothing. */
export interface RuleWish extends Weekly {
  readonly name: string;
  readonly scope: ModelScope;
  readonly preApproves: boolean;
}

export interface ModelRule {
  readonly id: string;
  wish: RuleWish;
  revision: number;
  hash: string;
  authors: string[];
  changedAt: number;
  /** The hash that somebody approved. */
  approved: string | null;
  removed: boolean;
}

export interface ModelFreeze extends Span {
  readonly id: string;
  readonly name: string;
  readonly scope: ModelScope;
  readonly effect: string;
  /** Key of the actor who set it. */
  readonly author: string;
  lifted: boolean;
}
