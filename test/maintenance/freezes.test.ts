import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, instant, later } from '../../src/core/clock.ts';
import type { CalendarEntry, FreezeId, MaintenanceCommand } from '../../src/maintenance/model.ts';
import { rezoneFreezes } from '../../src/maintenance/rezone-freezes.ts';
import { findFreeze, heldFreezes, heldRules, insertFreeze, insertRule } from '../../src/maintenance/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { ANA, aUser, BO, CY, DI } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { at } from '../support/evidence.ts';
import { aMaintenanceHouse, problemOf } from './house.ts';
import { aFreeze, aFreezeDraft, aRule } from './rules.ts';

const setting = (over: Partial<ReturnType<typeof aFreezeDraft>> = {}): MaintenanceCommand => ({
  kind: 'set-freeze',
  draft: aFreezeDraft(over),
});
const FIRST = 'FREEZE-0001' as FreezeId;

async function spoil(database: Database, table: 'maintenance_rules' | 'freezes', text: string): Promise<void> {
  await database.transaction((tx) =>
    table === 'freezes'
      ? tx.updateTable('freezes').set({ freeze: text }).where('id', '=', FIRST).execute()
      : tx.updateTable('maintenance_rules').set({ rule: text }).where('id', '=', 'RULE-0001').execute(),
  );
}

