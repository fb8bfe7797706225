import { MINUTE } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Database, Reader } from '../storage/database.ts';
import { type JudgeContext, rejudge } from './project.ts';
import { dueServers, nextDue, outdatedJudgements } from './store.ts';
import type { ServerId } from '../core/ids.ts';

export interface Watch {
  /** Settles when everything that was due at the start has been judged. Rejects never: failures are logged and tried again. */
  readonly caughtUp: Promise<void>;
  /** Ends the watch; settles when the transaction under way is done. */
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly database: Database;
  readonly context: JudgeContext;
  readonly log: Log;
  /** Reads the catalogue again, as another process may have changed it. Called before each look. */
  readonly refreshCatalogue?: () => Promise<unknown>;
}

// New reports may fall due earlier than what was next, and the wall clock may be set: so it looks at least this often.
const LOOK_EVERY = MINUTE;
// One transaction keeps other writers out for some 20 ms.
const BATCH = 200;

/** Judges servers anew when time alone changes a verdict, when the catalogue has changed, and what was missed while nobody watched. */
export function startWatch(options: WatchOptions): Watch {
  const { database, context, log } = options;
  let stopped = false;
  let takeBack = () => {};
  let judgedBy: string | null = null;

  async function pass(): Promise<void> {
    await options.refreshCatalogue?.();
    if (context.catalogue().id !== judgedBy) {
      // Asked anew for each batch: the catalogue may change in between, and it is the new one that judges then.
      await drain((reader) => outdatedJudgements(reader, context.catalogue().id, BATCH));
      judgedBy = context.catalogue().id;
    }
    await drain((reader) => dueServers(reader, context.clock.now(), BATCH));
  }

  async function drain(find: (reader: Reader) => Promise<ServerId[]>): Promise<void> {
    while (!stopped) {
      const due = await database.read(find);
      if (due.length === 0) return;
      await database.transaction((tx) => rejudge(context, tx, due));
      log.info({ servers: due.length }, 'servers judged anew');
    }
  }

  async function look(): Promise<void> {
    let delay = LOOK_EVERY;
    try {
      await pass();
      const next = await database.read(nextDue);
      if (next !== null) delay = Math.min(LOOK_EVERY, Math.max(next - context.clock.now(), 0));
    } catch (error) {
      log.error({ err: error }, 'judging anew failed, tried again later');
    }
    if (!stopped) takeBack = context.clock.after(delay, begin);
  }

  function begin(): void {
    running = look();
  }

  let running = look();
  return {
    caughtUp: running,
    async stop() {
      stopped = true;
      takeBack();
      await running;
    },
  };
}
