import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Picture, PlanShape } from '../../../src/changes/conflicts/picture.ts';
import { safeSlots } from '../../../src/changes/slots/safe-slots.ts';
import type { SlotSearch } from '../../../src/changes/slots/candidates.ts';
import { DAY, HOUR } from '../../../src/core/clock.ts';
import { localAt } from '../../../src/core/local-time.ts';
import { readWindow } from '../../../src/changes/window.ts';
import type { RuleId } from '../../../src/maintenance/model.ts';
import { aFreeze, aPicture, aRule, type PictureSketch, planOf, windowAt } from '../conflicts/pictures.ts';

const BERLIN = { servers: [{ name: 'BER-EX01' }, { name: 'BER-EX02' }, { name: 'BER-EX03' }] } as const;
/** NOW is Saturday 21 Nov 2026, 10:00 in Berlin. */
const THREE_HOURS = planOf(['BER-EX01'], { window: windowAt('2026-11-24T21:00', 3) });

function offer(picture: Picture, plan: PlanShape = THREE_HOURS, over: Partial<SlotSearch> = {}) {
  return safeSlots(picture, plan, {
    self: null,
    from: picture.now,
    zone: 'Europe/Berlin',
    preferred: plan.window.local.slice(11),
    ...over,
  });
}

function slotsOf(sketch: PictureSketch, plan?: PlanShape, over?: Partial<SlotSearch>) {
  const offered = offer(aPicture(sketch), plan, over);
  assert.equal(offered.kind, 'slots', JSON.stringify(offered));
  if (offered.kind !== 'slots') throw new Error('none');
  return {
    ...offered,
    said: offered.slots.map(({ date, time, hours, zone }) => `${date} ${time} ${hours}h ${zone}`),
    because: offered.slots[0]?.because ?? [],
  };
}

function blockedBy(sketch: PictureSketch, plan?: PlanShape, over?: Partial<SlotSearch>) {
  const offered = offer(aPicture(sketch), plan, over);
  if (offered.kind !== 'none') throw new Error(JSON.stringify(offered.slots));
  return offered.blockedBy;
}

describe('the times of safe slots', () => {
  it('are the next three openings of the rule that covers the servers', () => {
    const { said, notEarlier } = slotsOf({ ...BERLIN, rules: [aRule()] });

    assert.deepEqual(said, [
      '2026-11-21 22:00 3h Europe/Berlin',
      '2026-11-28 22:00 3h Europe/Berlin',
      '2026-12-05 22:00 3h Europe/Berlin',
    ]);
    assert.deepEqual(notEarlier, []);
  });

  it('are the local time of the plan on each coming day where no rule covers the servers', () => {
    const { said } = slotsOf(BERLIN);

    assert.deepEqual(said, [
      '2026-11-21 21:00 3h Europe/Berlin',
      '2026-11-22 21:00 3h Europe/Berlin',
      '2026-11-23 21:00 3h Europe/Berlin',
    ]);
  });

  it('are at 22:00 where the plan says no time either', () => {
    const { said } = slotsOf(BERLIN, THREE_HOURS, { preferred: '22:00', limit: 1 });

    assert.deepEqual(said, ['2026-11-21 22:00 3h Europe/Berlin']);
  });

  it('begin no earlier than asked, and in what is open already at the next quarter of an hour', () => {
    const from = windowAt('2026-11-21T22:50').start;
    const { said } = slotsOf({ ...BERLIN, rules: [aRule()] }, THREE_HOURS, { from, limit: 2 });

    assert.deepEqual(said, ['2026-11-21 23:00 3h Europe/Berlin', '2026-11-28 22:00 3h Europe/Berlin']);
  });

  it('come from every rule that covers all of the servers, and from no other', () => {
    const rules = [
      aRule({ id: 'RULE-0001' as RuleId, scope: { by: 'site', value: 'berlin' } }),
      aRule({ id: 'RULE-0002' as RuleId, name: 'Tuesdays', recurrence: { kind: 'weekly', days: [2] } }),
      aRule({
        id: 'RULE-0003' as RuleId,
        scope: { by: 'site', value: 'London' },
        recurrence: { kind: 'weekly', days: [1] },
      }),
    ];

    const { said } = slotsOf({ ...BERLIN, rules });

    assert.deepEqual(said, [
      '2026-11-21 22:00 3h Europe/Berlin',
      '2026-11-24 22:00 3h Europe/Berlin',
      '2026-11-28 22:00 3h Europe/Berlin',
    ]);
  });

  it('begin where a freeze ends within an opening, at its very end', () => {
    const until = windowAt('2026-11-21T23:20');
    const freezes = [aFreeze({ start: windowAt('2026-11-20T00:00').start, end: until.start })];

    const { said, notEarlier } = slotsOf({ ...BERLIN, rules: [aRule()], freezes });

    assert.equal(said[0], '2026-11-21 23:20 3h Europe/Berlin');
    assert.deepEqual(notEarlier, ['Freeze Black Friday until Sat 21 Nov 2026, 23:20 Europe/Berlin.']);
  });

  it('begin where another change of the servers ends', () => {
    const changes = [{ id: 4, servers: ['BER-EX01'], window: windowAt('2026-11-21T21:00', 2) }];

    const { said, notEarlier } = slotsOf({ ...BERLIN, rules: [aRule()], changes });

    assert.equal(said[0], '2026-11-21 23:00 3h Europe/Berlin');
    assert.deepEqual(notEarlier, ['CHG-0004 works on BER-EX01 until Sat 21 Nov 2026, 23:00 Europe/Berlin.']);
  });

  it('do not begin so late that they outlast the opening', () => {
    const changes = [{ id: 4, servers: ['BER-EX01'], window: windowAt('2026-11-21T21:00', 5) }];

    assert.equal(slotsOf({ ...BERLIN, rules: [aRule()], changes }).said[0], '2026-11-28 22:00 3h Europe/Berlin');
  });

  it('do not begin in the last minutes in which the rule lets nothing start', () => {
    const rules = [aRule({ noStartBefore: 5 * HOUR })];
    const changes = [{ id: 4, servers: ['BER-EX01'], window: windowAt('2026-11-21T21:00', 2) }];

    assert.equal(slotsOf({ ...BERLIN, rules, changes }).said[0], '2026-11-28 22:00 3h Europe/Berlin');
  });

  it('leave the change itself out of what stands in the way', () => {
    const changes = [{ id: 4, servers: ['BER-EX01'], window: windowAt('2026-11-21T22:00') }];
    const picture = aPicture({ ...BERLIN, rules: [aRule()], changes });
    const self = picture.changes[0]?.id ?? null;

    const offered = offer(picture, THREE_HOURS, { self });

    assert.equal(offered.kind === 'slots' && offered.slots[0]?.date, '2026-11-21');
  });
});

