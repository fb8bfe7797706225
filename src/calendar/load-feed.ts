import { filtered } from '../changes/lists/store.ts';
import type { Change } from '../changes/model.ts';
import { stateAt } from '../changes/state-at.ts';
import { type Instant, instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import type { Freeze, MaintenanceRule, MaintenanceScope, Occurrence } from '../maintenance/model.ts';
import { occurrencesOf } from '../maintenance/occurrences.ts';
import { type NameOf, scopeText, serversNamed } from '../maintenance/scope.ts';
import { heldFreezes, heldRules, namesOf } from '../maintenance/store.ts';
import { freezeText, whenText } from '../maintenance/words.ts';
import { countText } from '../readiness/words.ts';
import type { Reader } from '../storage/database.ts';
import type { FeedChange, FeedFreeze, FeedRule, FeedState, Span } from './feed/model.ts';

export interface FeedQuestion extends Pick<FeedState, 'audience' | 'instance'> {
  readonly now: Instant;
}

/** Everything that a calendar shows at `now`: open changes, freezes and rules, from this year's first day to next year's last. */
export async function loadFeed(reader: Reader, { now, audience, instance }: FeedQuestion): Promise<FeedState> {
  const span = spanAt(now);
  const changes = await filtered(reader, 'open', now, null);
  const freezes = await heldFreezes(reader, span.from, span.until);
  const rules = await heldRules(reader);
  const names = await namesOf(reader, [
    ...changes.flatMap(({ plan }) => plan.servers.map(({ server }) => server)),
    ...[...freezes, ...rules].flatMap(({ scope }) => serversNamed(scope)),
  ]);
  const nameOf: NameOf = (id: ServerId) => names.get(id) ?? id;
  const scopeOf = (scope: MaintenanceScope) =>
    audience === 'counts' && scope.by === 'servers'
      ? countText(scope.servers.length, 'server')
      : scopeText(scope, nameOf);
  return {
    instance,
    audience,
    span,
    changes: changes.flatMap((change) => feedChange(change, now, nameOf) ?? []),
    freezes: freezes.map((freeze: Freeze): FeedFreeze => {
      return { freeze, when: freezeText(freeze), scope: scopeOf(freeze.scope) };
    }),
    rules: rules.map((rule) => ({ ...feedRule(rule, span), scope: scopeOf(rule.scope) })),
  };
}

/** Whole years in UTC: with the day it would be another text every day. */
function spanAt(now: Instant): Span {
  const year = new Date(now).getUTCFullYear();
  return { from: instant(Date.UTC(year, 0, 1)), until: instant(Date.UTC(year + 2, 0, 1)) };
}

function feedChange(change: Change, now: Instant, nameOf: NameOf): FeedChange | null {
  const state = stateAt(change, now);
  if (state !== 'proposed' && state !== 'approved' && state !== 'in-progress') return null;
  const { plan, record } = change;
  return {
    id: change.id,
    revision: change.revision,
    state,
    start: plan.window.start,
    end: plan.window.end,
    zone: plan.window.zone,
    servers: plan.servers.map(({ server }) => nameOf(server)),
    reason: plan.reason,
    changedAt: instant(Math.max(change.createdAt, record.askedAt, record.since)),
  };
}

/** From when it became what it is: what it said before is nobody's business any more. */
function feedRule(rule: MaintenanceRule, span: Span): Omit<FeedRule, 'scope'> {
  const from = instant(Math.max(span.from, rule.changedAt));
  return { rule, occurrences: openings(rule, from, span.until), when: whenText(rule) };
}

/** Rules change rarely, readers come every hour, and two years of days take a while to look up. */
const MOST_KEPT = 200;
const kept = new Map<string, readonly Occurrence[]>();

function openings(rule: MaintenanceRule, from: Instant, until: Instant): readonly Occurrence[] {
  const { zone, recurrence, time, length, noStartBefore } = rule;
  const key = canonical([{ zone, recurrence, time, length, noStartBefore }, from, until]);
  const known = kept.get(key);
  if (known) return known;
  const found = occurrencesOf(rule, from, until);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, found);
  return found;
}
