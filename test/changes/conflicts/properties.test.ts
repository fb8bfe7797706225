import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import { isHeld } from '../../../src/changes/conflicts/held-key.ts';
import { mostOut } from '../../../src/changes/conflicts/most-out.ts';
import { type ConflictType, conflictTypes } from '../../../src/changes/conflicts/model.ts';
import type { Picture, PlanShape } from '../../../src/changes/conflicts/picture.ts';
import { HOUR, later, MINUTE } from '../../../src/core/clock.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import type { FreezeId } from '../../../src/maintenance/model.ts';
import { gateIds, type ServerRow } from '../../../src/readiness/model.ts';
import { anAssessment } from '../../support/factories.ts';
import {
  aFreeze,
  aPicture,
  aRule,
  type ChangeSketch,
  type PictureSketch,
  planOf,
  SATURDAY,
  type ServerSketch,
} from './pictures.ts';

const names = ['EX01', 'EX02', 'EX03', 'EX04', 'EX05', 'EX06'];

const servers: fc.Arbitrary<ServerSketch[]> = fc.tuple(
  ...names.map((name) =>
    fc.record({
      name: fc.constant(name),
      site: fc.constantFrom('Berlin', 'London', null),
      dag: fc.constantFrom('DAG-A', 'DAG-A', 'DAG-B', null),
      role: fc.constantFrom('mailbox', 'mailbox', 'mailbox', 'edge'),
      service: fc.constantFrom('in', 'in', 'out', 'unknown'),
      fresh: fc.boolean(),
      facing: fc.constantFrom(true, false, null),
      build: fc.constantFrom('15.2.2562.53', '15.2.2562.56', '15.2.1748.39', '15.2.1258.39', '15.1.2507.61', null),
    }),
  ),
) as fc.Arbitrary<ServerSketch[]>;

const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });

/** Near the plan's window, so that edges meet: quarters of an hour around 22:00. */
const window = fc.tuple(fc.integer({ min: -24, max: 24 }), fc.integer({ min: 1, max: 24 })).map(([from, length]) => {
  const start = later(SATURDAY.start, from * 15 * MINUTE);
  return { ...SATURDAY, start, end: later(start, length * 15 * MINUTE) };
});

function change(id: number): fc.Arbitrary<ChangeSketch> {
  return fc.record({ id: fc.constant(id), servers: some, window });
}

const freeze = fc.record({
  effect: fc.constantFrom('forbids', 'warns'),
  scope: fc.constantFrom(
    { by: 'all' as const },
    { by: 'site' as const, value: 'Berlin' },
    { by: 'dag' as const, value: 'DAG-A' },
  ),
  span: window,
});

const sketch: fc.Arbitrary<PictureSketch> = fc.record({
  servers,
  dags: fc.constantFrom(
    [],
    [{ name: 'DAG-A', members: ['EX01', 'EX02', 'EX03'] }],
    [
      { name: 'DAG-A', members: ['EX01', 'EX02', 'EX03', 'EX04'], witness: true },
      { name: 'DAG-B', members: ['EX05', 'EX06'], witness: true },
    ],
  ),
  changes: fc.tuple(change(1), change(2), change(3)),
  rules: fc.constantFrom([], [aRule()], [aRule({ scope: { by: 'site', value: 'Berlin' } })]),
});

const plan: fc.Arbitrary<PlanShape> = fc
  .record({ names: some, window, type: fc.constantFrom('standard', 'normal', 'emergency') })
  .map(({ names: of, ...rest }) => planOf(of, rest as Pick<PlanShape, 'window' | 'type'>));

function keys(picture: Picture, of: PlanShape, which: (type: ConflictType, severity: string) => boolean = () => true) {
  return conflictsIn(picture, of, null).flatMap(({ key, type, severity }) => (which(type, severity) ? [key] : []));
}

function assertHolds(held: readonly string[], all: readonly string[]): void {
  assert.deepEqual(
    held.filter((key) => !all.includes(key)),
    [],
  );
}

