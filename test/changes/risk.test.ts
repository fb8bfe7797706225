import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PlannedServer, Risk, Target } from '../../src/changes/model.ts';
import { judgeRisk, raisedTo, riskOf, risks } from '../../src/changes/risk.ts';
import { type WorkKind, workOf } from '../../src/changes/work.ts';
import { isUsualText, usualBackout, usualImpact } from '../../src/changes/usual-texts.ts';
import type { ServerRow } from '../../src/readiness/model.ts';
import { aServerRow } from '../support/factories.ts';
import { aPlan, SE_BUILD } from './plans.ts';

const gate: Target = { kind: 'gate', gate: 'mitigation-service' };
const retired: Target = { kind: 'retired', replacedBy: null };

function row(name: string, build: string | null = '15.2.2562.37', dag: string | null = null): ServerRow {
  return aServerRow({ name, dag, assessment: { build } });
}

function judged(rows: readonly ServerRow[], target: Target, adPrep = false) {
  const servers: PlannedServer[] = rows.map(({ id }) => ({ server: id, target }));
  return judgeRisk({ servers, adPrep }, rows);
}

describe('the kind of work', () => {
  const cases: readonly (readonly [string | null, Target, WorkKind])[] = [
    ['15.2.2562.37', SE_BUILD, 'update'],
    ['15.2.2562.56', SE_BUILD, 'restart'],
    ['15.2.1748.39', SE_BUILD, 'move-to-se'],
    ['15.2.1118.7', { kind: 'build', build: '15.2.1748.10', label: 'CU15' }, 'cumulative-update'],
    [null, SE_BUILD, 'cumulative-update'],
    ['15.1.2507.61', retired, 'retirement'],
    ['15.1.2507.61', { kind: 'retired', replacedBy: 'new.contoso.test' }, 'replacement'],
    ['15.2.2562.56', gate, 'repair'],
    ['15.2.2562.37', { kind: 'gate', gate: 'ocs-signing' }, 'update'],
  ];
  for (const [build, target, work] of cases) {
    it(`from ${build ?? 'a build that is not known'} to ${JSON.stringify(target)} is ${work}`, () => {
      assert.equal(workOf(target, row('A', build)), work);
    });
  }
});

describe('judgeRisk', () => {
  it('is low for a repair, medium for a security update, high where there is no way back', () => {
    assert.equal(judged([row('A')], gate).risk, 'low');
    assert.equal(judged([row('A')], SE_BUILD).risk, 'medium');
    assert.equal(judged([row('A', '15.2.1748.39')], SE_BUILD).risk, 'high');
    assert.equal(judged([row('A', null)], SE_BUILD).risk, 'high');
    assert.equal(judged([row('A')], retired).risk, 'high');
  });

  it('is high with preparation of Active Directory', () => {
    assert.equal(judged([row('A')], gate, true).risk, 'high');
  });

  it('is a step higher for several members of one DAG, and says which', () => {
    const two = judged([row('A', '15.2.2562.56', 'DAG-BER'), row('B', '15.2.2562.56', 'DAG-BER')], gate);
    assert.equal(two.risk, 'medium');
    assert.ok(two.why.some((why) => why.includes('2 members of DAG-BER')));
    const apart = judged([row('A', '15.2.2562.56', 'DAG-BER'), row('B', '15.2.2562.56', 'DAG-PAR')], gate);
    assert.equal(apart.risk, 'low');
  });

  it('is a step higher for more than three servers', () => {
    const some = ['A', 'B', 'C', 'D'].map((name) => row(name));
    assert.equal(judged(some.slice(0, 3), SE_BUILD).risk, 'medium');
    assert.equal(judged(some, SE_BUILD).risk, 'high');
  });

  it('is high of a server of which nothing is known', () => {
    assert.equal(judgeRisk({ servers: [{ server: row('A').id, target: gate }], adPrep: false }, []).risk, 'high');
  });

  it('never gets lower by more servers or by a preparation, and always says why', () => {
    const build = fc.constantFrom('15.2.2562.37', '15.2.2562.56', '15.2.1748.39', '15.1.2507.61', null);
    const server = fc.record({
      build,
      dag: fc.constantFrom('DAG-A', 'DAG-B', null),
      target: fc.constantFrom(gate, SE_BUILD, retired),
    });
    const list = fc.array(server, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(list, fc.boolean(), (some, adPrep) => {
        const rows = some.map(({ build: has, dag }, index) => row(`S${index}`, has, dag));
        const servers = some.map(({ target }, index) => ({ server: rows[index]?.id ?? row('X').id, target }));
        const all = judgeRisk({ servers, adPrep }, rows);
        const fewer = judgeRisk({ servers: servers.slice(0, -1), adPrep: false }, rows.slice(0, -1));
        assert.ok(some.length === 1 || risks.indexOf(all.risk) >= risks.indexOf(fewer.risk));
        assert.ok(all.why.length > 0);
        for (const why of all.why) assert.match(why, /^[A-Z0-9].*\.$/);
      }),
    );
  });
});

describe('a risk that a person chooses', () => {
  const level = fc.constantFrom<Risk>('low', 'medium', 'high');

  it('raises and never lowers', () => {
    fc.assert(
      fc.property(level, level, (asked, has) => {
        const { risk, why } = raisedTo(asked, { risk: has, why: ['So.'] });
        assert.equal(risk, risks[Math.max(risks.indexOf(asked), risks.indexOf(has))]);
        assert.equal(why.length, risk === has ? 1 : 2);
      }),
    );
  });

  it('stays with the reasons that were voted on when the servers change afterwards', () => {
    const plan = aPlan({ risk: 'high', riskWhy: ['Raised by hand from medium to high.'] });
    assert.deepEqual(riskOf(plan, [row('BER-EX02', '15.2.2562.56')]), {
      risk: 'high',
      why: ['Raised by hand from medium to high.'],
    });
  });
});

describe('usual texts', () => {
  const all: readonly WorkKind[] = [
    'repair',
    'restart',
    'update',
    'cumulative-update',
    'move-to-se',
    'retirement',
    'replacement',
  ];

  it('say for each kind of work how it is taken back, or that it is not', () => {
    assert.match(usualBackout(['update'], { adPrep: false }), /Uninstall the update/);
    for (const work of ['cumulative-update', 'move-to-se'] as const) {
      assert.match(usualBackout([work], { adPrep: false }), /no way back.*Recovery plan/);
    }
    assert.match(usualBackout(['update'], { adPrep: true }), /Active Directory can't be set back/);
    assert.match(usualImpact(['update'], true), /DAG member/);
  });

  it('are known again, alone and together, and a text of a person is not', () => {
    fc.assert(
      fc.property(fc.subarray([...all]), fc.boolean(), fc.boolean(), (works, dag, adPrep) => {
        assert.ok(isUsualText(usualImpact(works, dag)));
        assert.ok(isUsualText(usualBackout(works, { adPrep })));
        assert.ok(usualBackout(works, { adPrep }).length <= 1_000);
        assert.ok(!isUsualText(`${usualBackout(works, { adPrep })} And call Bo.`));
      }),
    );
  });
});
