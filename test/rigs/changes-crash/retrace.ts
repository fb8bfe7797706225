import { z } from 'zod';
import type { Plan } from '../../../src/changes/model.ts';
import { stateAt } from '../../../src/changes/state-at.ts';
import { type ChangeState, claims } from '../../../src/changes/states.ts';
import { type Actor, actorKey } from '../../../src/core/actor.ts';
import { type Instant, instant } from '../../../src/core/clock.ts';
import type { Freeze, MaintenanceRule } from '../../../src/maintenance/model.ts';
import { freezeSchema, ruleSchema } from '../../../src/maintenance/schema.ts';
import { covers } from '../../../src/maintenance/scope.ts';
import type { Kept, Row } from './kept.ts';
import { approvers, standsIn } from './model.ts';

/** What the log had said of a change by some row. */
interface Traced {
  readonly state: ChangeState;
  readonly hash: string;
  readonly plan: Plan;
  readonly rollout: string | null;
  /** Of the plan as it was then: keys of what is borne. */
  readonly borne: readonly string[];
  /** Who has voted on it, and for whom. */
  readonly voters: readonly string[];
}

interface Traces {
  readonly changes: Map<string, Traced>;
  readonly freezes: Map<string, Freeze>;
  readonly rules: Map<string, MaintenanceRule>;
  readonly retired: Set<string>;
}

const after = z.looseObject({
  state: z.string().transform((state) => state as ChangeState),
  plan: z.string(),
  planned: z
    .looseObject({})
    .transform((plan) => plan as unknown as Plan)
    .optional(),
  rollout: z.string().optional(),
  overrides: z.array(z.object({ plan: z.string(), keys: z.array(z.string()) })).optional(),
  vote: z.string().optional(),
  onBehalfOf: z.object({ person: z.string() }).nullish(),
  approvedBy: z.object({ kind: z.string(), rule: z.string().optional() }).nullish(),
});
type After = z.infer<typeof after>;

/**
 * Follows the log from its beginning, and holds each approval and start against what the log says of that moment: no freeze,
 * no other change that blocks and is not borne; a rule that approves is approved itself; a rollout is approved whole.
 */
export function retrace({ audit }: Pick<Kept, 'audit'>): string[] {
  const traces: Traces = { changes: new Map(), freezes: new Map(), rules: new Map(), retired: new Set() };
  return audit.flatMap((row) => step(traces, row));
}

function step(traces: Traces, row: Row<'audit'>): string[] {
  const { verb, subject, after: text } = row;
  switch (verb) {
    case 'freeze.set':
      traces.freezes.set(subject, freezeSchema.parse(JSON.parse(text ?? 'null')));
      return [];
    case 'freeze.lifted':
      traces.freezes.delete(subject);
      return [];
    case 'rule.set':
      traces.rules.set(subject, ruleSchema.parse(JSON.parse(text ?? 'null')));
      return [];
    case 'rule.approved':
      return approveRule(traces, row);
    case 'rule.removed':
      traces.rules.delete(subject);
      return [];
    case 'server.retired':
      traces.retired.add(subject);
      return [];
    case 'server.revived':
      traces.retired.delete(subject);
      return [];
    case 'rollout.approved':
      return approveRollout(traces, row);
  }
  return verb.startsWith('change.') ? change(traces, row) : [];
}

function approveRule({ rules }: Traces, { subject, actor, at }: Row<'audit'>): string[] {
  const rule = rules.get(subject);
  if (!rule) return [`${subject} was approved and was not there`];
  const by = JSON.parse(actor) as Actor;
  rules.set(subject, { ...rule, approval: { by, at: instant(at), hash: rule.hash } });
  return rule.authors.includes(actorKey(by)) ? [`${subject} was approved by an author`] : [];
}

/** Each change of it that waited then has this vote, or had it before. */
function approveRollout({ changes }: Traces, { subject, actor, at }: Row<'audit'>): string[] {
  const by = actorKey(JSON.parse(actor) as Actor);
  // Who approves in another's place may find that vote given.
  if (!approvers.some((one) => actorKey(one) === by)) return [];
  const waiting = [...changes].filter(
    ([, one]) => one.rollout === subject && standing(one, instant(at)) === 'proposed',
  );
  const without = waiting.filter(([, { voters }]) => !voters.includes(by));
  return without.map(([id]) => `${id} of ${subject} waited and was left out when it was approved`);
}

