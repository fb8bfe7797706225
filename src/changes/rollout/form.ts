import type { Instant } from '../../core/clock.ts';
import { plainText } from '../../core/plain-text.ts';
import { ok, type Refusal, type Result } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { scopedServers, type ScopedServersOf } from '../approvals/scoped.ts';
import type { ChangeAnswer, ChangeRequest } from '../model.ts';
import { authorise } from '../permissions.ts';
import { aimOf } from '../target.ts';
import { plannedRollout } from './load-plan.ts';
import type { RolloutAnswer, RolloutCommand, RolloutPart } from './model.ts';
import type { PlannedPart } from './plan-rollout.ts';
import { readScope, rolloutTitle, scopeValue } from './scope.ts';

type FormCommand = Extract<RolloutCommand, { readonly kind: 'rollout-form' }>;
export type RolloutForm = Extract<RolloutAnswer, { readonly kind: 'rollout-form' }>;

/**
 * What a rollout would come to: its changes with their windows, what is left out and what fits nowhere. Writes nothing.
 * Refuses: `not-allowed`, and a scope that can't be told.
 */
export async function rolloutForm(app: ChangeApp, request: ChangeRequest, command: FormCommand): Promise<ChangeAnswer> {
  return app.database.read(async (reader) => {
    const refusal = await authorise(reader, app, request, 'propose');
    if (refusal) return { kind: 'refused', refusal };
    const form = await formOf(reader, app, command, app.clock.now());
    return form.ok ? form.value : { kind: 'refused', refusal: form.refusal };
  });
}

/** `problem`: why what was sent off was not taken. */
export async function formOf(
  reader: Reader,
  app: ChangeApp,
  { scope: asked, reason: typed }: Pick<FormCommand, 'scope' | 'reason'>,
  now: Instant,
  problem?: Refusal,
): Promise<Result<RolloutForm>> {
  const scope = await readScope(reader, asked);
  if (!scope.ok) return scope;
  const reason = plainText(typed);
  const { parts, left, unplaced, hash } = await plannedRollout(reader, app, { scope: scope.value, reason, now });
  const servers = parts.flatMap(({ plan }) => plan.servers.map(({ server }) => server));
  const names = await scopedServers(reader, servers);
  return ok({
    kind: 'rollout-form',
    asOf: now,
    ...(problem && { problem }),
    scope: scopeValue(scope.value),
    title: rolloutTitle(scope.value),
    reason,
    hash,
    parts: parts.map((part) => partOf(part, names)),
    left,
    unplaced,
  });
}

function partOf({ title, plan, because, conflicts }: PlannedPart, names: ScopedServersOf): RolloutPart {
  return {
    change: null,
    state: null,
    title,
    servers: plan.servers.map(({ server, target }) => ({
      id: server,
      name: names.get(server)?.name ?? server,
      aim: aimOf(target),
    })),
    window: plan.window,
    risk: plan.risk,
    because,
    approvals: null,
    conflicts: conflicts.map((conflict) => ({ ...conflict, override: null })),
  };
}
