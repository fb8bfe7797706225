import type { FeedChange, FeedFreeze, FeedRule, FeedState } from '../../../src/calendar/feed/model.ts';
import { instant } from '../../../src/core/clock.ts';
import type { FreezeId, Occurrence, RuleId } from '../../../src/maintenance/model.ts';

function at(iso: string) {
  return instant(Date.parse(iso));
}

/** Two years. */
export const SPAN = { from: at('2026-01-01T00:00Z'), until: at('2028-01-01T00:00Z') };

export function aFeed(state: Partial<FeedState> = {}): FeedState {
  const nothing = { changes: [], freezes: [], rules: [] };
  return { instance: 'patchwarden.bot.contoso.example', audience: 'names', span: SPAN, ...nothing, ...state };
}

export function aFeedChange(change: Partial<FeedChange> = {}): FeedChange {
  return {
    id: 'CHG-0007',
    revision: 3,
    state: 'approved',
    start: at('2026-11-28T21:00Z'),
    end: at('2026-11-29T01:00Z'),
    zone: 'Europe/Berlin',
    servers: ['BER-EX01', 'BER-EX02'],
    reason: 'October security update.',
    changedAt: at('2026-11-21T09:00Z'),
    ...change,
  };
}

export function aFeedFreeze(freeze: Partial<FeedFreeze['freeze']> = {}, scope = 'all servers'): FeedFreeze {
  return {
    freeze: {
      id: 'FREEZE-0001' as FreezeId,
      revision: 1,
      name: 'Year end',
      start: at('2026-12-20T17:00Z'),
      end: at('2027-01-04T05:00Z'),
      effect: 'forbids',
      reason: 'The books are closed.',
      madeAt: at('2026-11-20T09:00Z'),
      ...freeze,
    },
    when: 'Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 06:00 Europe/Berlin',
    scope,
  };
}

export function aFeedRule(rule: Partial<FeedRule['rule']> = {}, occurrences: readonly Occurrence[] = []): FeedRule {
  return {
    rule: {
      id: 'RULE-0001' as RuleId,
      revision: 2,
      name: 'Sunday nights',
      zone: 'Europe/Berlin',
      recurrence: { kind: 'weekly', days: [7] },
      changedAt: at('2026-01-02T09:00Z'),
      ...rule,
    },
    occurrences,
    when: 'every Sunday, 22:00 to 02:00 Europe/Berlin',
    scope: 'all servers',
  };
}