function change(traces: Traces, row: Row<'audit'>): string[] {
  const { subject, verb } = row;
  const said = after.parse(JSON.parse(row.after ?? 'null'));
  const before = traces.changes.get(subject);
  const plan = said.planned ?? before?.plan;
  if (!plan) return [`${subject} has no plan in the log`];
  const same = before?.hash === said.plan;
  const voters = said.vote ? [actorKey(JSON.parse(row.actor) as Actor), said.onBehalfOf?.person ?? ''] : [];
  const now: Traced = {
    state: said.state,
    hash: said.plan,
    plan,
    rollout: said.rollout ?? before?.rollout ?? null,
    borne: said.overrides
      ? said.overrides.filter((one) => one.plan === said.plan).flatMap(({ keys }) => keys)
      : same
        ? (before?.borne ?? [])
        : [],
    voters: same ? [...(before?.voters ?? []), ...voters] : voters,
  };
  traces.changes.set(subject, now);
  const decides = verb === 'change.approved' || verb === 'change.started' || said.vote === 'approve';
  if (!decides || plan.type === 'emergency') return [];
  const from = verb === 'change.started' ? row.at : plan.window.start;
  const found = [...unborne(traces, subject, now, { from, at: instant(row.at) }), ...byRule(traces, said, plan)];
  return found.map((what) => `${verb} of ${subject} (row ${row.seq}): ${what}`);
}

/** A maintenance rule that approves is one that somebody else has approved as it is, for all of these servers. */
function byRule({ rules }: Traces, { approvedBy }: After, { type, servers }: Plan): string[] {
  if (approvedBy?.kind !== 'rule') return [];
  const rule = rules.get(/\((RULE-\d+)\)$/.exec(approvedBy.rule ?? '')?.[1] ?? '');
  if (!rule?.preApproves || rule.approval === null || type !== 'standard') return ['approved by a rule that does not'];
  const all = servers.every(({ server }) => covers(rule.scope, { id: server, ...standsIn(server) }));
  return all ? [] : [`approved by ${rule.id}, which is not for it`];
}

/** What kept it from being decided or begun then and nobody bore, as far as the log tells. */
function unborne(
  { changes, freezes, retired }: Traces,
  self: string,
  { plan, borne }: Traced,
  { from, at }: { readonly from: number; readonly at: Instant },
): string[] {
  const meanwhile = (span: { readonly start: number; readonly end: number }): boolean =>
    span.start < plan.window.end && from < span.end;
  const ids = plan.servers.map(({ server }) => server);
  const frozen = [...freezes.values()].filter((freeze) => {
    if (freeze.effect !== 'forbids' || !meanwhile(freeze)) return false;
    // Where a retired server stood is not known any more.
    return ids.some((id) =>
      covers(freeze.scope, { id, ...(retired.has(id) ? { site: null, dag: null } : standsIn(id)) }),
    );
  });
  const found = frozen.filter(({ id }) => !borne.includes(`freeze ${id}`)).map(({ id }) => `${id} forbids it`);
  for (const [id, other] of changes) {
    const state = standing(other, at);
    const { start, end } = other.plan.window;
    // What runs on past its window is still at work.
    const span = { start, end: state === 'in-progress' ? Math.max(end, at + 1) : end };
    if (id === self || !claims(state) || !meanwhile(span)) continue;
    const theirs = other.plan.servers.map(({ server }) => server);
    for (const server of ids.filter((one) => theirs.includes(one)))
      if (!borne.includes(`same-server ${server} ${id}`)) found.push(`${server} is in ${id} too`);
    const shared = ids
      .filter((one) => !retired.has(one) && standsIn(one).dag !== null)
      .some((one) =>
        theirs.some((their) => their !== one && !retired.has(their) && standsIn(their).dag === standsIn(one).dag),
      );
    const isBorne = borne.some((key) => key.startsWith('same-dag ') && key.endsWith(` ${id}`));
    if (shared && !isBorne) found.push(`${id} works on its DAG too`);
  }
  return found;
}

function standing({ state, plan }: Traced, at: Instant): ChangeState {
  return stateAt({ state, plan }, at);
}
