import type { Catalogue } from '../catalogue/model.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Database } from '../storage/database.ts';

/** The job that wakes a conversation's digest; its key is the conversation's id. */
export const DIGEST = 'digest';

/** What became of a due digest. `asked` was posted out of turn; `superseded` was overtaken before it was sent. */
export type DigestResult = 'posted' | 'asked' | 'edited' | 'missed' | 'superseded' | 'stopped';

/** Told after the commit; the process makes metrics of it. */
export interface DigestMetrics {
  composed(result: DigestResult, count: number): void;
}

export interface DigestApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: () => Catalogue;
  readonly jobs: WakeupBook;
  /** How late a digest may still be sent, in ms. */
  readonly grace: number;
  /** The zone where none was chosen. */
  readonly zone: string;
  readonly metrics: DigestMetrics;
}
