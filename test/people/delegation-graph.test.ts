import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, type Instant, instant } from '../../src/core/clock.ts';
import { type Edge, reached } from '../../src/people/delegation-graph.ts';
import { actingFor, actsFor, delegatesOf, LONGEST_CHAIN } from '../../src/people/delegations.ts';
import type { PersonKey } from '../../src/people/identity.ts';
import { markEnded } from '../../src/people/store.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, aUser, BO, CY, DI, keyOf, type User } from './house.ts';

const key = (number: number) => `user:t/${number}` as PersonKey;
const people = fc.integer({ min: 0, max: 7 }).map(key);
const edges = fc.array(fc.record<Edge>({ from: people, to: people }), { maxLength: 25 });

/** By walking every way that meets nobody twice. */
function everyWay(all: readonly Edge[], start: PersonKey, depth: number): Set<PersonKey> {
  const found = new Set<PersonKey>();
  const walk = (person: PersonKey, way: readonly PersonKey[]): void => {
    if (way.length > depth) return;
    for (const { from, to } of all) {
      if (from !== person || way.includes(to)) continue;
      found.add(to);
      walk(to, [...way, to]);
    }
  };
  walk(start, [start]);
  return found;
}

describe('the graph of delegations', () => {
  it('reaches whom some way of that length reaches, and ends in any circle', () => {
    fc.assert(
      fc.property(edges, people, fc.integer({ min: 0, max: 5 }), (all, start, depth) => {
        assert.deepEqual(new Set(reached(all, start, depth)), everyWay(all, start, depth));
      }),
      { numRuns: 300 },
    );
  });

  it('has no way from whom it bars to somebody it does not', () => {
    fc.assert(
      fc.property(edges, people, (all, author) => {
        const barred = new Set([author, ...reached(all, author, Number.POSITIVE_INFINITY)]);
        for (const { from, to } of all) assert.ok(!barred.has(from) || barred.has(to));
      }),
    );
  });
});

const at = (hours: number): Instant => instant(Date.parse('2026-11-23T00:00:00Z') + hours * HOUR);

onBothDialects((_name, open) => {
  const house = async () => aPeopleHouse(await open());

  describe('acting for somebody', () => {
    it('begins with the first instant and does not hold at the end', async () => {
      const a = await house();
      await a.lend(ANA, BO, at(10), at(20));
      const acting = (hours: number) => a.database.read((reader) => actsFor(reader, keyOf(BO), at(hours)));
      assert.deepEqual(await acting(9), []);
      assert.deepEqual(await acting(10), [keyOf(ANA)]);
      assert.deepEqual(await acting(20), []);
      assert.deepEqual(await a.database.read((reader) => actsFor(reader, keyOf(BO), instant(at(20) - 1))), [
        keyOf(ANA),
      ]);
    });

    it('goes on from delegate to delegate, around circles, and so far only', async () => {
      const a = await house();
      const chain = Array.from({ length: LONGEST_CHAIN + 2 }, (_, index) => aUser(`P${index}`, 50 + index));
      for (let index = 1; index < chain.length; index++) {
        await a.lend(chain[index - 1] as User, chain[index] as User, at(0), at(100));
      }
      const first = chain[0] as User;
      const last = chain.at(-1) as User;
      await a.database.read(async (reader) => {
        assert.deepEqual(new Set(await actsFor(reader, keyOf(last), at(1))), new Set(chain.slice(1, -1).map(keyOf)));
        assert.equal((await actingFor(reader, [keyOf(first)], at(1))).length, LONGEST_CHAIN);
        const barred = await delegatesOf(reader, keyOf(first), { from: at(1), to: at(1) });
        assert.deepEqual(new Set(barred), new Set(chain.slice(1).map(keyOf)));
      });
      await a.lend(last, first, at(0), at(100));
      await a.database.read(async (reader) => {
        assert.ok(!(await actsFor(reader, keyOf(last), at(1))).includes(keyOf(last)));
      });
    });

    it('ends when it is ended, and never was where that is before it begins', async () => {
      const a = await house();
      const id = await a.lend(ANA, BO, at(10), at(20));
      await a.database.transaction((tx) => markEnded(tx, id, at(15)));
      const delegates = (from: number, to: number) =>
        a.database.read((reader) => delegatesOf(reader, keyOf(ANA), { from: at(from), to: at(to) }));
      assert.deepEqual(await delegates(14, 14), [keyOf(BO)]);
      assert.deepEqual(await delegates(15, 15), []);
      assert.deepEqual(await delegates(0, 9), []);
      assert.deepEqual(await delegates(0, 10), [keyOf(BO)]);
      assert.deepEqual(await delegates(15, 99), []);
      await a.database.transaction((tx) => markEnded(tx, id, at(10)));
      assert.deepEqual(await delegates(0, 99), []);
    });
  });

  describe('whom an author bars', () => {
    it('is everybody who acted for them at some time of the span, and nobody else', async () => {
      const instants = fc.integer({ min: 0, max: 30 });
      const some = [ANA, BO, CY, DI];
      const who = fc.integer({ min: 0, max: 3 });
      const lent = fc.record({ from: who, to: who, start: instants, length: fc.integer({ min: 0, max: 20 }) });
      const a = await house();
      await fc.assert(
        fc.asyncProperty(fc.array(lent, { maxLength: 8 }), instants, instants, async (all, x, y) => {
          const [from, to] = [Math.min(x, y), Math.max(x, y)];
          await a.database.transaction((tx) => tx.deleteFrom('delegations').execute());
          for (const one of all) {
            await a.lend(some[one.from] as User, some[one.to] as User, at(one.start), at(one.start + one.length));
          }
          await a.database.read(async (reader) => {
            const barred = new Set(await delegatesOf(reader, keyOf(ANA), { from: at(from), to: at(to) }));
            for (let hours = from; hours <= to; hours++) {
              for (const user of some.slice(1)) {
                if ((await actsFor(reader, keyOf(user), at(hours))).includes(keyOf(ANA))) {
                  assert.ok(barred.has(keyOf(user)));
                }
              }
            }
            const held = all
              .filter((one) => one.length > 0 && one.start <= to && one.start + one.length > from)
              .map((one) => ({ from: keyOf(some[one.from] as User), to: keyOf(some[one.to] as User) }));
            assert.deepEqual(barred, everyWay(held, keyOf(ANA), 9));
          });
        }),
        { numRuns: 8 },
      );
    });

    it('asks nothing of days that are gone', async () => {
      const a = await house();
      await a.lend(ANA, BO, at(0), at(5));
      const late = instant(at(0) + 3 * DAY);
      assert.deepEqual(
        await a.database.read((reader) => delegatesOf(reader, keyOf(ANA), { from: late, to: late })),
        [],
      );
    });
  });
});
