import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { isApproved, ruleHash } from '../../src/maintenance/approved.ts';
import type { MaintenanceRule, Recurrence } from '../../src/maintenance/model.ts';
import { covers, scopeText, scopeValue } from '../../src/maintenance/scope.ts';
import { freezeText, recurrenceText, whenText } from '../../src/maintenance/words.ts';
import { BO } from '../people/house.ts';
import { at } from '../support/evidence.ts';
import { aFreeze, aRule } from './rules.ts';

describe('whenText', () => {
  it('says each kind of recurrence', () => {
    const cases: readonly (readonly [Recurrence, string])[] = [
      [{ kind: 'weekly', days: [6] }, 'every Saturday'],
      [{ kind: 'weekly', days: [1, 3, 7] }, 'every Monday, Wednesday and Sunday'],
      [{ kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7] }, 'every day'],
      [{ kind: 'monthly', nth: 2, weekday: 2 }, 'second Tuesday of each month'],
      [{ kind: 'monthly', nth: -1, weekday: 7 }, 'last Sunday of each month'],
      [{ kind: 'patch-tuesday', days: 0 }, 'Patch Tuesday'],
      [{ kind: 'patch-tuesday', days: 1 }, '1 day after Patch Tuesday'],
      [{ kind: 'patch-tuesday', days: 3 }, '3 days after Patch Tuesday'],
      [
        { kind: 'rrule', rrule: 'FREQ=MONTHLY;BYDAY=-1SA', from: '2026-11-21' as never },
        'every month on last Saturday, from Sat 21 Nov 2026',
      ],
      [{ kind: 'rrule', rrule: 'FREQ=OFTEN', from: '2026-11-21' as never }, 'FREQ=OFTEN'],
    ];
    for (const [recurrence, expected] of cases) assert.equal(recurrenceText(recurrence), expected);
  });

  it('says from when to when, and of a day or longer for how long', () => {
    assert.equal(whenText(aRule()), 'every Saturday, 22:00 to 02:00 Europe/Berlin (4 hours)');
    assert.equal(
      whenText(aRule({ time: '22:45', length: 1.5 * HOUR, zone: 'UTC' })),
      'every Saturday, 22:45 to 00:15 UTC (1 hour 30 minutes)',
    );
    assert.equal(whenText(aRule({ length: DAY })), 'every Saturday, 22:00 Europe/Berlin for 24 hours');
    assert.equal(whenText(aRule({ length: 60 * HOUR })), 'every Saturday, 22:00 Europe/Berlin for 60 hours');
  });
});

describe('freezeText', () => {
  it('says whole days as days, and anything else to the minute', () => {
    assert.equal(freezeText(aFreeze()), 'Sun 20 Dec 2026 to Sun 3 Jan 2027, whole days Europe/Berlin');
    assert.equal(freezeText(aFreeze({ localEnd: '2026-12-21T00:00' })), 'Sun 20 Dec 2026, whole day Europe/Berlin');
    assert.equal(
      freezeText(aFreeze({ localStart: '2026-12-20T18:00' })),
      'Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 00:00 Europe/Berlin',
    );
  });
});

describe('a scope', () => {
  const server = { id: serverId('ber-ex01.contoso.test'), site: 'Berlin', dag: null };
  const servers = [server.id, serverId('gone.contoso.test')];
  const nameOf = (id: string) => (id === server.id ? 'BER-EX01' : id);

  it('covers servers by place without case, and by id', () => {
    assert.ok(covers({ by: 'all' }, { ...server, site: null }));
    assert.ok(covers({ by: 'site', value: 'BERLIN' }, server));
    assert.ok(!covers({ by: 'site', value: 'Berlin' }, { ...server, site: null }));
    assert.ok(!covers({ by: 'site', value: 'Ber' }, server));
    assert.ok(!covers({ by: 'dag', value: 'DAG-BER' }, server));
    assert.ok(covers({ by: 'dag', value: 'dag-ber' }, { ...server, dag: 'DAG-BER' }));
    assert.ok(covers({ by: 'servers', servers }, server));
    assert.ok(!covers({ by: 'servers', servers: servers.slice(1) }, server));
  });

  it('is said in words, and as a form takes it', () => {
    assert.equal(scopeText({ by: 'all' }, nameOf), 'all servers');
    assert.equal(scopeText({ by: 'site', value: 'Berlin' }, nameOf), 'Berlin (site)');
    assert.equal(scopeText({ by: 'servers', servers }, nameOf), 'BER-EX01 and gone.contoso.test');
    const many = Array.from({ length: 8 }, (_, index) => serverId(`s${index}`));
    assert.equal(scopeText({ by: 'servers', servers: many }, nameOf), 's0, s1, s2, s3, s4, s5 and 2 more');
    assert.equal(scopeValue({ by: 'all' }, nameOf), 'all');
    assert.equal(scopeValue({ by: 'dag', value: 'DAG-BER' }, nameOf), 'dag:DAG-BER');
    assert.equal(scopeValue({ by: 'servers', servers }, nameOf), 'BER-EX01, gone.contoso.test');
  });
});

describe('the hash of a rule', () => {
  const rule = aRule();

  it('differs with whatever an approval is given on, and with nothing else', () => {
    const others: Partial<MaintenanceRule>[] = [
      { name: 'Other' },
      { zone: 'UTC' },
      { recurrence: { kind: 'weekly', days: [7] } },
      { time: '22:01' },
      { length: 5 * HOUR },
      { noStartBefore: HOUR },
      { scope: { by: 'site', value: 'Berlin' } },
      { preApproves: true },
    ];
    const hashes = others.map((other) => ruleHash({ ...rule, ...other }));
    assert.equal(new Set([...hashes, rule.hash]).size, others.length + 1);
    assert.equal(ruleHash({ ...rule, revision: 9, madeAt: at('2026-01-01T00:00:00Z') } as MaintenanceRule), rule.hash);
  });

  it('is what an approval counts for', () => {
    const approval = { by: BO, at: rule.madeAt, hash: rule.hash };
    assert.ok(isApproved({ ...rule, approval }));
    assert.ok(!isApproved(rule));
    assert.ok(!isApproved({ ...aRule({ time: '23:00' }), approval }));
  });
});
