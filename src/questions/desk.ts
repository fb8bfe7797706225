import type { Catalogue } from '../catalogue/model.ts';
import type { ChangeFilter } from '../changes/filter.ts';
import type { ChangeRow } from '../changes/model.ts';
import type { Clock, Instant } from '../core/clock.ts';
import type { PersonKey } from '../people/identity.ts';
import { type Fleet, rememberedFleet } from '../readiness/remembered.ts';
import type { Database, Reader } from '../storage/database.ts';

/** What answering needs: where the fleet stands, the time, and what Microsoft has released. */
export interface Desk {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalogue: () => Catalogue;
  readonly changes: ChangeReads;
}

/** Lists of changes, as they read at `now`, in the order in which they are shown. */
export interface ChangeReads {
  list(reader: Reader, filter: ChangeFilter, now: Instant): Promise<readonly ChangeRow[]>;
  /** What waits for a vote or a review of this person, or of somebody for whom they act. */
  approvals(reader: Reader, person: PersonKey, now: Instant): Promise<readonly ChangeRow[]>;
}

const fleets = new WeakMap<Database, Fleet>();

/** One memory for each database, however many desks ask it. */
export function fleetOf({ database }: Pick<Desk, 'database'>): Fleet {
  const known = fleets.get(database) ?? rememberedFleet(database);
  fleets.set(database, known);
  return known;
}
