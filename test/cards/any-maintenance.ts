import fc from 'fast-check';
import type { AnyAnswer } from '../../src/cards/present.ts';
import type { RolloutPart } from '../../src/changes/rollout/model.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { changeStates } from '../../src/changes/states.ts';
import { DAY, instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { CalendarEntry, FreezeView, RuleView } from '../../src/maintenance/model.ts';
import { NOW } from '../support/factories.ts';
import { words } from './any-words.ts';
import { aConflict, ana, aPerson, aPlan, asActor, START } from './change-samples.ts';
import {
  aFreezeView,
  anOccurrence,
  aRuleView,
  freezeDraft,
  freezeId,
  ruleDraft,
  ruleId,
} from './maintenance-states.ts';
import { aPart, aRollout } from './rollout-states.ts';

const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Not/AZone');
const when = fc.integer({ min: -40, max: 400 }).map((days) => instant(START + days * DAY));
const digits = fc.integer({ min: 1, max: 9999 });

const rule: fc.Arbitrary<RuleView> = fc
  .record({ id: digits, said: words, zone, start: when, approved: fc.boolean(), next: fc.nat(3), length: fc.nat(900) })
  .map(({ id, said, zone: own, start, approved, next, length }) =>
    aRuleView(
      {
        id: ruleId(id),
        name: said,
        zone: own,
        noStartBefore: length * 60_000,
        approval: approved ? { by: asActor(aPerson(said, 3)), at: NOW, hash: 'd'.repeat(64) } : null,
      },
      {
        when: said,
        scope: said,
        next: Array.from({ length: next }, () => anOccurrence(start, { remarks: [said, said] })),
        ...(next === 0 && { problem: said }),
      },
    ),
  );

const freeze: fc.Arbitrary<FreezeView> = fc
  .record({
    id: digits,
    said: words,
    zone,
    start: when,
    current: fc.boolean(),
    effect: fc.constantFrom('forbids' as const, 'warns' as const),
  })
  .map(({ id, said, zone: own, start, current, effect }) =>
    aFreezeView(
      {
        id: freezeId(id),
        name: said,
        reason: said,
        zone: own,
        start,
        end: instant(start + 9 * DAY),
        effect,
        author: asActor(aPerson(said, 3)),
      },
      { scope: said, current },
    ),
  );

const entry: fc.Arbitrary<CalendarEntry> = fc.oneof(
  fc.record({ rule, start: when, said: words }).map(
    (of): CalendarEntry => ({
      kind: 'window',
      rule: of.rule,
      occurrence: anOccurrence(of.start, { remarks: [of.said] }),
    }),
  ),
  freeze.map((view): CalendarEntry => ({ kind: 'freeze', freeze: view })),
  fc.record({ id: digits, start: when, zone, title: words, blocked: fc.boolean() }).map(
    ({ id, start, ...rest }): CalendarEntry => ({
      kind: 'change',
      id: `CHG-${String(id).padStart(4, '0')}`,
      start,
      end: instant(start + DAY),
      state: 'in-progress',
      ...rest,
    }),
  ),
);

const part: fc.Arbitrary<RolloutPart> = fc
  .record({
    said: words,
    names: fc.array(words, { minLength: 1, maxLength: 16 }),
    zone,
    state: fc.option(fc.constantFrom(...changeStates)),
    conflicts: fc.array(words, { maxLength: 6 }),
    blocks: fc.boolean(),
  })
  .map(({ said, names, zone: own, state, conflicts, blocks }) =>
    aPart({
      change: state === null ? null : ('CHG-0007' as ChangeId),
      state,
      title: said,
      servers: names.map((name, at) => ({ id: serverId(`ex${at}`), name, aim: said })),
      window: { ...aPlan().window, zone: own },
      because: names.slice(0, 6),
      conflicts: conflicts.map((text) => aConflict({ text, key: 'k', severity: blocks ? 'blocks' : 'warns' })),
    }),
  );

const left = fc
  .array(words, { maxLength: 40 })
  .map((all) => all.map((text) => ({ server: serverId('ex1'), name: text, why: text })));
const scopes = fc.array(
  words.map((text) => ({ value: `site:${text.slice(0, 150)}`, title: text })),
  { maxLength: 80 },
);
const problem = fc.option(
  words.map((text) => ({ code: 'invalid' as const, message: text, hint: text })),
  { nil: undefined },
);

/** Any answer about maintenance rules, freezes and rollouts. */
export const anyMaintenance: fc.Arbitrary<AnyAnswer> = fc.oneof(
  fc
    .record({
      rules: fc.array(rule, { maxLength: 60 }),
      freezes: fc.array(freeze, { maxLength: 40 }),
      notice: fc.option(words),
    })
    .map((of): AnyAnswer => ({ kind: 'maintenance-rules', asOf: NOW, ...of })),
  fc
    .array(entry, { maxLength: 120 })
    .map((entries): AnyAnswer => ({ kind: 'maintenance-windows', asOf: NOW, until: instant(NOW + 28 * DAY), entries })),
  fc.record({ said: words, scopes, problem, edits: fc.boolean(), next: rule }).map(
    ({ said, scopes: choices, problem: why, edits, next }): AnyAnswer => ({
      kind: 'rule-form',
      asOf: NOW,
      ...(why && { problem: why }),
      edits: edits ? { rule: ruleId(1), revision: 2, name: said } : null,
      draft: Object.assign(
        { ...ruleDraft },
        ...['name', 'days', 'number', 'rrule', 'time', 'hours', 'zone', 'scope'].map((key) => ({
          [key]: said.slice(0, 300),
        })),
      ),
      readBack: { when: said, next: next.next, zone: next.rule.zone },
      scopes: choices,
    }),
  ),
  fc.record({ said: words, scopes, problem }).map(
    ({ said, scopes: choices, problem: why }): AnyAnswer => ({
      kind: 'freeze-form',
      asOf: NOW,
      ...(why && { problem: why }),
      draft: Object.assign(
        { ...freezeDraft },
        ...['name', 'fromDate', 'untilTime', 'zone', 'scope', 'reason'].map((key) => ({ [key]: said.slice(0, 300) })),
      ),
      readBack: said,
      scopes: choices,
    }),
  ),
  fc.record({ parts: fc.array(part, { maxLength: 40 }), left, unplaced: left, said: words, problem }).map(
    ({ said, problem: why, ...of }): AnyAnswer => ({
      kind: 'rollout-form',
      asOf: NOW,
      ...(why && { problem: why }),
      scope: said.slice(0, 300),
      title: said,
      reason: said.slice(0, 500),
      hash: 'a'.repeat(64),
      ...of,
    }),
  ),
  fc
    .record({
      parts: fc.array(part, { maxLength: 40 }),
      left,
      waiting: fc.nat(40),
      people: fc.array(words, { maxLength: 9 }),
      notice: fc.option(words),
      title: words,
    })
    .map(({ people, left: out, ...of }) =>
      aRollout({
        ...of,
        rollout: { ...aRollout().rollout, requester: asActor(ana), reason: of.title, left: out },
        may: people.map((name, at) => aPerson(name, at)),
      }),
    ),
);
