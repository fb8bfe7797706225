import { SECOND } from '../core/clock.ts';
import type { House } from '../wire.ts';

/** How often it is noticed that another process (the CLI) wrote. */
const LOOK_AROUND = 2 * SECOND;

/** Notices an overlay that the CLI loaded: cards show its date at once. @returns what ends it. */
export function lookAround({ database, clock, log, refreshCatalogue }: House): () => void {
  let seen = '';
  let stopped = false;
  let cancel = () => {};
  const look = async () => {
    try {
      const revision = await database.revision();
      if (revision !== seen) await refreshCatalogue();
      seen = revision;
    } catch (error) {
      log.warn({ err: error }, 'the database could not be looked at');
    }
    if (!stopped) cancel = clock.after(LOOK_AROUND, () => void look());
  };
  cancel = clock.after(LOOK_AROUND, () => void look());
  return () => {
    stopped = true;
    cancel();
  };
}
