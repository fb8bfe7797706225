import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HOUR, later } from '../../src/core/clock.ts';
import { approversFor, approvingAs, mayApprove, rolesToApprove } from '../../src/people/approvers.ts';
import type { ScopedServer } from '../../src/people/approvers.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import type { Policy } from '../../src/people/policy.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, aUser, BO, CLI, CY, DI, keyOf, ROOT, TENANT } from './house.ts';

const ED = aUser('Ed Evans', 5);
const server = (over: Partial<ScopedServer> = {}): ScopedServer => ({
  name: 'BER-EX01',
  site: 'Berlin',
  dag: 'DAG-BER',
  product: 'se',
  ...over,
});
const berlin = { by: 'site', value: 'berlin' } as const;
const scoped: Policy = {
  ...defaultPolicy,
  approvers: [
    { scope: berlin, people: [BO.aadObjectId] },
    { scope: { by: 'dag', value: 'DAG-PAR' }, people: [CY.aadObjectId] },
  ],
  fallbacks: [ED.aadObjectId],
};

describe('whom a policy lets approve a server', () => {
  it('is every approver where no rule covers it, else who is named by one that does', () => {
    const ids = [BO, CY, DI].map(({ aadObjectId }) => aadObjectId);
    const rule = fc.record({
      scope: fc.record({
        by: fc.constantFrom('site', 'dag', 'product' as const),
        value: fc.constantFrom('Berlin', 'PARIS', 'DAG-BER', 'se'),
      }),
      people: fc.subarray(ids, { minLength: 1 }),
    });
    const place = fc.constantFrom('berlin', 'paris', null);
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), place, fc.constantFrom(...ids), (approvers, site, id) => {
        const one = server({ site });
        const covering = approvers.filter(
          ({ scope }) => one[scope.by] !== null && one[scope.by]?.toLowerCase() === scope.value.toLowerCase(),
        );
        const expected = covering.length === 0 || covering.some(({ people }) => people.includes(id));
        assert.equal(mayApprove({ ...defaultPolicy, approvers }, id.toUpperCase(), one), expected);
      }),
    );
  });
});

onBothDialects((_name, open) => {
  async function house() {
    const a = aPeopleHouse(await open());
    await a.give(BO, 'approver');
    await a.give(CY, 'approver', 'operator');
    await a.give(DI, 'operator');
    const now = a.clock.now();
    const names = (policy: Policy, servers: readonly ScopedServer[], escalated = false, at = now) =>
      a.database.read(async (reader) => {
        const people = await approversFor(reader, a.rules, policy, servers, at, { escalated });
        return people.map(({ name, aadObjectId }) => name ?? aadObjectId);
      });
    return { ...a, now, names };
  }

  describe('who may approve a change', () => {
    it('is every approver and admin where the policy names nobody, the nameless last', async () => {
      const a = await house();
      assert.deepEqual(await a.names(defaultPolicy, [server()]), ['Bo Berg', 'Cy Chen', ROOT.aadObjectId]);
    });

    it('is who may approve each of its servers', async () => {
      const a = await house();
      const paris = server({ site: 'Paris', dag: 'dag-par' });
      assert.deepEqual(await a.names(scoped, [server()]), ['Bo Berg']);
      assert.deepEqual(await a.names(scoped, [paris]), ['Cy Chen']);
      assert.deepEqual(await a.names(scoped, [server(), paris]), []);
      assert.deepEqual(await a.names(scoped, [server({ site: null })]), ['Bo Berg', 'Cy Chen', ROOT.aadObjectId]);
    });

    it('is the fallbacks too once they were asked, seen or not, whatever the scope', async () => {
      const a = await house();
      assert.deepEqual(await a.names(scoped, [server()], true), ['Bo Berg', ED.aadObjectId]);
      await a.give(ED);
      assert.deepEqual(await a.names(scoped, [server()], true), ['Bo Berg', 'Ed Evans']);
    });

    it('is who acts for one of them then, and not a moment longer', async () => {
      const a = await house();
      await a.lend(BO, DI, a.now, later(a.now, HOUR));
      assert.deepEqual(await a.names(scoped, [server()]), ['Bo Berg', 'Di Diaz']);
      assert.deepEqual(await a.names(scoped, [server()], false, later(a.now, HOUR)), ['Bo Berg']);
    });

    it('is nobody by a right that was revoked', async () => {
      const a = await house();
      await a.lend(BO, DI, a.now, later(a.now, HOUR));
      await a.say(ROOT, { kind: 'revoke', role: 'approver', person: keyOf(BO), name: null });
      assert.deepEqual(await a.names(scoped, [server()]), []);
      await a.say(ROOT, { kind: 'grant', role: 'approver', person: keyOf(BO), name: null });
      assert.deepEqual(await a.names(scoped, [server()]), ['Bo Berg', 'Di Diaz']);
    });
  });

  describe('in whose right somebody approves', () => {
    it("is told as one's own and others'", async () => {
      const a = await house();
      await a.lend(BO, CY, a.now, later(a.now, HOUR));
      await a.lend(CY, DI, a.now, later(a.now, HOUR));
      const as = (actor: typeof BO, policy = defaultPolicy) =>
        a.database.read(async (reader) => {
          const { own, onBehalfOf } = await approvingAs(reader, a.rules, policy, actor, [server()], a.now, {
            escalated: false,
          });
          return [own, onBehalfOf.map(({ name }) => name)];
        });
      assert.deepEqual(await as(BO), [true, []]);
      assert.deepEqual(await as(CY), [true, ['Bo Berg']]);
      assert.deepEqual(await as(CY, scoped), [false, ['Bo Berg']]);
      assert.deepEqual(await as(DI), [false, ['Bo Berg', 'Cy Chen']]);
      assert.deepEqual(await as(ANA), [false, []]);
      assert.deepEqual(await as(CLI as typeof BO), [false, []]);
    });

    it('gives who acts for an approver, and a fallback, the role to ask with', async () => {
      const a = await house();
      await a.lend(BO, DI, a.now, later(a.now, HOUR));
      const roles = (actor: Parameters<typeof rolesToApprove>[3], at = a.now) =>
        a.database.read(async (reader) => [...(await rolesToApprove(reader, a.rules, scoped, actor, at))]);
      assert.deepEqual(await roles(DI), ['operator', 'approver']);
      assert.deepEqual(await roles(DI, later(a.now, HOUR)), ['operator']);
      assert.deepEqual(await roles(ED), ['approver']);
      assert.deepEqual(await roles(ANA), []);
      assert.deepEqual(await roles({ ...ED, tenantId: TENANT.toUpperCase() }), ['approver']);
    });
  });
});