describe('the length of safe slots', () => {
  const EIGHT = planOf(['BER-EX01'], { window: windowAt('2026-11-24T21:00', 8) });
  const QUARTER_HOUR = planOf(['BER-EX01'], { window: windowAt('2026-11-24T21:00', 0.25) });

  it('is what the work needs, in quarters of an hour, where the plan is shorter', () => {
    // A security update of 30 minutes, a restart of 10, maintenance mode of 20.
    assert.equal(slotsOf({ ...BERLIN, rules: [aRule()] }, QUARTER_HOUR).slots[0]?.hours, '1');
    assert.equal(
      slotsOf({ ...BERLIN, rules: [aRule()], minutes: { update: 31 } }, QUARTER_HOUR).slots[0]?.hours,
      '1.25',
    );
  });

  it('is what the work needs where the opening is too short for the plan', () => {
    assert.equal(slotsOf({ ...BERLIN, rules: [aRule()] }, EIGHT).said[0], '2026-11-21 22:00 1h Europe/Berlin');
  });

  it('outlasts an opening only where every one is too short for the work', () => {
    const rules = [aRule({ length: HOUR })];
    const { said, because } = slotsOf({ ...BERLIN, rules, minutes: { update: 100 } }, QUARTER_HOUR);

    assert.equal(said[0], '2026-11-21 22:00 2.25h Europe/Berlin');
    assert.match(because.join(' '), /It ends after the maintenance rule Saturday nights does/);
    assert.doesNotMatch(because.join(' '), /Within the maintenance rule/);
  });
});

describe('what a safe slot satisfies', () => {
  const DAG = {
    servers: ['BER-EX01', 'BER-EX02', 'BER-EX03', 'BER-EX04'].map((name) => ({ name, dag: 'DAG-BER' })),
    dags: [{ name: 'DAG-BER', members: ['BER-EX01', 'BER-EX02', 'BER-EX03', 'BER-EX04'], witness: true }],
  };

  it('is said in sentences with counts', () => {
    const { because } = slotsOf({ ...DAG, rules: [aRule()] });

    assert.deepEqual(because, [
      'Within the maintenance rule Saturday nights.',
      'The work takes 1 hour of its 3 hours.',
      'No other change touches its servers or DAG-BER.',
      'No freeze is on then.',
      '3 servers of Berlin stay in service.',
      'DAG-BER has 4 members and a witness, known from the policy file: 2 may be down.',
    ]);
  });

  it('does not say what is not known', () => {
    const servers = DAG.servers.map((one, index) => ({ ...one, fresh: index < 2 }));

    const { because } = slotsOf({ servers, rules: [aRule()] });

    assert.ok(because.includes('Members of DAG-BER seen: 4, quorum not known.'), because.join(' '));
    assert.ok(because.includes('1 server of Berlin stays in service; of 2 more it is not known.'), because.join(' '));
  });

  it('counts what other changes take out at the same time', () => {
    const changes = [{ id: 4, servers: ['BER-EX02'], window: windowAt('2026-11-21T22:00') }];

    assert.ok(
      slotsOf({ ...BERLIN, rules: [aRule()], changes }).because.includes('1 server of Berlin stays in service.'),
    );
  });

  it('says what the clocks do', () => {
    const from = windowAt('2027-03-27T12:00').start;
    const rules = [aRule({ time: '02:30', recurrence: { kind: 'weekly', days: [7] }, length: 3 * HOUR })];

    const { slots, because } = slotsOf({ ...BERLIN, rules }, THREE_HOURS, { from, limit: 1 });

    assert.match(because.join(' '), /02:30 does not exist on Sun 28 Mar 2027 in Europe\/Berlin: it starts at 03:00\./);
    assert.equal(localAt(slots[0]?.start ?? from, 'Europe/Berlin'), '2027-03-28T03:00');
  });

  it('names a time that comes twice so that it is read back as the same instant', () => {
    const end = windowAt('2026-10-25T01:30').start + 90 * 60_000; // 02:00 again, after the clocks went back.
    const from = windowAt('2026-10-24T12:00').start;
    const rules = [aRule({ length: 10 * HOUR })];
    const freezes = [aFreeze({ start: from, end: end as typeof from })];
    const sketch = { ...aPicture({ ...BERLIN, rules, freezes }), now: from };

    const offered = offer(sketch, THREE_HOURS, { from, limit: 1 });

    if (offered.kind !== 'slots' || !offered.slots[0]) throw new Error('none');
    const read = readWindow(offered.slots[0], from);
    assert.equal(offered.slots[0].start, end);
    assert.equal(read.ok && read.value.start, end);
  });
});

