import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, storageBusy } from './errors.ts';

const LONGEST_PAUSE = 25;

/**
 * Tries until no other process is in SQLite's way, with growing, jittered pauses that leave the event loop free.
 * @throws StorageBusy after `patience` ms.
 */
export async function patiently<T>(path: string, patience: number, attempt: () => T): Promise<T> {
  const end = performance.now() + patience;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    try {
      return attempt();
    } catch (error) {
      if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
      if (performance.now() > end) throw storageBusy(path, error);
    }
    // A timer that keeps the process alive: a command line has nothing else to wait for.
    await delay(pause * (0.5 + Math.random()));
  }
}
