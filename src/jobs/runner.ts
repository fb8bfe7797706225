import type { Clock } from '../core/clock.ts';

/** Handlers of one name that run at a time: a slow one leaves room for others, a flood leaves room for the bot. */
const AT_ONCE = 4;

/** Keeps the handlers that run in this process: a few of each name, and never two of one name and key. */
export interface Runner {
  /** How many more of this name may start. */
  room(name: string): number;
  /** The keys of this name that run. */
  busy(name: string): ReadonlySet<string>;
  /** Starts `work`, which must not reject; true: there may be more to do at once. */
  start(name: string, key: string, work: () => Promise<boolean>): void;
  /** Waits until nothing runs, for `patience` ms at most; false: something still does. */
  idle(patience: number): Promise<boolean>;
}

/** `goOn` is called where work has ended and there may be more. */
export function createRunner(clock: Clock, goOn: () => void): Runner {
  const names = new Map<string, Map<string, Promise<void>>>();

  function of(name: string): Map<string, Promise<void>> {
    const known = names.get(name) ?? new Map<string, Promise<void>>();
    names.set(name, known);
    return known;
  }

  return {
    room: (name) => AT_ONCE - of(name).size,
    busy: (name) => new Set(of(name).keys()),
    start(name, key, work) {
      const running = of(name);
      const ended = work().then((more) => {
        running.delete(key);
        if (more) goOn();
      });
      running.set(key, ended);
    },
    async idle(patience) {
      const all = [...names.values()].flatMap((running) => [...running.values()]);
      let takeBack = (): void => {};
      const tooLong = new Promise<boolean>((resolve) => {
        takeBack = clock.after(patience, () => resolve(false));
      });
      try {
        return await Promise.race([Promise.all(all).then(() => true), tooLong]);
      } finally {
        takeBack();
      }
    },
  };
}
