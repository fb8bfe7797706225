import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadFeed } from '../../src/calendar/load-feed.ts';
import { feedOf } from '../../src/calendar/feed/feed-of.ts';
import { DAY, instant, isoOf, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { insertFreeze, insertRule } from '../../src/maintenance/store.ts';
import type { FreezeId, RuleId } from '../../src/maintenance/model.ts';
import { ANA, aPlanHouse, BO, CY } from '../changes/plan-house.ts';
import { aDraft } from '../changes/plans.ts';
import { aFreeze, aRule } from '../maintenance/rules.ts';
import { onBothDialects } from '../support/database.ts';

const FAIL = serverId('fail-01.contoso.test');
const UPDATE = 'build:15.2.2562.56';

onBothDialects((_name, open) => {
  async function house() {
    const a = await aPlanHouse(await open());
    const proposed = await a.done(ANA, { kind: 'propose', draft: aDraft([[FAIL, UPDATE]]) });
    const load = (audience: 'names' | 'counts' = 'names', now = a.fleet.clock.now()) =>
      a.database.read((reader) => loadFeed(reader, { now, audience, instance: 'patchwarden' }));
    return { ...a, proposed, load };
  }

  it('shows a proposal until its window begins, and an approved change until its window is over', async () => {
    const a = await house();
    const { start, end } = a.proposed.change.plan.window;
    const states = async (now = a.fleet.clock.now()) => (await a.load('names', now)).changes.map(({ state }) => state);

    assert.deepEqual(await states(), ['proposed']);
    assert.deepEqual(await states(start), []);

    for (const approver of [BO, CY]) {
      await a.say(approver, { kind: 'approve', change: a.proposed.change.id, plan: a.proposed.change.planHash });
    }
    assert.deepEqual(await states(), ['approved']);
    assert.deepEqual(await states(instant(end - 1)), ['approved']);
    assert.deepEqual(await states(end), []);
  });

  it('tells servers by their names, with the revision and the instant of the change itself', async () => {
    const a = await house();

    const [change] = (await a.load()).changes;

    assert.deepEqual(change?.servers, ['FAIL-01']);
    assert.equal(change?.revision, a.proposed.change.revision);
    assert.equal(change?.changedAt, a.proposed.change.record.since);
  });

  it('shows freezes and rules that hold, from the first day of this year to the last of the next', async () => {
    const a = await house();
    const now = a.fleet.clock.now();
    await a.database.transaction(async (tx) => {
      await insertFreeze(tx, aFreeze());
      await insertFreeze(tx, aFreeze({ id: 'FREEZE-0002' as FreezeId, liftedAt: now, liftedBy: ANA }));
      await insertFreeze(
        tx,
        aFreeze({
          id: 'FREEZE-0003' as FreezeId,
          start: instant(Date.parse('2024-12-20T00:00Z')),
          end: instant(Date.parse('2025-01-02T00:00Z')),
        }),
      );
      await insertRule(tx, aRule());
      await insertRule(tx, aRule({ id: 'RULE-0002' as RuleId, name: 'Gone', removedAt: now }));
    });

    const { span, freezes, rules } = await a.load();

    assert.deepEqual([isoOf(span.from), isoOf(span.until)], ['2026-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z']);
    assert.deepEqual(
      freezes.map(({ freeze, scope }) => [freeze.id, scope]),
      [['FREEZE-0001', 'all servers']],
    );
    assert.deepEqual(
      rules.map(({ rule, when }) => [rule.id, when]),
      [['RULE-0001', 'every Saturday, 22:00 to 02:00 Europe/Berlin (4 hours)']],
    );
    const starts = rules[0]?.occurrences.map(({ start }) => isoOf(start)) ?? [];
    assert.deepEqual([starts[0], starts.at(-1)], ['2026-11-07T21:00:00.000Z', '2027-12-25T21:00:00.000Z']);
  });

  it('counts the servers that a scope names where names are not told', async () => {
    const a = await house();
    await a.database.transaction(async (tx) => {
      await insertFreeze(tx, aFreeze({ scope: { by: 'servers', servers: [FAIL] }, name: 'Audit' }));
      await insertRule(tx, aRule({ scope: { by: 'site', value: 'Berlin' } }));
    });

    const state = await a.load('counts');

    assert.deepEqual([state.freezes[0]?.scope, state.rules[0]?.scope], ['1 server', 'Berlin (site)']);
    assert.doesNotMatch(feedOf(state), /FAIL/i);
    assert.equal((await a.load('names')).freezes[0]?.scope, 'FAIL-01');
  });

  it('is the same, byte by byte, on another day of the year when nothing has changed', async () => {
    const a = await house();
    await a.database.transaction((tx) => insertRule(tx, aRule()));
    const now = a.fleet.clock.now();

    assert.equal(feedOf(await a.load('names', later(now, DAY))), feedOf(await a.load()));
  });
});
