import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import type { Picture } from '../../../src/changes/conflicts/picture.ts';
import { overlaps } from '../../../src/changes/conflicts/rule.ts';
import type { ChangeId } from '../../../src/changes/plan.ts';
import { MOST_CHANGES, type PlannedRollout, planRollout } from '../../../src/changes/rollout/plan-rollout.ts';
import { type Day, HOUR } from '../../../src/core/clock.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import type { MaintenanceRule, RuleId } from '../../../src/maintenance/model.ts';
import type { NextStep } from '../../../src/readiness/model.ts';
import {
  aFreeze,
  aPicture,
  aRule,
  idOf,
  type PictureSketch,
  type ServerSketch,
  windowAt,
} from '../conflicts/pictures.ts';

const STEP: NextStep = {
  kind: 'install-update',
  summary: 'Install 15.2.2562.56.',
  steps: [],
  target: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: false },
  remarks: [],
};

interface Extra {
  readonly steps?: Readonly<Record<string, Partial<NextStep>>>;
  readonly open?: readonly string[];
  readonly reason?: string;
}

/** Every server lacks a security update, an hour of work each, unless told otherwise. */
function planned(sketch: PictureSketch, { steps = {}, open = [], reason = 'Cut off' }: Extra = {}) {
  const bare = aPicture(sketch);
  const rows = [...bare.rows.values()].map((row) => ({
    ...row,
    assessment: { ...row.assessment, missesUpdate: true, nextStep: { ...STEP, ...steps[row.name] } },
  }));
  const picture: Picture = { ...bare, rows: new Map(rows.map((row) => [row.id, row])) };
  const rollout = planRollout({
    picture,
    rows: rows.sort((a, b) => (a.name < b.name ? -1 : 1)),
    open: new Map(open.map((name) => [idOf(name), ['CHG-0007' as ChangeId]])),
    from: picture.now,
    zone: 'Europe/Berlin',
    reason,
  });
  return { ...rollout, picture };
}

function partsOf({ parts }: PlannedRollout): string[] {
  return parts.map(
    ({ title, plan }) => `${title}: ${namesOf(plan.servers.map(({ server }) => server))} at ${plan.window.local}`,
  );
}

/** The changes that stand in a conflict which blocks, once all of them are planned. */
function blockedOf(parts: PlannedRollout['parts'], picture: Picture): string[] {
  const changes = parts.map(({ title, plan }) => ({
    id: title as ChangeId,
    type: plan.type,
    state: 'proposed' as const,
    window: plan.window,
    servers: plan.servers.map((one) => one.server),
    planned: plan.servers,
  }));
  return parts.flatMap(({ title, plan }) =>
    conflictsIn({ ...picture, changes }, plan, title as ChangeId).flatMap(({ severity, text }) =>
      severity === 'blocks' ? `${title}: ${text}` : [],
    ),
  );
}

function namesOf(ids: readonly ServerId[]): string {
  return ids.map((id) => id.split('.')[0]?.toUpperCase()).join(' ');
}

const members = (dag: string, ...names: string[]): ServerSketch[] => names.map((name) => ({ name, dag }));
const weekly = (days: readonly (1 | 2 | 3 | 4 | 5 | 6 | 7)[], over: Partial<MaintenanceRule> = {}) =>
  aRule({ recurrence: { kind: 'weekly', days }, ...over });
/** Within the time that slots are looked for it opens once. */
const onceInMonths = aRule({
  recurrence: { kind: 'rrule', rrule: 'FREQ=MONTHLY;INTERVAL=4;BYDAY=1SA', from: '2026-12-01' as Day },
});

