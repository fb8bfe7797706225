import type { Catalogue } from '../catalogue/model.ts';
import type { ChangeApp } from '../changes/app.ts';
import type { Clock } from '../core/clock.ts';
import { type Fleet, rememberedFleet } from '../readiness/remembered.ts';
import type { Database } from '../storage/database.ts';

/** What answering needs: where the fleet stands, the time, and what Microsoft has released. */
export interface Desk {
  readonly database: Database;
  readonly clock: Clock;
  readonly catalogue: () => Catalogue;
  /** What listing changes takes. */
  readonly changes: Pick<ChangeApp, 'policy' | 'rules'>;
}

const fleets = new WeakMap<Database, Fleet>();

/** One memory for each database, however many desks ask it. */
export function fleetOf({ database }: Pick<Desk, 'database'>): Fleet {
  const known = fleets.get(database) ?? rememberedFleet(database);
  fleets.set(database, known);
  return known;
}
