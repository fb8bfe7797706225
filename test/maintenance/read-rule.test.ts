import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { MaintenanceRule } from '../../src/maintenance/model.ts';
import { readFreeze } from '../../src/maintenance/read-freeze.ts';
import { readRule } from '../../src/maintenance/read-rule.ts';
import { type Fleet, readScope } from '../../src/maintenance/read-scope.ts';
import { at } from '../support/evidence.ts';
import { aFreezeDraft, aRule, aRuleDraft } from './rules.ts';

const NOW = at('2026-11-21T09:00:00Z');
const names = ['BER-EX01', 'BER-EX02', 'PAR-EX01'].map((name) => {
  const fqdn = `${name.toLowerCase()}.contoso.test`;
  return { id: serverId(fqdn), name, fqdn };
});
const twin = { id: serverId('par-ex01.fabrikam.test'), name: 'PAR-EX01', fqdn: 'par-ex01.fabrikam.test' };
const fleet: Fleet = {
  places: [
    { by: 'site', value: 'Berlin' },
    { by: 'site', value: 'Mitte' },
    { by: 'dag', value: 'DAG-BER' },
    { by: 'dag', value: 'Mitte' },
  ],
  names: [...names, twin],
};

function rule(over: Parameters<typeof aRuleDraft>[0] = {}, before: MaintenanceRule | null = null) {
  const draft = aRuleDraft(over);
  return readRule(draft, { fleet, now: NOW, zone: 'Europe/Paris', held: [aRule({ name: 'Taken' })], before });
}
function freeze(over: Parameters<typeof aFreezeDraft>[0] = {}) {
  return readFreeze(aFreezeDraft(over), { fleet, now: NOW, zone: 'Europe/Paris' });
}
type Read = ReturnType<typeof rule> | ReturnType<typeof freeze> | ReturnType<typeof readScope>;
const said = (read: Read) => (read.ok ? 'taken' : `${read.refusal.message} ${read.refusal.hint}`);

