import type { Attention, AttentionTotals } from '../attention/model.ts';
import type { ChangeFilter } from '../changes/filter.ts';
import type { ChangeRow } from '../changes/model.ts';
import type { Told } from '../changes/story/model.ts';
import type { Instant } from '../core/clock.ts';
import type { ReportId, ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { ListQuery } from '../readiness/fleet.ts';
import type { BuildJudgement } from '../readiness/judge-build.ts';
import type { CheckId, FleetSummary, Scope, ServerRow } from '../readiness/model.ts';
import type { RetiredServer, ServerAnswer } from '../readiness/retire-model.ts';

export type { FleetSummary, Scope } from '../readiness/model.ts';

/** What a person asked for. Buttons carry one as JSON; it is parsed with zod on the way back in. */
export type Intent =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'help' }
  | { readonly kind: 'status' }
  | ListIntent
  | { readonly kind: 'why'; readonly server: string }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'history'; readonly server: string }
  | { readonly kind: 'judge'; readonly build: string }
  /** "Why" pressed below a list: the ids of the servers ticked there. */
  | { readonly kind: 'ticked'; readonly servers: readonly string[] }
  | { readonly kind: 'changes'; readonly filter: ChangeFilter; readonly page: number }
  /** What waits for the one who asks. */
  | { readonly kind: 'approvals' }
  /** What happened to one change; `change` as typed: `CHG-0007`, `chg-7`, `7`. */
  | { readonly kind: 'story'; readonly change: string }
  | { readonly kind: 'not-understood'; readonly text: string };

export interface ListIntent {
  readonly kind: ListQuery['kind'];
  /** As typed: a site, DAG or product; null: the whole fleet. */
  readonly scope: string | null;
  readonly cause: CheckId | null;
  /** From 1. */
  readonly page: number;
}

/** Server names may be shown to everybody who sees the conversation, or counts only. */
export type Audience = 'names' | 'counts';

/** What the bot answers, as data. Cards, chat text and JSON present it. */
export type Answer =
  | { readonly kind: 'welcome'; readonly fleet: FleetSummary; readonly attention: AttentionTotals }
  | { readonly kind: 'help' }
  | { readonly kind: 'fleet'; readonly fleet: FleetSummary; readonly attention: AttentionTotals }
  | ListAnswer
  | {
      readonly kind: 'why' | 'server';
      readonly asOf: Instant;
      readonly server: ServerRow;
      readonly attention: Attention | null;
    }
  | {
      readonly kind: 'history';
      readonly asOf: Instant;
      /** Of a retired server what is left of it. */
      readonly server: Pick<ServerRow, 'id' | 'name' | 'fqdn'>;
      readonly retired: RetiredServer | null;
      readonly reports: readonly HistoryRow[];
      readonly total: number;
      /** What people and changes did about it, the newest first. */
      readonly told: readonly Told[];
      /** Of how many. */
      readonly deeds: number;
    }
  /** A server that was asked about has been retired. */
  | Extract<ServerAnswer, { readonly kind: 'server-retired' }>
  | {
      readonly kind: 'changes';
      readonly asOf: Instant;
      readonly filter: ChangeFilter;
      readonly rows: readonly ChangeRow[];
      readonly page: number;
      readonly pages: number;
      readonly total: number;
      /** How many changes each filter shows, those without any left out. */
      readonly filters: readonly { readonly filter: ChangeFilter; readonly changes: number }[];
    }
  | {
      readonly kind: 'approvals';
      readonly asOf: Instant;
      /** False: Teams did not say who asks, so nothing can wait for them. */
      readonly known: boolean;
      /** Those that wait for the one who asks. */
      readonly rows: readonly ChangeRow[];
      /** Those the one who asks requested that wait for others. */
      readonly own: readonly ChangeRow[];
    }
  | {
      readonly kind: 'story';
      readonly asOf: Instant;
      readonly change: ChangeRow;
      /** In the order in which it happened; of very long ones the end. */
      readonly told: readonly Told[];
      /** Of how many. */
      readonly deeds: number;
    }
  | BuildAnswer
  | DidYouMean
  | { readonly kind: 'not-understood'; readonly text: string; readonly examples: readonly string[] }
  | { readonly kind: 'counts-only'; readonly fleet: FleetSummary }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface DidYouMean {
  readonly kind: 'did-you-mean';
  readonly asked: string;
  readonly what: 'server' | 'scope' | 'change';
  /** Nothing has that name; more than one thing has it; or more than one server was ticked. */
  readonly because: 'no-match' | 'several' | 'ticked';
  /** Best first; may be empty. */
  readonly suggestions: readonly Suggestion[];
}

export interface ListAnswer {
  readonly kind: ListQuery['kind'];
  readonly asOf: Instant;
  readonly fleet: FleetSummary;
  readonly scope: Scope | null;
  readonly cause: CheckId | null;
  /** How many servers stand in this list for each cause, most first: the filter's choices. */
  readonly causes: readonly { readonly check: CheckId; readonly servers: number }[];
  readonly rows: readonly ServerRow[];
  /** By the ids of `rows`; a server that nobody has taken on is left out. */
  readonly attention: Readonly<Record<string, Attention>>;
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

export interface HistoryRow {
  readonly report: ReportId;
  readonly file: string;
  readonly generatedAt: Instant | null;
  readonly receivedAt: Instant;
  readonly standing: 'current' | 'older' | 'future' | 'undated';
  readonly build: string | null;
}

export interface BuildAnswer extends BuildJudgement {
  readonly kind: 'build';
  readonly asked: string;
}

/** `ask` is the command to offer as a button. */
export interface Suggestion {
  readonly title: string;
  readonly ask: Intent;
  readonly server: ServerId | null;
}
