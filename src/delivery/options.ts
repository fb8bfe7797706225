import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Random } from '../core/random.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Database } from '../storage/database.ts';
import type { DeliveryMetrics, Limits, Messenger, Renders } from './model.ts';

export interface DispatcherOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly messenger: Messenger;
  readonly renders: Renders;
  readonly limits: Limits;
  readonly jobs: WakeupBook;
  readonly metrics: DeliveryMetrics;
  /** Calls under way at once; 100 unless told otherwise. */
  readonly concurrency?: number;
  /** For the pauses between tries; the system's unless told otherwise. */
  readonly random?: Random;
}
