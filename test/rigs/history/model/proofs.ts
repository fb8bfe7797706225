import { type ModelChange, readAt } from './changes.ts';
import { proven } from './evidence.ts';
import type { Model } from './model.ts';

export function allProven(model: Model, change: ModelChange, now: number): boolean {
  const since = change.startedAt ?? change.createdAt;
  return change.plan.servers.every(({ server, target }) => proven(model.fleet, server, target, since, now));
}

/** After evidence on a server: a change that it proves and that is open all the same. */
export function unproven(model: Model, server: string, now: number): string | null {
  for (const change of model.changes.values()) {
    if (!change.plan.servers.some((one) => one.server === server) || !allProven(model, change, now)) continue;
    const state = readAt(change, now);
    const closes = ['proposed', 'approved', 'missed', 'implemented'].includes(state);
    if (closes || (state === 'in-progress' && now >= change.plan.window.end)) return `${change.id} is ${state}`;
  }
  return null;
}
