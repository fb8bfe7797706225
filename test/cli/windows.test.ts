import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { change } from '../../src/cli/verbs/change.ts';
import { freeze, freezes, lift, removeRule, rule, rules } from '../../src/cli/verbs/maintenance.ts';
import { simulate } from '../../src/cli/verbs/simulate.ts';
import { slots } from '../../src/cli/verbs/slots.ts';
import type { Output } from '../../src/cli/output.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { loadChange } from '../../src/changes/store.ts';
import { HOUR } from '../../src/core/clock.ts';
import type { FreezeDraft, RuleDraft } from '../../src/maintenance/model.ts';
import { aPlanHouse, ANA, BO, type PlanHouse } from '../changes/plan-house.ts';
import { openSqlite } from '../support/database.ts';
import { type CliHouse, aCliHouse } from './a-house.ts';

const RULE: RuleDraft = {
  name: 'Berlin nights',
  zone: 'Europe/Berlin',
  recurrence: 'weekly',
  days: 'sat',
  number: '',
  rrule: '',
  time: '22:00',
  hours: '4',
  noStartBefore: '60',
  scope: 'all',
  preApproves: true,
};
const FREEZE: FreezeDraft = {
  name: 'Christmas',
  fromDate: '2026-12-20',
  fromTime: '',
  untilDate: '2027-01-03',
  untilTime: '12:00',
  zone: 'Europe/Berlin',
  scope: 'all',
  effect: 'forbids',
  reason: 'Year-end closing',
};

describe('rules and freezes on the command line', () => {
  let cli: CliHouse;

  beforeEach(async () => {
    cli = await aCliHouse();
  });
  afterEach(() => cli.house.close());

  const read = (json: boolean) => ({ json, now: cli.clock.now() });
  const json = () => JSON.parse(cli.printed()) as Record<string, unknown>;

  it('sets a rule, lists it with its next time, and removes it', async () => {
    assert.equal(await rules(cli.house, cli.output, read(false)), 0);
    assert.equal(cli.printed(), 'There is no maintenance rule.');

    assert.equal(await rule(cli.house, cli.output, { draft: RULE, edits: null, json: false }), 0);
    assert.match(cli.printed(), /^RULE-0001 Berlin nights is set: every Saturday, 22:00 to 02:00 Europe\/Berlin/);

    assert.equal(await rules(cli.house, cli.output, read(false)), 0);
    const text = cli.printed();
    assert.match(text, /RULE-0001 {2}Berlin nights/);
    assert.match(text, /Sat 21 Nov/);
    assert.match(text, /nothing until/);

    assert.equal(await removeRule(cli.house, cli.output, 'rule-0001', false), 0);
    assert.match(cli.printed(), /^RULE-0001 Berlin nights is removed/);
    await rules(cli.house, cli.output, read(true));
    assert.deepEqual(json().rules, []);
  });

  it('edits a rule as it is now', async () => {
    await rule(cli.house, cli.output, { draft: RULE, edits: null, json: false });
    cli.printed();

    assert.equal(
      await rule(cli.house, cli.output, { draft: { ...RULE, time: '23:00' }, edits: 'RULE-0001', json: false }),
      0,
    );

    assert.match(cli.printed(), /every Saturday, 23:00 to 03:00/);
    await rules(cli.house, cli.output, read(true));
    const [only, ...more] = json().rules as { time: string; revision: number; next: { start: string }[] }[];
    assert.deepEqual(
      [only?.time, only?.revision, only?.next[0]?.start, more],
      ['23:00', 2, '2026-11-21T22:00:00.000Z', []],
    );
  });

  it('lists rules as of another instant', async () => {
    await rule(cli.house, cli.output, { draft: RULE, edits: null, json: true });
    assert.match(String(json().done), /^RULE-0001/);

    await rules(cli.house, cli.output, {
      json: false,
      now: (cli.clock.now() + 8 * 24 * HOUR) as ReturnType<typeof cli.clock.now>,
    });

    assert.match(cli.printed(), /Sat 5 Dec/);
  });

  it('sets a freeze, lists it, and lifts it', async () => {
    assert.equal(await freeze(cli.house, cli.output, FREEZE, false), 0);
    assert.match(
      cli.printed(),
      /^FREEZE-0001 Christmas is set: Sun 20 Dec 2026, 00:00 to Sun 3 Jan 2027, 12:00 Europe\/Berlin/,
    );

    assert.equal(await freezes(cli.house, cli.output, read(false)), 0);
    assert.match(cli.printed(), /FREEZE-0001 {2}Christmas/);
    await freezes(cli.house, cli.output, read(true));
    const [found] = json().freezes as Record<string, unknown>[];
    assert.equal(found?.start, '2026-12-19T23:00:00.000Z');
    assert.equal(found?.current, false);

    assert.equal(await lift(cli.house, cli.output, 'FREEZE-0001', false), 0);
    assert.equal(cli.printed(), 'FREEZE-0001 Christmas is lifted.');
    await freezes(cli.house, cli.output, read(false));
    assert.equal(cli.printed(), 'There is no freeze.');
  });

  it('says which of them can not be read, and what that means, and ends with 1', async () => {
    await freeze(cli.house, cli.output, FREEZE, false);
    await cli.house.database.transaction((tx) => tx.updateTable('freezes').set({ freeze: '{}' }).execute());
    cli.printed();

    assert.equal(await freezes(cli.house, cli.output, read(false)), 1);
    assert.match(cli.complained(), /^FREEZE-0001 can not be read: until it is lifted, work is forbidden everywhere\./);
    assert.equal(await rules(cli.house, cli.output, read(true)), 1);
  });

  it('says what can not be taken, with a way forward, and ends with 2', async () => {
    const refused = [
      () => rule(cli.house, cli.output, { draft: { ...RULE, zone: 'Nowhere' }, edits: null, json: false }),
      () => rule(cli.house, cli.output, { draft: RULE, edits: 'RULE-0009', json: false }),
      () => freeze(cli.house, cli.output, { ...FREEZE, untilDate: '2026-12-01' }, false),
      () => removeRule(cli.house, cli.output, 'Berlin', false),
      () => removeRule(cli.house, cli.output, 'RULE-0009', false),
      () => lift(cli.house, cli.output, 'FREEZE-9', false),
    ];

    for (const verb of refused) assert.equal(await verb(), 2);

    assert.match(
      cli.complained(),
      /Nowhere.*IANA[\s\S]*RULE-0009[\s\S]*Berlin is no such id[\s\S]*FREEZE-9 is no such id/,
    );
    assert.equal(cli.printed(), '');
  });
});