describe('warnings that another time does away with', () => {
  const warning = aFreeze({ effect: 'warns', start: windowAt('2026-11-20T00:00').start });

  it('keep a window from being offered while there are others', () => {
    const { said, notEarlier } = slotsOf({ ...BERLIN, rules: [aRule()], freezes: [warning] });

    assert.equal(said[0], '2026-12-05 22:00 3h Europe/Berlin');
    assert.deepEqual(notEarlier, ['Freeze Black Friday until Mon 30 Nov 2026, 00:00 Europe/Berlin.']);
  });

  it('are borne and said where nothing else is left', () => {
    const always = aFreeze({ effect: 'warns', start: warning.start, end: windowAt('2027-06-01T00:00').start });

    const { said, because } = slotsOf({ ...BERLIN, rules: [aRule()], freezes: [always] });

    assert.equal(said[0], '2026-11-21 22:00 3h Europe/Berlin');
    assert.match(because.join(' '), /The freeze Black Friday warns of it/);
    assert.ok(!because.includes('No freeze is on then.'));
  });
});

describe('what blocks every slot', () => {
  const end = windowAt('2027-06-01T00:00').start;
  const long = aFreeze({ name: 'Audit', start: windowAt('2026-11-01T00:00').start, end });

  it('is said as the smallest set of constraints', () => {
    const changes = [{ id: 4, servers: ['BER-EX01'], window: windowAt('2026-11-21T22:00', 6) }];

    assert.deepEqual(blockedBy({ ...BERLIN, rules: [aRule()], freezes: [long], changes }), [
      'Freeze Audit until Tue 1 Jun 2027, 00:00 Europe/Berlin.',
    ]);
  });

  it('names all that has to go where one alone does not free a window', () => {
    const other = aFreeze({ ...long, id: 'FREEZE-0002' as typeof long.id, name: 'Move' });

    assert.deepEqual(blockedBy({ ...BERLIN, rules: [aRule()], freezes: [long, other] }), [
      'Freeze Audit until Tue 1 Jun 2027, 00:00 Europe/Berlin.',
      'Freeze Move until Tue 1 Jun 2027, 00:00 Europe/Berlin.',
    ]);
  });

  it('counts one change once, whatever it is in conflict with', () => {
    const servers = ['BER-EX01', 'BER-EX02'].map((name) => ({ name, dag: 'DAG-BER' }));
    const changes = [
      { id: 4, servers: ['BER-EX01', 'BER-EX02'], window: { ...windowAt('2026-11-20T00:00', 24), end } },
    ];

    const found = blockedBy({ servers, rules: [aRule()], changes });

    assert.deepEqual(found, ['CHG-0004 works on BER-EX01 and BER-EX02 until Tue 1 Jun 2027, 00:00 Europe/Berlin.']);
  });

  it('may be that the rule does not open in time', () => {
    const found = blockedBy({ ...BERLIN, rules: [aRule()] }, THREE_HOURS, { horizon: DAY / 4 });

    assert.deepEqual(found, ['The maintenance rule Saturday nights does not open until 21 Nov 2026.']);
  });

  it('may be what no time does away with', () => {
    const single = { servers: [{ name: 'BER-EX01' }, { name: 'BER-EX02', service: 'out' as const }], rules: [aRule()] };

    const [only, ...more] = blockedBy(single);

    assert.match(only ?? '', /no Mailbox server of Berlin is in service/);
    assert.deepEqual(more, []);
  });
});
