import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import type { Picture, PlanShape } from '../../../src/changes/conflicts/picture.ts';
import type { Slot } from '../../../src/changes/slots/model.ts';
import { HORIZON } from '../../../src/changes/slots/candidates.ts';
import { isTimed } from '../../../src/changes/slots/constraints.ts';
import { safeSlots } from '../../../src/changes/slots/safe-slots.ts';
import { readWindow } from '../../../src/changes/window.ts';
import { HOUR, type Instant, later, MINUTE } from '../../../src/core/clock.ts';
import { TZDATA } from '../../../src/core/local-time.ts';
import type { Freeze, FreezeId, MaintenanceRule, RuleId } from '../../../src/maintenance/model.ts';
import { NOW } from '../../support/factories.ts';
import {
  aFreeze,
  aPicture,
  aRule,
  type ChangeSketch,
  type PictureSketch,
  planOf,
  type ServerSketch,
} from '../conflicts/pictures.ts';

const NAMES = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata'];

const server = (name: string): fc.Arbitrary<ServerSketch> =>
  fc.record({
    name: fc.constant(name),
    site: fc.constantFrom('Berlin', 'London'),
    dag: fc.constantFrom(null, 'DAG-1', 'DAG-2'),
    service: fc.constantFrom('in' as const, 'in' as const, 'in' as const, 'out' as const, 'unknown' as const),
    facing: fc.constantFrom(null, true, false),
  });

const moment = fc.integer({ min: -48, max: 100 * 24 * 4 }).map((quarters) => later(NOW, quarters * 15 * MINUTE));
const zone = fc.constantFrom(...ZONES);
const span = fc.tuple(moment, fc.integer({ min: 1, max: 60 * 96 }), zone).map(([start, quarters, inZone]) => ({
  start,
  end: later(start, quarters * 15 * MINUTE),
  zone: inZone,
}));
const scope = fc.constantFrom(
  { by: 'all' as const },
  { by: 'site' as const, value: 'Berlin' },
  { by: 'dag' as const, value: 'DAG-1' },
);

const freeze: fc.Arbitrary<Freeze> = fc
  .record({ span, scope, effect: fc.constantFrom('forbids' as const, 'warns' as const), id: fc.nat({ max: 999 }) })
  .map(({ span: { start, end, zone: inZone }, id, ...rest }) =>
    aFreeze({ ...rest, id: `FREEZE-${1000 + id}` as FreezeId, name: `Freeze ${id}`, start, end, zone: inZone }),
  );

const rule: fc.Arbitrary<MaintenanceRule> = fc
  .record({
    id: fc.nat({ max: 999 }).map((id) => `RULE-${1000 + id}` as RuleId),
    zone,
    scope,
    time: fc.constantFrom('22:00', '02:30', '00:00', '13:15'),
    length: fc.integer({ min: 1, max: 30 }).map((hours) => hours * HOUR),
    noStartBefore: fc.constantFrom(0, HOUR),
    recurrence: fc.constantFrom(
      { kind: 'weekly' as const, days: [6 as const] },
      { kind: 'weekly' as const, days: [2 as const, 7 as const] },
      { kind: 'monthly' as const, nth: 2 as const, weekday: 2 as const },
      { kind: 'patch-tuesday' as const, days: 4 },
    ),
  })
  .map((over) => aRule(over));

const change = (id: number): fc.Arbitrary<ChangeSketch> =>
  fc.record({ id: fc.constant(id), servers: fc.subarray(NAMES, { minLength: 1, maxLength: 3 }), window: span });

const dag = (name: string) =>
  fc.record({
    name: fc.constant(name),
    members: fc.option(fc.subarray(NAMES, { minLength: 1 })),
    witness: fc.boolean(),
  });

const sketch: fc.Arbitrary<PictureSketch> = fc.record({
  servers: fc.tuple(...NAMES.map(server)),
  dags: fc.tuple(dag('DAG-1'), dag('DAG-2')),
  changes: fc
    .integer({ min: 0, max: 8 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => change(at + 1)))),
  rules: fc.uniqueArray(rule, { maxLength: 3, selector: ({ id }) => id }),
  freezes: fc.uniqueArray(freeze, { maxLength: 3, selector: ({ id }) => id }),
});

