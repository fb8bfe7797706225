import { freshRecord } from '../../src/changes/fresh-record.ts';
import { planHash } from '../../src/changes/hash.ts';
import type { Change, ChangeId, ChangeRecord, Plan } from '../../src/changes/model.ts';
import { insertChange, saveServers } from '../../src/changes/store.ts';
import type { ChangeState } from '../../src/changes/states.ts';
import type { Actor } from '../../src/core/actor.ts';
import { HOUR, type Instant, instant } from '../../src/core/clock.ts';
import type { ServerId } from '../../src/core/ids.ts';
import type { Database } from '../../src/storage/database.ts';
import { aPlan, aWindow, SE_BUILD } from '../changes/plans.ts';

export const BO: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'bo', name: 'Bo' };

export interface Sketch {
  readonly number: number;
  readonly servers: readonly ServerId[];
  readonly state?: ChangeState;
  /** ISO 8601; lasts four hours. */
  readonly start?: string;
  readonly plan?: Partial<Plan>;
  readonly record?: Partial<ChangeRecord>;
}

/** Stores a change as it stands, without anything that comes with its verbs. */
export async function keepChange(database: Database, now: Instant, sketch: Sketch): Promise<Change> {
  const start = instant(Date.parse(sketch.start ?? '2026-11-28T21:00:00Z'));
  const servers = sketch.servers.map((server) => ({ server, target: SE_BUILD }));
  const window = aWindow({ start, end: instant(start + 4 * HOUR) });
  const plan = aPlan({ servers, window, ...sketch.plan });
  const change: Change = {
    id: `CHG-${String(sketch.number).padStart(4, '0')}` as ChangeId,
    revision: 1,
    state: sketch.state ?? 'proposed',
    requester: BO,
    plan,
    planHash: planHash(plan),
    createdAt: now,
    dueAt: null,
    record: { ...freshRecord({ author: BO, place: null, now }), ...sketch.record },
  };
  await database.transaction(async (tx) => {
    await insertChange(tx, change);
    await saveServers(tx, change);
  });
  return change;
}
