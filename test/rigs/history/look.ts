import { currentCatalogue } from '../../../src/catalogue/current.ts';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import type { ChangeId, Plan } from '../../../src/changes/model.ts';
import { targetsFor } from '../../../src/changes/target.ts';
import type { Actor } from '../../../src/core/actor.ts';
import { instant } from '../../../src/core/clock.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import type { Freeze, MaintenanceRule } from '../../../src/maintenance/model.ts';
import type { ServerRow } from '../../../src/readiness/model.ts';
import { serverRows } from '../../../src/readiness/rows.ts';
import type { House } from './house.ts';
import { WANTED } from './model/evidence.ts';

/** What a person could see before they press. */
export interface Sight {
  readonly now: number;
  readonly changes: readonly SeenChange[];
  readonly rules: readonly MaintenanceRule[];
  readonly freezes: readonly Freeze[];
  readonly acks: readonly { id: string; author: Actor }[];
  readonly delegations: readonly { id: string; from: string }[];
  /** What the form offers of each server of the fleet that there is a target for, as drafts have it. */
  readonly offers: ReadonlyMap<string, readonly string[]>;
}

export interface SeenChange {
  readonly id: ChangeId;
  readonly state: string;
  readonly plan: Plan;
  readonly hash: string;
  readonly requester: Actor;
  /** What stands in its way as its card would say. */
  readonly keys: readonly string[];
}

/** Hashes of plans and rules that were seen before: somebody's old card still has them. */
export type Seen = Map<string, string[]>;

/** What histories plan. */
export const TARGETS: readonly string[] = [`build:${WANTED}`, 'gate:mitigation-service', 'gate:url-rewrite', 'retired'];

export async function look({ database, rooms, clock, places }: House, now: number): Promise<Sight> {
  return database.read(async (reader) => {
    const changes = await reader.selectFrom('changes').selectAll().orderBy('id').execute();
    const acks = await reader
      .selectFrom('acknowledgements')
      .selectAll()
      .orderBy('made_at')
      .orderBy('server_id')
      .execute();
    const delegations = await reader.selectFrom('delegations').selectAll().orderBy('set_at').execute();
    const rules = await reader.selectFrom('maintenance_rules').selectAll().orderBy('number').execute();
    const freezes = await reader.selectFrom('freezes').selectAll().orderBy('number').execute();
    const seen = changes.map((one) => ({
      id: one.id as ChangeId,
      state: one.state,
      plan: JSON.parse(one.plan) as Plan,
      hash: one.plan_hash,
      requester: JSON.parse(one.requester) as Actor,
      keys: [] as readonly string[],
    }));
    const open = seen.filter(({ state }) => state === 'proposed' || state === 'approved');
    const plans = open.map(({ plan }) => plan);
    const from = instant(Math.min(now, ...plans.map(({ window }) => window.start)));
    const to = instant(Math.max(now, ...plans.map(({ window }) => window.end)));
    const picture = await rooms.changes.picture(reader, { plans, from, to, now: clock.now() });
    for (const one of open) {
      const standing = conflictsIn(picture, one.plan, one.id).filter(({ severity }) => severity === 'blocks');
      one.keys = standing.map(({ key }) => key);
    }
    const catalogue = await currentCatalogue(reader);
    const rows = await serverRows(reader, [...places.keys()] as ServerId[], clock.now());
    const offered = (row: ServerRow) => targetsFor(row, catalogue).map(({ value }) => value);
    return {
      now,
      offers: new Map(rows.map((row) => [row.id, offered(row).filter((value) => TARGETS.includes(value))])),
      changes: seen,
      rules: rules.map(({ rule }) => JSON.parse(rule) as MaintenanceRule),
      freezes: freezes.map(({ freeze }) => JSON.parse(freeze) as Freeze),
      acks: acks.map(({ id, author }) => ({ id, author: JSON.parse(author) as Actor })),
      delegations: delegations.map(({ id, from_person }) => ({ id, from: from_person })),
    };
  });
}
