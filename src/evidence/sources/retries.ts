import { MINUTE, SECOND } from '../../core/clock.ts';

/** When a file that could not be read or stored is tried again: at once a few times, then less and less often. */
export interface Retries {
  /** `moment`: monotonic milliseconds. */
  isDue(path: string, moment: number): boolean;
  failed(path: string, moment: number): void;
  keepOnly(paths: ReadonlySet<string>): void;
}

const AT_ONCE = 3;
const FIRST_PAUSE = 20 * SECOND;
const LONGEST_PAUSE = 10 * MINUTE;

export function retries(): Retries {
  const failures = new Map<string, { readonly times: number; readonly notBefore: number }>();
  return {
    isDue: (path, moment) => moment >= (failures.get(path)?.notBefore ?? 0),
    failed(path, moment) {
      const times = (failures.get(path)?.times ?? 0) + 1;
      const pause = times < AT_ONCE ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(times - AT_ONCE, 10));
      failures.set(path, { times, notBefore: moment + pause });
    },
    keepOnly(paths) {
      for (const path of failures.keys()) if (!paths.has(path)) failures.delete(path);
    },
  };
}
