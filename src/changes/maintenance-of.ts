import { covers } from '../maintenance/scope.ts';
import type { MaintenanceRule, Occurrence } from '../maintenance/model.ts';
import { occurrencesOf } from '../maintenance/occurrences.ts';
import { heldRules } from '../maintenance/store.ts';
import type { Reader } from '../storage/database.ts';
import { scopedServers } from './approvals/scoped.ts';
import type { Plan } from './model.ts';

/** A time that a rule opens. */
export interface Opening {
  readonly rule: MaintenanceRule;
  readonly occurrence: Occurrence;
}

/** The openings of rules for all servers of a plan that its window lies in, from a start that is allowed until its end. */
export async function openingsOf(reader: Reader, plan: Pick<Plan, 'servers' | 'window'>): Promise<Opening[]> {
  const rules = await heldRules(reader);
  if (rules.length === 0) return [];
  const { start, end } = plan.window;
  const scoped = await scopedServers(
    reader,
    plan.servers.map(({ server }) => server),
  );
  return rules
    .filter(({ scope }) => [...scoped].every(([id, { site, dag }]) => covers(scope, { id, site, dag })))
    .flatMap((rule) =>
      occurrencesOf(rule, start, end)
        .filter((occurrence) => occurrence.start <= start && start < occurrence.lastStart && end <= occurrence.end)
        .map((occurrence) => ({ rule, occurrence })),
    );
}
