import type { ModelPlan } from './changes.ts';
import type { ModelFleet } from './evidence.ts';
import type { Model } from './model.ts';

const levels = ['low', 'medium', 'high'] as const;

/** The risk of some work by what the servers have now: the heaviest, and a step more for several members of one DAG. */
export function riskOf({ fleet, world }: Model, servers: ModelPlan['servers'], raised: string): ModelPlan['risk'] {
  const heaviest = Math.max(...servers.map((planned) => levels.indexOf(ofWork(fleet, planned))));
  const dags = servers.flatMap(({ server }) => world.places.get(server)?.dag ?? []);
  const step = new Set(dags).size < dags.length ? 1 : 0;
  const asked = (levels as readonly string[]).indexOf(raised);
  return levels[Math.min(Math.max(heaviest + step, asked), 2)] ?? 'high';
}

function ofWork(fleet: ModelFleet, { server, target }: ModelPlan['servers'][number]): ModelPlan['risk'] {
  if (target.kind === 'gate') return 'low';
  const has = fleet.current.get(server)?.build ?? null;
  if (target.kind === 'retired' || has === null) return 'high';
  return has === target.build ? 'low' : 'medium';
}