describe('readRule', () => {
  it('reads every field of a form', () => {
    const read = rule({ noStartBefore: '30', hours: '1,5', time: '9:05', scope: 'dag:dag-ber', zone: 'europe/berlin' });
    assert.deepEqual(read.ok && read.value, {
      name: 'Saturday nights',
      zone: 'Europe/Berlin',
      recurrence: { kind: 'weekly', days: [6] },
      time: '09:05',
      length: 90 * MINUTE,
      noStartBefore: 30 * MINUTE,
      scope: { by: 'dag', value: 'DAG-BER' },
      preApproves: false,
    });
    const usual = rule({ zone: ' ' });
    assert.equal(usual.ok && usual.value.zone, 'Europe/Paris');
  });

  it('reads each kind of recurrence', () => {
    const recurrence = (over: Parameters<typeof aRuleDraft>[0]) => {
      const read = rule(over);
      return read.ok ? read.value.recurrence : said(read);
    };
    assert.deepEqual(recurrence({ days: 'Sundays, sat and MO' }), { kind: 'weekly', days: [1, 6, 7] });
    assert.deepEqual(recurrence({ days: 'weekdays' }), { kind: 'weekly', days: [1, 2, 3, 4, 5] });
    for (const [number, nth] of [
      ['2', 2],
      ['last', -1],
      ['-1', -1],
      ['3rd', 3],
      ['Fifth', 5],
    ] as const) {
      assert.deepEqual(recurrence({ recurrence: 'Monthly', days: 'tue', number }), {
        kind: 'monthly',
        nth,
        weekday: 2,
      });
    }
    assert.deepEqual(recurrence({ recurrence: 'patch-tuesday', number: '0' }), { kind: 'patch-tuesday', days: 0 });
    const rrule = 'FREQ=MONTHLY;BYDAY=-1SA';
    assert.deepEqual(recurrence({ recurrence: 'rrule', rrule }), { kind: 'rrule', rrule, from: '2026-11-21' });
  });

  it('goes on counting an RRULE from where it began, until it is another one', () => {
    const rrule = 'FREQ=WEEKLY;INTERVAL=2';
    const before = aRule({ recurrence: { kind: 'rrule', rrule, from: '2026-01-05' as never } });
    const from = (text: string) => {
      const read = rule({ recurrence: 'rrule', rrule: text }, before);
      return read.ok && read.value.recurrence.kind === 'rrule' && read.value.recurrence.from;
    };
    assert.equal(from('RRULE:freq=weekly; interval=2'), '2026-01-05');
    assert.equal(from('FREQ=WEEKLY;INTERVAL=3'), '2026-11-21');
  });

  it('refuses each field that is missing or wrong, naming it and its value, with what would do', () => {
    const cases: readonly (readonly [Parameters<typeof aRuleDraft>[0], RegExp])[] = [
      [{ name: ' \u200b' }, /^No name was given\. Call it something/],
      [{ name: 'x'.repeat(61) }, /^The name has 61 characters\. Say it in at most 60/],
      [{ name: 'tAKEN' }, /^The name tAKEN is that of RULE-0001/],
      [{ zone: 'CEST' }, /^The time zone can not be CEST\. Write its IANA name, for example Europe\/Berlin/],
      [{ recurrence: '' }, /^No recurrence was given/],
      [{ recurrence: 'yearly' }, /^The recurrence can not be yearly\. Choose weekly, monthly, patch-tuesday or rrule/],
      [{ days: '' }, /^No day was given\. Write them like sat, sun/],
      [{ days: 'sat, someday' }, /^The day can not be someday/],
      [{ days: 's' }, /^The day can not be s\./],
      [{ recurrence: 'monthly', days: 'sat, sun', number: '1' }, /^The day can not be sat, sun\. Write one/],
      [{ recurrence: 'monthly', days: 'sat' }, /^No number was given\. Say which of the month: 1 to 5, or last/],
      [{ recurrence: 'monthly', days: 'sat', number: '6' }, /^The number can not be 6/],
      [{ recurrence: 'monthly', days: 'sat', number: 'constructor' }, /^The number can not be constructor/],
      [{ recurrence: 'patch-tuesday' }, /^No number of days after Patch Tuesday was given/],
      [{ recurrence: 'patch-tuesday', number: '28' }, /can not be 28\. Say how many days after it: 0 to 27/],
      [{ recurrence: 'patch-tuesday', number: '-1' }, /can not be -1/],
      [{ recurrence: 'rrule', rrule: 'often' }, /^The RRULE can not be OFTEN\. Write it like FREQ=/],
      [{ time: '' }, /^No time was given\. Say when it opens, for example 22:00/],
      [{ time: '24:00' }, /^The time can not be 24:00/],
      [{ hours: '' }, /^No length was given/],
      [{ hours: '0.24' }, /^The length can not be 0\.24 hours/],
      [{ hours: '168.1' }, /^The length can not be 168\.1 hours/],
      [
        { noStartBefore: '240' },
        /^The last start can not be 240 minutes before the end\. Write minutes, from 0 to 239/,
      ],
      [{ noStartBefore: '-5' }, /^The last start can not be -5 minutes/],
      [{ scope: '' }, /^No scope was given\. Write all, site:Berlin/],
    ];
    for (const [over, expected] of cases) assert.match(said(rule(over)), expected, JSON.stringify(over));
    assert.equal(said(rule({ hours: '0.25', noStartBefore: '14' })), 'taken');
    assert.equal(said(rule({ hours: '168', name: 'x'.repeat(60) })), 'taken');
    assert.equal(said(rule({ name: 'Taken' }, aRule())), 'taken');
  });
});

