import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import type { Tx } from '../storage/database.ts';

/**
 * A wake-up call, and no more: at least once, at `at` or later. What is to be done then stands in the caller's own rows,
 * so a handler looks there first and may run twice.
 */
export interface Wakeup {
  /** Which handler: `deliver`, `digest`. */
  readonly name: string;
  readonly key: string;
  readonly at: Instant;
  readonly payload: Json;
}

/** What a handler writes through: refused once another process has taken the work over. */
export interface JobRun {
  /** As `Database.transaction`. @throws LeaseLost, and nothing is written, when this process no longer holds the work. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** A throw brings the job back later, with growing pauses. Must return within seconds: long work is cut into jobs. */
export type Handler = (job: Wakeup, run: JobRun) => Promise<void>;

/** Enqueuing alone: what verbs and the CLI need. */
export interface WakeupBook {
  /** In the caller's transaction: a rollback takes the job with it. The same name, key and instant twice is one job. */
  enqueue(tx: Tx, job: Wakeup): Promise<void>;
}

export type JobsStanding =
  | { readonly role: 'idle' }
  | { readonly role: 'working' }
  /** Another process holds the work on this SQLite file. */
  | { readonly role: 'standby'; readonly holder: string };

export interface JobsBacklog {
  /** Jobs that wait, due or not. */
  readonly waiting: number;
  /** How late the most overdue one is, in ms; 0: none is due. */
  readonly lag: number;
}

export interface Jobs extends WakeupBook {
  /** Begins to run jobs; a job of an unknown name waits. @throws when called twice. */
  work(handlers: Readonly<Record<string, Handler>>): Promise<void>;
  standing(): JobsStanding;
  backlog(): Promise<JobsBacklog>;
  /** Runs nothing new, waits for the handlers that run, gives the work up at once for others to take. */
  stop(): Promise<void>;
}