const plan: fc.Arbitrary<PlanShape> = fc
  .record({ servers: fc.subarray(NAMES, { minLength: 1, maxLength: 3 }), hours: fc.integer({ min: 1, max: 9 }) })
  .map(({ servers, hours }) =>
    planOf(servers, { window: { start: NOW, end: later(NOW, hours * HOUR), local: '', zone: 'UTC', tzdata: TZDATA } }),
  );

const SEARCH = { self: null, from: NOW, zone: 'Europe/Berlin', preferred: '22:00' } as const;
const RUNS = { numRuns: 300 };

function windowOf(slot: Slot): PlanShape['window'] {
  return { start: slot.start, end: slot.end, local: `${slot.date}T${slot.time}`, zone: slot.zone, tzdata: TZDATA };
}

/** The first slot's start, and whether it bears a warning that another time does away with; null: there is none. */
function firstOf(pictured: Picture, planned: PlanShape): { readonly start: Instant; readonly warned: boolean } | null {
  const offer = safeSlots(pictured, planned, SEARCH);
  const [first] = offer.kind === 'slots' ? offer.slots : [];
  if (!first) return null;
  const conflicts = conflictsIn(pictured, { ...planned, window: windowOf(first) }, null);
  return { start: first.start, warned: conflicts.some(isTimed) };
}

describe('safe slots of any picture', () => {
  it('never stand in a conflict that blocks, and what is offered as none says why', () => {
    fc.assert(
      fc.property(sketch, plan, (sketched, planned) => {
        const pictured = aPicture(sketched);
        const offer = safeSlots(pictured, planned, SEARCH);

        if (offer.kind === 'none') {
          assert.ok(offer.blockedBy.length > 0);
          return;
        }
        for (const slot of offer.slots) {
          const conflicts = conflictsIn(pictured, { ...planned, window: windowOf(slot) }, null);
          assert.deepEqual(
            conflicts.filter(({ severity }) => severity === 'blocks'),
            [],
          );
          assert.ok(slot.because.length > 0);
        }
      }),
      RUNS,
    );
  });

  it('are ahead, within the horizon, in order, distinct, and read back from a form as they are', () => {
    fc.assert(
      fc.property(sketch, plan, (sketched, planned) => {
        const pictured = aPicture(sketched);
        const offer = safeSlots(pictured, planned, SEARCH);
        const slots = offer.kind === 'slots' ? offer.slots : [];

        assert.ok(slots.length <= 3);
        for (const [index, slot] of slots.entries()) {
          assert.ok(slot.start > pictured.now && slot.start < NOW + HORIZON);
          assert.ok(index === 0 || slot.start > (slots[index - 1]?.start ?? 0));
          const read = readWindow(slot, NOW);
          assert.ok(read.ok);
          assert.deepEqual([read.value.start, read.value.end], [slot.start, slot.end]);
        }
      }),
      RUNS,
    );
  });

  it('never begin earlier because of one more freeze, among those with as few warnings', () => {
    fc.assert(
      fc.property(sketch, plan, freeze, (sketched, planned, more) => {
        const pictured = aPicture(sketched);
        const before = firstOf(pictured, planned);
        const after = firstOf(
          { ...pictured, freezes: [...pictured.freezes, { ...more, id: 'FREEZE-9999' as FreezeId }] },
          planned,
        );

        if (after === null) return;
        assert.ok(before !== null, 'a freeze made a slot');
        assert.ok(after.warned || !before.warned, 'a freeze took a warning away');
        if (after.warned === before.warned) assert.ok(after.start >= before.start);
      }),
      { numRuns: 1_000 },
    );
  });

  it('come free once what is said to block them all is gone', () => {
    fc.assert(
      fc.property(sketch, plan, (sketched, planned) => {
        const pictured = aPicture(sketched);
        const offer = safeSlots(pictured, planned, SEARCH);
        const blockedBy = offer.kind === 'none' ? offer.blockedBy : [];
        const isGone = (id: string, name: string) =>
          blockedBy.some((text) => text.startsWith(`${id} `) || text.startsWith(`Freeze ${name} until`));
        if (blockedBy.length === 0 || !blockedBy.every((text) => /^(?:Freeze |CHG-\d+ works on )/.test(text))) return;

        const freed = {
          ...pictured,
          freezes: pictured.freezes.filter(({ id, name }) => !isGone(id, name)),
          changes: pictured.changes.filter(({ id }) => !isGone(id, id)),
        };

        assert.equal(safeSlots(freed, planned, SEARCH).kind, 'slots');
      }),
      { numRuns: 1_000 },
    );
  });
});