describe('the changes of a rollout', () => {
  it('are one a DAG, and one a site for servers without a DAG', () => {
    const servers = [
      ...members('DAG-BER', 'BER-EX02', 'BER-EX01'),
      { name: 'BER-EX09' },
      { name: 'LON-EX01', site: 'London' },
      { name: 'LON-EX02', site: 'London' },
    ];

    assert.deepEqual(partsOf(planned({ servers, rules: [aRule()] })), [
      'Berlin (site): BER-EX09 at 2026-11-21T22:00',
      'DAG-BER: BER-EX01 BER-EX02 at 2026-11-22T00:00',
      'London (site): LON-EX01 LON-EX02 at 2026-11-21T22:00',
    ]);
  });

  it('update internet-facing servers first where that is known, then by name', () => {
    const servers = [
      { name: 'EX01', facing: false },
      { name: 'EX02', facing: true },
      { name: 'EX03' },
      { name: 'EX04', facing: true },
    ];

    assert.deepEqual(partsOf(planned({ servers, rules: [aRule()] })), [
      'Berlin (site): EX02 EX04 EX01 EX03 at 2026-11-21T22:00',
    ]);
  });

  it('are several where the work does not fit into what the rule opens at a time', () => {
    const servers = ['EX01', 'EX02', 'EX03', 'EX04', 'EX05'].map((name) => ({ name }));

    assert.deepEqual(partsOf(planned({ servers, rules: [aRule({ length: 2 * HOUR })] })), [
      'Berlin (site), 1 of 3: EX01 EX02 at 2026-11-21T22:00',
      'Berlin (site), 2 of 3: EX03 EX04 at 2026-11-28T22:00',
      'Berlin (site), 3 of 3: EX05 at 2026-12-05T22:00',
    ]);
  });

  it('spread over the rules that cover them', () => {
    const servers = ['EX01', 'EX02', 'EX03', 'EX04'].map((name) => ({ name }));
    const rules = [weekly([6], { length: 2 * HOUR }), weekly([2], { id: 'RULE-0002' as RuleId, length: 2 * HOUR })];

    assert.deepEqual(partsOf(planned({ servers, rules })), [
      'Berlin (site), 1 of 2: EX01 EX02 at 2026-11-21T22:00',
      'Berlin (site), 2 of 2: EX03 EX04 at 2026-11-24T22:00',
    ]);
  });

  it('share a slot at one site only where there are no more', () => {
    const servers = ['EX01', 'EX02', 'EX03', 'EX04'].map((name) => ({ name }));
    const monthly = aRule({ recurrence: { kind: 'monthly', nth: 1, weekday: 6 }, length: HOUR });

    assert.deepEqual(
      planned({ servers, rules: [monthly] }).parts.map(({ plan }) => plan.window.local),
      ['2026-12-05T22:00', '2027-01-02T22:00', '2027-02-06T22:00', '2026-12-05T22:00'],
    );
  });

  it('leave each other a server in service, also where they have to share a slot', () => {
    const servers = [{ name: 'BER-EX01' }, ...members('DAG-BER', 'BER-EX02', 'BER-EX03')];

    const { picture, ...rollout } = planned({ servers, rules: [onceInMonths] });

    assert.deepEqual(partsOf(rollout), [
      'Berlin (site): BER-EX01 at 2026-12-05T22:00',
      'DAG-BER: BER-EX02 BER-EX03 at 2026-12-06T00:00',
    ]);
    assert.deepEqual(blockedOf(rollout.parts, picture), []);
  });

  it('have risk, impact and backout as a form fills them in, and the reason that was given', () => {
    const [part] = planned({ servers: members('DAG-BER', 'BER-EX01'), rules: [aRule()] }).parts;

    assert.equal(part?.plan.risk, 'medium');
    assert.equal(part?.plan.reason, 'Cut off');
    assert.match(part?.plan.impact ?? '', /Databases of a DAG member run on the other members meanwhile/);
    assert.match(part?.plan.backout ?? '', /Uninstall the update/);
    assert.ok(part?.because.includes('Within the maintenance rule Saturday nights.'));
  });
});