describe('slots and the simulation on the command line', () => {
  let house: PlanHouse;
  const out: string[] = [];
  const err: string[] = [];
  const output: Output = { width: 120, out: (text) => void out.push(text), err: (text) => void err.push(text) };
  const printed = () => out.splice(0).join('\n');

  before(async () => {
    house = await aPlanHouse(await openSqlite());
    const draft = (server: string, date: string) => ({
      type: 'normal',
      servers: [{ server, target: 'build:15.2.2562.56', order: '1' }],
      date,
      time: '22:00',
      hours: '4',
      zone: 'Europe/Berlin',
      reason: 'Cut off',
      risk: '',
      impact: '',
      backout: '',
      adPrep: false,
    });
    await house.done(ANA, { kind: 'propose', draft: draft('FAIL-01', '2026-11-28') });
    await house.done(ANA, { kind: 'propose', draft: draft('BEHIND-01', '2026-12-05') });
  });
  after(() => house.database.close());

  const of = () => ({ database: house.database, changes: house.app });
  const at = (json: boolean) => ({ json, now: house.fleet.clock.now() });

  it('shows the next safe slots of a change with what each satisfies', async () => {
    assert.equal(await slots(of(), output, 'chg-1', at(false)), 0);

    const text = printed();
    assert.match(
      text,
      /^Safe slots for CHG-0001:\n1\. Sat 21 Nov 2026, 22:00 to Sun 22 Nov 2026, 02:00 Europe\/Berlin \(4 hours\)/,
    );
    assert.match(text, /\n {3}The work takes 1 hour of its 4 hours\./);
  });

  it('gives the same slots as JSON, instants in ISO 8601', async () => {
    assert.equal(await slots(of(), output, 'CHG-0001', at(true)), 0);

    const found = JSON.parse(printed()) as { change: string; slots: { start: string; hours: string }[] };
    assert.equal(found.change, 'CHG-0001');
    assert.deepEqual(
      found.slots.map(({ start }) => start),
      ['2026-11-21T21:00:00.000Z', '2026-11-22T21:00:00.000Z', '2026-11-23T21:00:00.000Z'],
    );
  });

  it('knows no slots of what is not there, or has ended', async () => {
    assert.equal(await slots(of(), output, 'CHG-0009', at(false)), 2);
    const made = await house.done(ANA, {
      kind: 'propose',
      draft: {
        type: 'normal',
        servers: [{ server: 'OLD-01', target: 'build:15.2.2562.56', order: '1' }],
        date: '2026-12-06',
        time: '22:00',
        hours: '4',
        zone: 'UTC',
        reason: 'x',
        risk: '',
        impact: '',
        backout: '',
        adPrep: false,
      },
    });
    await house.say(ANA, { kind: 'withdraw', change: made.change.id as ChangeId });
    assert.equal(await slots(of(), output, made.change.id, at(false)), 2);

    assert.match(
      err.splice(0).join('\n'),
      /There is no change CHG-0009.*\nCHG-0003 was withdrawn, so it can not be postponed/,
    );
  });

  it('shows what lies ahead in the order of time, and which servers stay as they are', async () => {
    const code = await simulate(of(), output, { ...at(false), days: 90, by: null });

    const text = printed();
    assert.equal(code, 1);
    assert.match(text, /^From Sat 21 Nov 2026, 10:00 Europe\/Berlin to Fri 19 Feb 2027, 10:00 Europe\/Berlin\./);
    assert.ok(text.indexOf('CHG-0001') < text.indexOf('CHG-0002'));
    assert.match(text, /2 open changes, 0 blocked\./);
    assert.match(text, /Servers that stay failing or outdated past Fri 19 Feb 2027/);
    assert.match(text, /FAIL-02/);
    assert.match(text, /\(FAIL-03\): It needs replacement, and no change is open for it\./);
    assert.doesNotMatch(text, /\([^)]*BEHIND-01[^)]*\): /);
  });

  it('counts the named day whole', async () => {
    const staying = async (by: string) => {
      await simulate(of(), output, { ...at(true), days: 90, by });
      const found = JSON.parse(printed()) as { by: string; staying: { why: string; servers: { name: string }[] }[] };
      return found.staying.flatMap(({ servers }) => servers.map(({ name }) => name));
    };

    assert.ok(!(await staying('2026-11-29')).includes('FAIL-01'));
    assert.ok((await staying('2026-11-28')).includes('FAIL-01'));
    assert.ok((await staying('2026-11-29T00:59:59Z')).includes('FAIL-01'));
    assert.ok(!(await staying('2026-11-29T01:00:00Z')).includes('FAIL-01'));
  });

  it('refuses a date that is none, or is over', async () => {
    assert.equal(await simulate(of(), output, { ...at(false), days: 90, by: 'soon' }), 2);
    assert.equal(await simulate(of(), output, { ...at(false), days: 90, by: '2026-11-01' }), 2);

    assert.match(err.splice(0).join('\n'), /The date can not be soon.*\n2026-11-01 is not ahead/);
  });

  it('ends with 1 where a change is blocked', async () => {
    const draft = {
      type: 'normal',
      servers: [{ server: 'FAIL-01', target: 'build:15.2.2562.56', order: '1' }],
      date: '2026-11-28',
      time: '23:00',
      hours: '2',
      zone: 'Europe/Berlin',
      reason: 'Beside it',
      risk: '',
      impact: '',
      backout: '',
      adPrep: false,
    };
    await house.done(ANA, { kind: 'propose', draft, despite: true });

    await simulate(of(), output, { ...at(false), days: 10, by: null });

    const text = printed();
    assert.match(text, /2 blocked/);
    assert.match(text, /blocks: FAIL-01 is in/);
  });

  it('tells of a change what it stands in, and who bears it', async () => {
    const read = (json: boolean) => change(of(), output, 'CHG-0001', { ...at(json), file: null });
    await read(true);
    const [{ key, severity, override }] = JSON.parse(printed()).conflicts;
    assert.deepEqual([severity, override], ['blocks', null]);
    await read(false);
    assert.match(printed(), /\nConflicts:\n {2}blocks: FAIL-01 is in CHG-0004 /);

    const plan = (await house.database.read((reader) => loadChange(reader, 'CHG-0001' as ChangeId)))?.planHash ?? '';
    await house.say(BO, {
      kind: 'override',
      change: 'CHG-0001' as ChangeId,
      plan,
      keys: [key],
      reason: 'Both at once',
    });

    await read(false);
    assert.match(printed(), /\n {2}overridden by Bo \(Both at once\): FAIL-01 is in CHG-0004 /);
  });
});
