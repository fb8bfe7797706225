import type { Clock } from '../core/clock.ts';

/** Does one thing again and again, never twice at a time. Only ever early or late: what is due stands in rows. */
export interface Ticker {
  /** Does it at once, or once more when it is being done. Resolves when that is over; never rejects. */
  hurry(): Promise<void>;
  /** Ends the repetition and waits for the turn that runs. */
  stop(): Promise<void>;
}

/** `turn` gives the pause until the next one in ms and must not reject. The first turn comes with the first `hurry`. */
export function createTicker(clock: Clock, turn: () => Promise<number>): Ticker {
  let takeBack = (): void => {};
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    let pause: number;
    do {
      again = false;
      pause = await turn();
    } while (again && !stopped);
    running = null;
    // A timer may fire a moment early, and a pause of nothing would then spin.
    if (!stopped) takeBack = clock.after(Math.max(1, pause), () => void hurry());
  }

  function hurry(): Promise<void> {
    if (stopped) return running ?? Promise.resolve();
    if (running === null) {
      takeBack();
      running = run();
    } else {
      again = true;
    }
    return running;
  }

  return {
    hurry,
    async stop() {
      stopped = true;
      takeBack();
      await running;
    },
  };
}
