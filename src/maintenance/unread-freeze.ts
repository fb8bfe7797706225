import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import { localAt, TZDATA } from '../core/local-time.ts';
import type { FreezesTable } from '../storage/schema/maintenance.ts';
import type { Freeze, FreezeId } from './model.ts';

const BY_NOBODY: Actor = { kind: 'system', job: 'maintenance' };
const ZONE = 'UTC';

/** Stands in for a freeze of which only the row's columns can be read: in doubt it forbids work everywhere while these say. */
export function unreadFreeze(row: Omit<FreezesTable, 'freeze'>): Freeze {
  const [start, end] = [row.starts_at as Instant, row.ends_at as Instant];
  return {
    id: row.id as FreezeId,
    revision: row.revision,
    name: 'Unreadable',
    start,
    end,
    localStart: localAt(start, ZONE),
    localEnd: localAt(end, ZONE),
    zone: ZONE,
    tzdata: TZDATA,
    scope: { by: 'all' },
    effect: 'forbids',
    reason: 'What is stored of it can not be read, so it forbids work everywhere.',
    author: BY_NOBODY,
    madeAt: start,
    liftedAt: row.lifted_at as Instant | null,
    liftedBy: row.lifted_at === null ? null : BY_NOBODY,
  };
}
