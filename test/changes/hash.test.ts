import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { serverId } from '../../src/core/ids.ts';
import { instant } from '../../src/core/clock.ts';
import { planHash } from '../../src/changes/hash.ts';
import type { Plan } from '../../src/changes/model.ts';
import { aPlan, aWindow, SE_BUILD } from './plans.ts';

const target = fc.oneof(
  fc.record({
    kind: fc.constant('build' as const),
    build: fc.constantFrom('15.2.2562.56', '15.2.2562.53'),
    label: fc.string({ maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('gate' as const),
    gate: fc.constantFrom('ocs-endpoint' as const, 'url-rewrite' as const),
  }),
  fc.record({ kind: fc.constant('retired' as const), replacedBy: fc.option(fc.constantFrom('a.test', 'b.test')) }),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  type: fc.constantFrom('standard' as const, 'normal' as const, 'emergency' as const),
  servers: fc.array(fc.record({ server: fc.constantFrom('a.test', 'b.test', 'c.test').map(serverId), target }), {
    maxLength: 3,
  }),
  window: fc.record({
    start: fc.integer({ min: 0, max: 3 }).map(instant),
    end: fc.integer({ min: 0, max: 3 }).map(instant),
    local: fc.string({ maxLength: 3 }),
    zone: fc.constantFrom('UTC', 'Europe/Berlin'),
    tzdata: fc.constantFrom('2026a', '2026c'),
  }),
  reason: fc.string({ maxLength: 3 }),
  risk: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
  riskWhy: fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
  impact: fc.string({ maxLength: 3 }),
  backout: fc.string({ maxLength: 3 }),
  adPrep: fc.boolean(),
});

/** The same value with the members of every object the other way round. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turned(part)]),
  ) as T;
}

describe('planHash', () => {
  it('is the same for the same plan, however its members are ordered and whether or not it was stored', () => {
    fc.assert(
      fc.property(plan, (one) => {
        assert.equal(planHash(turned(one)), planHash(one));
        assert.equal(planHash(JSON.parse(JSON.stringify(one)) as Plan), planHash(one));
      }),
    );
  });

  it('is another one for every other plan', () => {
    fc.assert(
      fc.property(plan, plan, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        assert.equal(planHash(one) === planHash(other), same);
      }),
      { numRuns: 500 },
    );
  });

  it('changes with each single thing a vote is given on', () => {
    const base = aPlan();
    const [first, second] = base.servers;
    assert.ok(first && second);
    const others: Plan[] = [
      { ...base, type: 'standard' },
      { ...base, servers: [second, first] },
      { ...base, servers: [first] },
      { ...base, servers: [{ ...first, target: { kind: 'retired', replacedBy: null } }, second] },
      { ...base, servers: [{ ...first, target: { ...SE_BUILD, build: '15.2.2562.53' } as typeof SE_BUILD }, second] },
      { ...base, window: aWindow({ end: instant(base.window.end + 60_000) }) },
      { ...base, window: aWindow({ zone: 'Europe/Paris' }) },
      { ...base, reason: `${base.reason} ` },
      { ...base, risk: 'high' },
      { ...base, impact: '' },
      { ...base, backout: '' },
      { ...base, adPrep: true },
    ];
    const hashes = [base, ...others].map(planHash);
    assert.equal(new Set(hashes).size, hashes.length);
  });
});