describe('what a rollout leaves out', () => {
  const servers = ['EX01', 'EX02', 'EX03', 'EX04', 'EX05', 'EX06'].map((name) => ({ name }));

  it('is named with the reason', () => {
    const steps = {
      EX02: { kind: 'replace-server', summary: 'Replace EX02 with a new Exchange SE server.' },
      EX03: { kind: 'start-service', summary: 'Start the service.', target: null },
      EX04: { kind: 'none', summary: 'Nothing to do.', target: null },
      EX05: { kind: 'remove-server', summary: 'Remove EX05.', target: null },
    } as const;

    const { left, parts } = planned({ servers, rules: [aRule()] }, { steps, open: ['EX06'] });

    assert.deepEqual(
      left.map(({ name, why }) => `${name}: ${why}`),
      [
        'EX02: It needs replacement: Replace EX02 with a new Exchange SE server.',
        'EX03: It needs something else than a new build: Start the service.',
        'EX04: It needs nothing.',
        'EX05: It needs removal: Remove EX05.',
        'EX06: CHG-0007 is open for it already.',
      ],
    );
    assert.deepEqual(
      parts.map(({ plan }) => plan.servers.length),
      [1],
    );
  });

  it('is what fits into no slot, with what blocks it', () => {
    const freezes = [aFreeze({ scope: { by: 'site', value: 'Berlin' }, end: windowAt('2027-06-01T00:00').start })];
    const both = [{ name: 'BER-EX01' }, { name: 'LON-EX01', site: 'London' }];
    const rules = [weekly([7])];

    const { parts, unplaced } = planned({
      servers: both,
      rules,
      freezes: freezes.map((one) => ({ ...one, start: windowAt('2026-11-01T00:00').start })),
    });

    assert.deepEqual(
      parts.map(({ title }) => title),
      ['London (site)'],
    );
    assert.deepEqual(
      unplaced.map(({ name, why }) => `${name}: ${why}`),
      ['BER-EX01: Freeze Black Friday until Tue 1 Jun 2027, 00:00 Europe/Berlin.'],
    );
  });

  it('is what would make it longer than can be looked through', () => {
    const many = Array.from({ length: MOST_CHANGES + 2 }, (_, index) => ({
      name: `S${100 + index}`,
      site: `Site ${100 + index}`,
    }));

    const { parts, unplaced } = planned({ servers: many, rules: [aRule()] });

    assert.equal(parts.length, MOST_CHANGES);
    assert.deepEqual(
      unplaced.map(({ name }) => name),
      ['S150', 'S151'],
    );
    assert.match(unplaced[0]?.why ?? '', /at most 50 changes/);
  });
});

describe('the hash of a rollout', () => {
  const sketch = { servers: members('DAG-BER', 'BER-EX01', 'BER-EX02'), rules: [aRule()] };

  it('is the same for the same plans, whatever the reason', () => {
    assert.equal(planned(sketch).hash, planned(sketch, { reason: 'Because' }).hash);
  });

  it('is another one when a window, a server or a target is', () => {
    const other = [
      planned({ ...sketch, rules: [aRule({ time: '23:00' })] }),
      planned({ ...sketch, servers: members('DAG-BER', 'BER-EX01') }),
      planned(sketch, { open: ['BER-EX02'] }),
    ].map(({ hash }) => hash);

    assert.equal(new Set([planned(sketch).hash, ...other]).size, 3);
  });
});

describe('any rollout', () => {
  const server = fc.record({
    site: fc.constantFrom('Berlin', 'London'),
    dag: fc.constantFrom(null, 'DAG-1', 'DAG-2'),
    service: fc.constantFrom('in' as const, 'in' as const, 'out' as const, 'unknown' as const),
  });
  const sketch = fc
    .record({
      servers: fc.array(server, { minLength: 1, maxLength: 12 }),
      hours: fc.integer({ min: 1, max: 6 }),
      rule: fc.oneof(fc.constant(onceInMonths), fc.subarray([1, 3, 6] as const, { minLength: 1 }).map(weekly)),
    })
    .map(({ servers, hours, rule }) => ({
      servers: servers.map((one, index) => ({ ...one, name: `S${10 + index}` })),
      rules: [{ ...rule, length: hours * HOUR }],
    }));

  it('has every server once, no two changes that block each other, and is the same again', () => {
    fc.assert(
      fc.property(sketch, (sketched) => {
        const { parts, left, unplaced, hash, picture } = planned(sketched);
        const placed = parts.flatMap(({ plan }) => plan.servers.map((one) => one.server));
        const all = [...placed, ...left.map((one) => one.server), ...unplaced.map((one) => one.server)];

        assert.deepEqual([...all].sort(), [...picture.rows.keys()].sort());
        assert.equal(planned(sketched).hash, hash);
        assert.deepEqual(blockedOf(parts, picture), []);
      }),
      { numRuns: 200 },
    );
  });

  it('works on one DAG in one change at a time', () => {
    fc.assert(
      fc.property(sketch, (sketched) => {
        const { parts } = planned(sketched);
        for (const [index, one] of parts.entries())
          for (const other of parts.slice(index + 1)) {
            const same = one.title.startsWith('DAG') && one.title.split(',')[0] === other.title.split(',')[0];
            assert.ok(!same || !overlaps(one.plan.window, other.plan.window));
          }
      }),
      { numRuns: 200 },
    );
  });
});
