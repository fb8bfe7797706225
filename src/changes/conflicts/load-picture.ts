import { currentCatalogue } from '../../catalogue/current.ts';
import type { Policy } from '../../people/policy.ts';
import { serverRows } from '../../readiness/rows.ts';
import type { PictureOf } from '../app.ts';
import type { ChangeState } from '../states.ts';
import { stateAt } from '../state-at.ts';
import { changesWithin } from '../store.ts';

export interface PictureSettings {
  readonly policy: Pick<Policy, 'dags' | 'minutes'>;
  /** Milliseconds. */
  readonly maxEvidenceAge: number;
}

/** What is still to be worked on. What is done, or was missed, takes no time of its window any more. */
const claiming: readonly ChangeState[] = ['proposed', 'approved', 'in-progress'];

/** Loads what decides about conflicts of plans, in a few queries however many they are. */
export function pictureOf({ policy }: PictureSettings): PictureOf {
  return async (reader, { plans, from, to, now }) => {
    const ids = [...new Set(plans.flatMap(({ servers }) => servers.map(({ server }) => server)))];
    const rows = await serverRows(reader, ids, now);
    const touching = await changesWithin(reader, ids, { start: from, end: to });
    const changes = [...new Map(touching.map(({ change }) => [change.id, change])).values()];
    return {
      now,
      catalogue: await currentCatalogue(reader),
      minutes: policy.minutes,
      servers: new Map(
        rows.map(({ id, name, role, observedAt }) => [
          id,
          {
            id,
            name,
            site: null,
            dag: null,
            role,
            observedAt,
            fresh: true,
            service: 'unknown' as const,
            internetFacing: null,
          },
        ]),
      ),
      rows: new Map(rows.map((row) => [row.id, row])),
      sites: new Map(),
      dags: new Map(),
      changes: changes
        .filter((change) => claiming.includes(stateAt(change, now)))
        .map(({ id, state, plan }) => ({
          id,
          type: plan.type,
          state,
          window: plan.window,
          servers: plan.servers.map(({ server }) => server),
        })),
      rules: [],
      freezes: [],
    };
  };
}