describe('conflictsIn', () => {
  it('loses no conflict by one more freeze', () => {
    fc.assert(
      fc.property(sketch, plan, freeze, freeze, (drawn, of, first, { effect, scope, span }) => {
        const before = [aFreeze({ ...first.span, effect: first.effect as 'warns', scope: first.scope })];
        const added = aFreeze({ ...span, effect: effect as 'warns', scope, id: 'FREEZE-0002' as FreezeId });

        const without = keys(aPicture({ ...drawn, freezes: before }), of);
        const all = keys(aPicture({ ...drawn, freezes: [...before, added] }), of);

        assertHolds(without, all);
        assert.ok(all.length <= without.length + 1);
      }),
    );
  });

  it('loses no conflict that blocks by one more change at that time', () => {
    fc.assert(
      fc.property(sketch, plan, change(4), (drawn, of, drawnChange) => {
        fc.pre(of.type !== 'emergency');
        const added = { ...drawnChange, window: of.window };

        // With one more out it is another conflict of that quorum.
        const without = keys(aPicture(drawn), of, (_type, severity) => severity === 'blocks');
        const all = keys(
          aPicture({ ...drawn, changes: [...(drawn.changes ?? []), added] }),
          of,
          (_type, severity) => severity === 'blocks',
        );

        assert.deepEqual(
          without.filter((key) => !isHeld(key, all)),
          [],
        );
      }),
    );
  });

  it('keeps what two changes have with one another when both move by the same time', () => {
    const together: readonly ConflictType[] = ['same-server', 'same-dag', 'quorum', 'last-in-service'];
    fc.assert(
      fc.property(sketch, plan, fc.integer({ min: -500_000, max: 500_000 }), (drawn, of, minutes) => {
        const moved = <W extends { start: number; end: number }>(one: W): W => ({
          ...one,
          start: one.start + minutes * MINUTE,
          end: one.end + minutes * MINUTE,
        });
        const changes = (drawn.changes ?? []).map((one) => ({ ...one, window: moved(one.window ?? SATURDAY) }));

        const here = keys(aPicture(drawn), of, (type) => together.includes(type));
        const there = keys(aPicture({ ...drawn, changes }), { ...of, window: moved(of.window) }, (type) =>
          together.includes(type),
        );

        assert.deepEqual(there, here);
      }),
    );
  });

  it('finds the same whatever the order of servers, but for the order itself', () => {
    fc.assert(
      fc.property(sketch, plan, fc.nat(), (drawn, of, by) => {
        const turned = <T>(all: readonly T[]): T[] =>
          [...all.slice(by % all.length), ...all.slice(0, by % all.length)].reverse();
        const changes = turned(drawn.changes ?? []).map((one) => ({ ...one, servers: turned(one.servers) }));
        const same = (type: ConflictType): boolean => type !== 'order';

        const straight = keys(aPicture(drawn), of, same);
        const other = keys(
          aPicture({ ...drawn, servers: turned(drawn.servers), changes }),
          { ...of, servers: turned(of.servers) },
          same,
        );

        assert.deepEqual([...other].sort(), [...straight].sort());
      }),
    );
  });

  it('says of an emergency the same as of a normal change, and only warns', () => {
    fc.assert(
      fc.property(sketch, plan, (drawn, of) => {
        const picture = aPicture(drawn);
        const normal = conflictsIn(picture, { ...of, type: 'normal' }, null);
        const emergency = conflictsIn(picture, { ...of, type: 'emergency' }, null);

        assert.deepEqual(
          emergency.map(({ key, text }) => [key, text]),
          normal.map(({ key, text }) => [key, text]),
        );
        assert.ok(emergency.every(({ severity }) => severity === 'warns'));
      }),
    );
  });

  it('comes in the order of the types, each key once', () => {
    fc.assert(
      fc.property(sketch, plan, (drawn, of) => {
        const found = conflictsIn(aPicture(drawn), of, null);
        const places = found.map(({ type }) => conflictTypes.indexOf(type));

        assert.deepEqual(
          places,
          [...places].sort((a, b) => a - b),
        );
        assert.equal(new Set(found.map(({ key }) => key)).size, found.length);
        const planned = of.servers.map(({ server }) => server);
        assert.ok(
          found.every(
            ({ servers: concerned }) => concerned.length > 0 && concerned.every((one) => planned.includes(one)),
          ),
        );
      }),
    );
  });

  it('says nothing of a change that is the plan’s own', () => {
    fc.assert(
      fc.property(sketch, plan, (drawn, of) => {
        const own = {
          id: 9,
          servers: of.servers.map(({ server }) => server.split('.')[0]?.toUpperCase() ?? ''),
          window: of.window,
        };
        const with_ = aPicture({ ...drawn, changes: [...(drawn.changes ?? []), own] });
        const self = with_.changes.at(-1)?.id ?? null;

        assert.deepEqual(
          conflictsIn(with_, of, self).map(({ key }) => key),
          keys(aPicture(drawn), of),
        );
      }),
    );
  });

  it('lets a fleet be planned in which every server fails every check of its readiness', () => {
    const failing = { checks: Object.fromEntries(gateIds.map((id) => [id, { verdict: 'fail' as const }])) };
    fc.assert(
      fc.property(sketch, plan, (drawn, of) => {
        const picture = aPicture(drawn);
        const rows = new Map<ServerId, ServerRow>(
          [...picture.rows].map(([id, row]) => [
            id,
            { ...row, assessment: anAssessment({ server: id, build: row.assessment.build, ...failing }) },
          ]),
        );

        assert.deepEqual(conflictsIn({ ...picture, rows }, of, null), conflictsIn(picture, of, null));
      }),
    );
    const fleet = aPicture({
      servers: names.map((name) => ({ name, dag: 'DAG-A' })),
      dags: [{ name: 'DAG-A', members: names }],
    });
    const roomy = { ...SATURDAY, end: later(SATURDAY.start, 8 * HOUR) };
    const rows = new Map(
      [...fleet.rows].map(([id, row]) => [
        id,
        { ...row, assessment: anAssessment({ server: id, build: '15.2.2562.37', ...failing }) },
      ]),
    );
    assert.deepEqual(conflictsIn({ ...fleet, rows }, planOf(names, { window: roomy }), null), []);
  });
});

describe('mostOut', () => {
  const works = fc.array(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), { maxLength: 4 });

  /** Every way of choosing. */
  function tried(left: readonly (readonly string[])[], taken: ReadonlySet<string>): number {
    const [first, ...rest] = left;
    if (!first) return taken.size;
    return Math.max(
      tried(rest, taken),
      ...first.map((name) => (taken.has(name) ? 0 : tried(rest, new Set([...taken, name])))),
    );
  }

  it('agrees with trying every way', () => {
    fc.assert(
      fc.property(works, (drawn) => {
        const found = mostOut(drawn.map((of, index) => ({ change: index, servers: of as ServerId[] })));

        assert.equal(found.size, tried(drawn, new Set()));
        assert.equal(new Set(found.values()).size, found.size, 'a change takes one');
        for (const [server, index] of found) assert.ok(drawn[index]?.includes(server));
      }),
    );
  });
});