describe('readScope', () => {
  const scope = (text: string) => {
    const read = readScope(text, fleet);
    return read.ok ? read.value : said(read);
  };

  it('reads all, a site, a DAG and servers, as the fleet spells them', () => {
    assert.deepEqual(scope(' ALL '), { by: 'all' });
    assert.deepEqual(scope('Site: berlin'), { by: 'site', value: 'Berlin' });
    assert.deepEqual(scope('dag:mitte'), { by: 'dag', value: 'Mitte' });
    assert.deepEqual(scope('ber-ex02; BER-EX01, ber-ex01.contoso.test and BER-EX02'), {
      by: 'servers',
      servers: ['ber-ex01.contoso.test', 'ber-ex02.contoso.test'],
    });
    assert.deepEqual(scope('dag-ber'), { by: 'dag', value: 'DAG-BER' });
  });

  it('refuses what is not in the fleet, or more than one thing, and says what is near', () => {
    assert.equal(scope('site:Berlni'), 'No server is in a site called Berlni. Did you mean site:Berlin?');
    assert.match(
      String(scope('dag:DAG-TOKYO-9')),
      /^No server is in a DAG called DAG-TOKYO-9\. (?:There is|Did you mean)/,
    );
    assert.match(String(scope('site:')), /^No site was given/);
    assert.match(String(scope('product:2019')), /^The scope can not be product:2019\. Write all, site:Berlin/);
    assert.match(String(scope('site:2019')), /^No server is in a site called 2019/);
    assert.match(String(scope('BER-EX03')), /^There is no server BER-EX03\. Did you mean BER-EX01 or BER-EX02/);
    assert.match(String(scope('BER-EX01, berlin')), /^There is no server berlin/);
    assert.match(
      String(scope('PAR-EX01')),
      /^More than one server is called PAR-EX01\. Name one: par-ex01\.contoso\.test/,
    );
    assert.equal(
      scope('mitte'),
      'mitte is more than one: Mitte (site) and Mitte (DAG). Write site:Mitte or dag:Mitte.',
    );
    assert.match(String(scope(', ;')), /^No scope was given/);
    assert.match(String(scope('x,'.repeat(201))), /^The scope can not be 201 servers/);
  });
});

describe('readFreeze', () => {
  it('lasts whole days without times, the last one included', () => {
    const read = freeze({ untilDate: '2026-12-20' });
    assert.ok(read.ok);
    assert.deepEqual([read.value.localStart, read.value.localEnd], ['2026-12-20T00:00', '2026-12-21T00:00']);
    assert.equal(read.value.start, at('2026-12-19T23:00:00Z'));
    assert.equal(read.value.end - read.value.start, 24 * HOUR);
  });

  it('takes times on the clocks of its zone', () => {
    const read = freeze({ fromTime: '18:00', untilTime: '6:30', zone: 'america/new_york', effect: 'Warns' });
    assert.ok(read.ok);
    assert.equal(read.value.start, at('2026-12-20T23:00:00Z'));
    assert.equal(read.value.end, at('2027-01-03T11:30:00Z'));
    assert.equal(read.value.effect, 'warns');
  });

  it('refuses each field that is missing or wrong, naming it and its value', () => {
    const cases: readonly (readonly [Parameters<typeof aFreezeDraft>[0], RegExp])[] = [
      [{ name: '' }, /^No name was given/],
      [{ zone: 'Mars' }, /^The time zone can not be Mars/],
      [{ fromDate: '' }, /^No from date was given\. Write it like 2026-12-20/],
      [{ untilDate: '2026-02-30' }, /^The until date can not be 2026-02-30/],
      [{ untilDate: '9999-12-31' }, /^The until date can not be 9999-12-31/],
      [{ fromTime: '25:00' }, /^The from time can not be 25:00/],
      [{ untilDate: '2026-12-19' }, /can not end at Sun 20 Dec 2026, 00:00: it begins at Sun 20 Dec 2026, 00:00/],
      [{ fromDate: '2026-11-01', untilDate: '2026-11-20' }, /^Sat 21 Nov 2026, 00:00 is past/],
      [{ untilDate: '2028-01-24' }, /is too long for one freeze\. A freeze lasts at most 400 days/],
      [{ fromDate: '2032-01-01', untilDate: '2032-01-01' }, /more than five years ahead/],
      [{ scope: 'site:Atlantis' }, /^No server is in a site called Atlantis/],
      [{ effect: '' }, /^No effect was given\. Choose forbids or warns/],
      [{ effect: 'asks' }, /^The effect can not be asks/],
      [{ reason: ' ' }, /^The reason is missing/],
    ];
    for (const [over, expected] of cases) assert.match(said(freeze(over)), expected, JSON.stringify(over));
    assert.equal(said(freeze({ untilDate: '2028-01-23' })), 'taken');
    assert.equal(said(freeze({ fromDate: '2026-11-01', untilDate: '2026-11-21' })), 'taken');
  });
});