onBothDialects((_name, open) => {
  describe('a freeze', () => {
    it('is set once, listed until it is over, and has plans held against it', async () => {
      const house = await aMaintenanceHouse(await open());
      const { freezes, notice } = await house.done(ANA, setting(), { once: 'one' });
      await house.done(ANA, setting(), { once: 'one' });

      assert.equal(
        notice,
        'FREEZE-0001 Year end is set: Sun 20 Dec 2026 to Sun 3 Jan 2027, whole days Europe/Berlin. Work in it is forbidden.',
      );
      assert.deepEqual(
        freezes.map(({ freeze, scope, current }) => [freeze.id, scope, current]),
        [[FIRST, 'all servers', false]],
      );
      assert.equal(house.changed.count, 1);
      assert.deepEqual(
        (await house.audited()).map(({ verb, subject }) => `${verb} ${subject}`),
        ['freeze.set FREEZE-0001'],
      );

      house.fleet.clock.set('2026-12-25T00:00:00Z');
      assert.equal((await house.done(DI, { kind: 'rules' })).freezes[0]?.current, true);
      house.fleet.clock.set('2027-01-03T23:00:00Z');
      assert.deepEqual((await house.done(DI, { kind: 'rules' })).freezes, []);
    });

    it('is lifted once; then, or when it is over, there is nothing to lift', async () => {
      const house = await aMaintenanceHouse(await open());
      await house.done(ANA, setting());
      const lifting = { kind: 'lift-freeze', freeze: FIRST } as const;
      const { freezes, notice } = await house.done(BO, lifting, { once: 'one' });
      await house.done(BO, lifting, { once: 'one' });

      assert.equal(notice, 'FREEZE-0001 Year end is lifted.');
      assert.deepEqual(freezes, []);
      assert.equal(house.changed.count, 2);
      const kept = await house.app.database.read((reader) => findFreeze(reader, FIRST));
      assert.deepEqual([kept?.liftedAt, kept?.liftedBy], [house.fleet.clock.now(), BO]);
      assert.match(problemOf(await house.say(ANA, lifting)), /was lifted by Bo Berg on/);

      await house.done(ANA, setting());
      house.fleet.clock.set('2027-02-01T00:00:00Z');
      const over = await house.say(ANA, { kind: 'lift-freeze', freeze: 'FREEZE-0002' as FreezeId });
      assert.match(problemOf(over), /FREEZE-0002 Year end is over since 3 Jan 2027, 23:00 UTC/);
      assert.match(
        problemOf(await house.say(ANA, { kind: 'lift-freeze', freeze: 'FREEZE-0009' as FreezeId })),
        /^not-found/,
      );
    });

    it('is set by operators', async () => {
      const house = await aMaintenanceHouse(await open());
      for (const command of [setting(), { kind: 'freeze-form', draft: {} }] as const) {
        assert.match(problemOf(await house.say(CY, command)), /^not-allowed: Only .*operator/);
        assert.match(problemOf(await house.say(ANA, command, { standing: 'guest' })), /^not-allowed/);
      }
    });

    it('is lifted by who set it or an approver where it forbids, and by any operator where it warns', async () => {
      const house = await aMaintenanceHouse(await open());
      const olga = aUser('Olga', 77);
      await house.give(olga, 'operator');
      await house.done(ANA, setting());
      const lift = (freeze: FreezeId) => ({ kind: 'lift-freeze', freeze }) as const;

      assert.match(problemOf(await house.say(olga, lift(FIRST))), /was set by Ana Lopez, so you can not lift it/);
      assert.match(problemOf(await house.say(DI, lift(FIRST))), /^not-allowed/);
      assert.match(problemOf(await house.say(ANA, lift(FIRST), { standing: 'guest' })), /^not-allowed/);
      await house.done(CY, lift(FIRST));

      await house.done(ANA, setting());
      await house.done(ANA, lift('FREEZE-0002' as FreezeId));
      await house.done(ANA, setting({ effect: 'warns' }));
      await house.done(olga, lift('FREEZE-0003' as FreezeId));
    });

    it('has a form that reads back how long it lasts, and brings back what can not be taken', async () => {
      const house = await aMaintenanceHouse(await open());
      const draft = { fromDate: '2026-12-20', fromTime: '18:00', untilDate: '2027-01-04', untilTime: '6:00' };
      const form = await house.say(ANA, { kind: 'freeze-form', draft });
      assert.ok(form.kind === 'freeze-form');
      assert.equal(form.readBack, 'Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 06:00 Europe/Berlin');
      assert.equal(form.draft.effect, 'forbids');

      const again = await house.say(ANA, setting({ reason: ' ' }));
      assert.equal(problemOf(again), 'invalid: The reason is missing. Say why, for example: Year-end closing.');
      assert.ok(again.kind === 'freeze-form' && again.draft.name === 'Year end');
    });
  });

  describe('a freeze that was set under older time zone rules', () => {
    it('is moved at start to where the newer ones put its local times, once, and plans are held against it', async () => {
      const database = await open();
      const house = await aMaintenanceHouse(database);
      const right = aFreeze({ tzdata: '1990a' });
      await database.transaction(async (tx) => {
        await insertFreeze(tx, { ...right, start: later(right.start, HOUR), end: later(right.end, -HOUR) });
        await insertFreeze(tx, { ...right, id: 'FREEZE-0002' as FreezeId });
        await insertFreeze(tx, { ...right, id: 'FREEZE-0003' as FreezeId, zone: 'Mars/Olympus' });
      });

      await rezoneFreezes(house.app);
      await rezoneFreezes(house.app);

      const held = await database.read((reader) => heldFreezes(reader, right.start, right.end));
      assert.deepEqual(
        held.map(({ start, end, revision }) => [start - right.start, end - right.end, revision]),
        [
          [0, 0, 2],
          [0, 0, 1],
          [0, 0, 1],
        ],
      );
      assert.equal(house.changed.count, 1);
      assert.deepEqual(
        (await house.audited()).map(({ verb, subject }) => `${verb} ${subject}`),
        ['freeze.rezoned FREEZE-0001'],
      );
    });
  });

  describe('the stores of rules and freezes', () => {
    it('give the freezes that overlap a span, half-open, and were not lifted', async () => {
      const database = await open();
      const { start, end } = aFreeze();
      await database.transaction(async (tx) => {
        await insertFreeze(tx, aFreeze());
        await insertFreeze(tx, aFreeze({ id: 'FREEZE-0002' as FreezeId, liftedAt: start, liftedBy: ANA }));
      });
      const count = (from: number, to: number) =>
        database.read(async (reader) => (await heldFreezes(reader, instant(from), instant(to))).length);

      assert.equal(await count(start - DAY, start), 0);
      assert.equal(await count(start - DAY, start + 1), 1);
      assert.equal(await count(end - 1, end + DAY), 1);
      assert.equal(await count(end, end + DAY), 0);
      assert.deepEqual(await database.read((reader) => findFreeze(reader, FIRST)), aFreeze());
    });

    it('leave out what can not be read, and the list says so', async () => {
      const database = await open();
      const house = await aMaintenanceHouse(database);
      for (const text of [
        '{',
        '{}',
        JSON.stringify(aRule({ time: 'noon' })),
        JSON.stringify(aRule({ id: 'RULE-0002' as never })),
      ]) {
        await database.transaction((tx) => tx.deleteFrom('maintenance_rules').execute());
        await database.transaction((tx) => insertRule(tx, aRule()));
        assert.equal((await database.read(heldRules)).length, 1);
        await spoil(database, 'maintenance_rules', text);
        assert.deepEqual(await database.read(heldRules), []);
        assert.equal((await house.done(DI, { kind: 'rules' })).notice, 'RULE-0001 can not be read and is left out.');
      }
      await database.transaction((tx) => insertRule(tx, aRule({ id: 'RULE-0002' as never })));
      await database.transaction((tx) => tx.updateTable('maintenance_rules').set({ rule: '{' }).execute());
      const { notice } = await house.done(DI, { kind: 'rules' });
      assert.equal(notice, 'RULE-0001 and RULE-0002 can not be read and are left out.');
      assert.ok(house.warned.length > 0);
    });

    it('have a freeze that can not be read forbid work everywhere while its row lasts, until somebody lifts it', async () => {
      const database = await open();
      const house = await aMaintenanceHouse(database);
      const { start, end } = aFreeze();
      const narrow = aFreeze({ scope: { by: 'site', value: 'Berlin' }, effect: 'warns' });
      await database.transaction((tx) => insertFreeze(tx, narrow));
      for (const text of ['{', '[]', JSON.stringify({ ...narrow, effect: 'melts' })]) {
        await spoil(database, 'freezes', text);

        const [held] = await database.read((reader) => heldFreezes(reader, start, end));
        assert.deepEqual(
          [held?.id, held?.start, held?.end, held?.scope, held?.effect],
          [FIRST, start, end, { by: 'all' }, 'forbids'],
        );
        const { freezes, notice } = await house.done(DI, { kind: 'rules' });
        assert.equal(freezes.length, 1);
        assert.equal(notice, 'FREEZE-0001 can not be read: until it is lifted, work is forbidden everywhere.');
      }
      assert.ok(house.warned.length > 0);

      const lifted = await house.done(BO, { kind: 'lift-freeze', freeze: FIRST });
      assert.equal(lifted.notice, 'FREEZE-0001 Unreadable is lifted.');
      assert.deepEqual(lifted.freezes, []);
      assert.deepEqual(await database.read((reader) => heldFreezes(reader, start, end)), []);
    });

    it('keep a rule whose zone is not known here, which opens never and says why', async () => {
      const database = await open();
      const house = await aMaintenanceHouse(database);
      await database.transaction((tx) => insertRule(tx, aRule({ zone: 'Mars/Olympus' })));

      const { rules } = await house.done(DI, { kind: 'rules' });
      assert.equal(rules[0]?.problem, 'The time zone Mars/Olympus is not known here, so it never opens.');
      assert.deepEqual(rules[0]?.next, []);
      const windows = await house.say(DI, { kind: 'windows' });
      assert.ok(windows.kind === 'maintenance-windows' && windows.entries.length === 0);
    });
  });

  describe('the coming four weeks', () => {
    it('hold windows, freezes and changes by their start', async () => {
      const house = await aMaintenanceHouse(await open());
      await house.rule();
      await house.done(ANA, setting({ fromDate: '2026-12-05', untilDate: '2026-12-06', scope: 'dag:dag-par' }));
      const change: CalendarEntry = {
        kind: 'change',
        id: 'CHG-0001',
        start: at('2026-11-29T00:00:00Z'),
        end: at('2026-11-29T02:00:00Z'),
        zone: 'Europe/Berlin',
        state: 'approved',
        title: 'FAIL-01',
        blocked: false,
      };
      house.planned.push(change);
      const answer = await house.say(DI, { kind: 'windows' });

      assert.ok(answer.kind === 'maintenance-windows');
      assert.equal(answer.until, later(house.fleet.clock.now(), 28 * DAY));
      const lines = answer.entries.map((entry) => {
        if (entry.kind === 'window') return `${entry.rule.rule.id} ${entry.occurrence.local}`;
        return entry.kind === 'freeze' ? `${entry.freeze.freeze.id} ${entry.freeze.scope}` : entry.id;
      });
      assert.deepEqual(lines, [
        'RULE-0001 2026-11-21T22:00',
        'RULE-0001 2026-11-28T22:00',
        'CHG-0001',
        'FREEZE-0001 DAG-PAR (DAG)',
        'RULE-0001 2026-12-05T22:00',
        'RULE-0001 2026-12-12T22:00',
      ]);
    });
  });
});
