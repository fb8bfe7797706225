import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Intake } from '../intake.ts';
import type { SweepMemory } from './memory.ts';
import type { Retries } from './retries.ts';
import type { Settling } from './settling.ts';

/** What one sweep needs and leaves for the next. */
export interface Sweep {
  readonly dir: string;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: SweepMemory;
  readonly settling: Settling;
  readonly retries: Retries;
  /** What was logged of a path, so that it is logged once. */
  readonly complaints: Map<string, string>;
  readonly atOnce: number;
  readonly stopped: () => boolean;
  /** Called for each file that is found, and when all are. */
  readonly onFound: () => void;
  readonly onLooked: () => void;
}
