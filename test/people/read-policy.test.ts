import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { approvalsNeeded, defaultPolicy } from '../../src/people/default-policy.ts';
import type { ChangeType, Policy, Risk } from '../../src/people/policy.ts';
import { readPolicy } from '../../src/people/read-policy.ts';

const BO = '00000000-0000-4000-8000-000000000002';

function read(value: unknown): Policy {
  const result = readPolicy(JSON.stringify(value));
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.policy;
}

function problems(value: unknown): readonly string[] {
  const result = readPolicy(typeof value === 'string' ? value : JSON.stringify(value));
  assert.ok(!result.ok, 'the policy was taken');
  return result.problems;
}

const dag = (over: object = {}) => ({
  name: 'DAG-BER',
  members: ['BER-EX01', 'BER-EX02'],
  witness: 'BER-FS01',
  ...over,
});

describe('a policy file', () => {
  it('leaves everything as it is built in where it says nothing', () => {
    assert.deepEqual(read({}), defaultPolicy);
    assert.deepEqual(read(defaultPolicy), defaultPolicy);
    assert.equal(readPolicy('\uFEFF{}').ok, true);
  });

  it('changes what it says, and that alone', () => {
    assert.deepEqual(read({ approvals: { normal: { high: 3 } }, reviewDays: 5 }), {
      ...defaultPolicy,
      approvals: { ...defaultPolicy.approvals, normal: { ...defaultPolicy.approvals.normal, high: 3 } },
      reviewDays: 5,
    });
  });

  it('may ask for no second person', () => {
    assert.equal(approvalsNeeded(read({ approvals: { standard: { low: 0 } } }), 'standard', 'low'), 0);
  });

  it('knows people and servers in lower case, each person once', () => {
    const policy = read({
      approvers: [{ scope: { by: 'site', value: ' Berlin ' }, people: [BO.toUpperCase(), BO] }],
      fallbacks: [BO.toUpperCase()],
      dags: [dag(), { name: 'DAG-PAR', members: ['par-ex01.Contoso.example'] }],
    });
    assert.deepEqual(policy.approvers, [{ scope: { by: 'site', value: 'Berlin' }, people: [BO] }]);
    assert.deepEqual(policy.fallbacks, [BO]);
    assert.deepEqual(policy.dags, [
      { name: 'dag-ber', members: ['ber-ex01', 'ber-ex02'], witness: 'ber-fs01' },
      { name: 'dag-par', members: ['par-ex01.contoso.example'], witness: null },
    ]);
  });

  it('tells all its mistakes at once, each with its field and value', () => {
    assert.deepEqual(
      problems({
        approvals: { normal: { high: 'two', lwo: 1 }, nrmal: {} },
        approvers: [{ scope: { by: 'rack', value: '' }, people: [] }, { people: ['Bo'] }],
        reviewDay: 3,
        editLockMinutes: -1,
        longestAcknowledgementDays: 1.5,
        fallbacks: 'Bo',
        dags: [{ name: 'D', members: ['a b'], witness: 3 }, 4],
      }),
      [
        'approvals.normal.high is "two": it must be a whole number from 0 to 10.',
        'approvals.normal.lwo is 1: there is no such field.',
        'approvals.nrmal is {}: there is no such field.',
        'approvers[0].scope.by is "rack": it must be site, dag or product.',
        'approvers[0].scope.value is "": it must not be empty.',
        'approvers[0].people is []: it must name at least one person.',
        'approvers[1].scope is missing.',
        'approvers[1].people[0] is "Bo": it must be an object id in Entra: a GUID.',
        'longestAcknowledgementDays is 1.5: it must be a whole number from 1 to 730.',
        'editLockMinutes is -1: it must be a whole number from 0 to 10080.',
        'fallbacks is "Bo": it must be a list.',
        'dags[0].members[0] is "a b": it must be the name of a server, short or fully qualified.',
        'dags[0].witness is 3: it must be a text.',
        'dags[1] is 4: it must be an object with fields.',
        'reviewDay is 3: there is no such field. Did you mean reviewDays?',
      ],
    );
  });

  it('tells what does not fit together', () => {
    const site = { scope: { by: 'site', value: 'Berlin' }, people: [BO] };
    assert.deepEqual(
      problems({
        remindAfterHours: 50,
        approvers: [site, { ...site, scope: { by: 'site', value: 'BERLIN' } }],
        dags: [
          dag({ witness: 'ber-ex01.contoso.example' }),
          { name: 'dag-ber', members: ['ber-ex02.contoso.example'] },
        ],
      }),
      [
        'escalateAfterHours is 48: it must not be less than remindAfterHours, which is 50.',
        'approvers[1].scope is site "BERLIN": approvers[0] has it already.',
        'dags[0].witness is "ber-ex01.contoso.example": a member can not be the witness of its own DAG.',
        'dags[1].name is "dag-ber": dags[0] has it already.',
        'dags[1].members[0] is "ber-ex02.contoso.example": that server is dags[0].members[1] already.',
      ],
    );
  });

  it('that is no object of JSON is told so', () => {
    assert.deepEqual(problems('approvals:'), ['The file is not JSON.']);
    assert.deepEqual(problems(''), ['The file is not JSON.']);
    assert.deepEqual(problems([]), ['The policy is []: it must be an object with fields.']);
    assert.deepEqual(problems(null), ['The policy is null: it must be an object with fields.']);
    assert.match(problems(`"${'x'.repeat(1_000_001)}"`)[0] ?? '', /^The file is longer/);
  });

  it('keeps what it tells short, whatever stands in it', () => {
    const found = problems({ fallbacks: Array.from({ length: 200 }, () => 'x'.repeat(4_000)) });
    assert.deepEqual([found.length, found.at(-1)], [51, 'And 150 more.']);
    for (const line of found) assert.ok(line.length < 200);
  });

  it('is read or refused with a reason, and never throws', () => {
    const inner = fc.jsonValue({ maxDepth: 3 });
    const fields = fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(defaultPolicy), '__proto__', 'constructor'), fc.string()),
      inner,
    );
    fc.assert(
      fc.property(fc.oneof(fields, inner), (value) => {
        const result = readPolicy(JSON.stringify(value));
        if (!result.ok) {
          assert.ok(result.problems.length > 0);
          for (const line of result.problems) assert.match(line, /\S/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads back every policy that it may hold', () => {
    const number = fc.integer({ min: 0, max: 10 });
    const needed = fc.record({ low: number, medium: number, high: number });
    const approvals = fc.record({ standard: needed, normal: needed, emergency: needed });
    fc.assert(
      fc.property(approvals, fc.integer({ min: 1, max: 730 }), (given, days) => {
        const policy = read({ approvals: given, longestAcknowledgementDays: days });
        for (const type of ['standard', 'normal', 'emergency'] satisfies ChangeType[]) {
          for (const risk of ['low', 'medium', 'high'] satisfies Risk[]) {
            assert.equal(approvalsNeeded(policy, type, risk), given[type][risk]);
          }
        }
        assert.equal(policy.longestAcknowledgementDays, days);
      }),
    );
  });
});
