import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checklist } from '../../src/changes/checklist.ts';
import type { Plan, Target } from '../../src/changes/model.ts';
import { aServerRow, type ServerSketch } from '../support/factories.ts';
import { planOf, WANTED } from './execution-house.ts';

function steps(sketch: ServerSketch = {}, plan: Partial<Plan> = {}, target: Target = WANTED): string[] {
  const row = aServerRow({ name: 'BER-EX01', ...sketch });
  return checklist(row, planOf({ servers: [{ name: 'BER-EX01', target }, { name: 'BER-EX02' }], plan }));
}

function places(list: readonly string[], ...words: readonly RegExp[]): number[] {
  return words.map((word) => list.findIndex((step) => word.test(step)));
}

describe('the checklist of a server', () => {
  it('of a DAG member begins with replication and copies, then drain, suspend, install, restart, resume', () => {
    const list = steps();
    const order = places(
      list,
      /Test-ReplicationHealth/,
      /Get-MailboxDatabaseCopyStatus/,
      /one at a time/,
      /HubTransport -State Draining/,
      /StartDagServerMaintenance/,
      /ServerWideOffline -State Inactive/,
      /Install /,
      /Restart BER-EX01/,
      /ServerWideOffline -State Active/,
      /StopDagServerMaintenance/,
      /Run Health Checker/,
    );
    assert.equal(order[0], 0);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.ok(!order.includes(-1), list.join('\n'));
  });

  it('of a standalone server takes it out of the load balancer and knows no DAG', () => {
    const list = steps({ dag: null });
    assert.match(list[0] ?? '', /Drain mail.*load balancer/);
    assert.ok(!list.some((step) => /Dag|ReplicationHealth/i.test(step)));
  });

  it('of an Edge server drains its queues and asks for no Mitigation service', () => {
    const list = steps({ role: 'edge', dag: null });
    assert.ok(!list.some((step) => /MSExchangeMitigation|ServerWideOffline/.test(step)));
    assert.match(list.at(-1) ?? '', /Run Health Checker/);
  });

  it('names the call router of 2016 alone', () => {
    const of2016 = steps({ assessment: { product: 'Exchange2016', build: '15.1.2507.61' } });
    assert.equal(of2016.filter((step) => step.includes('UMCallRouter')).length, 2);
    assert.equal(steps().filter((step) => step.includes('UMCallRouter')).length, 0);
  });

  it('keeps copies of what a cumulative update overwrites, and says that there is no way back', () => {
    const update = steps({ assessment: { build: '15.2.2562.37' } });
    const cumulative = steps({ assessment: { build: '15.2.1748.39' } });
    assert.ok(!update.some((step) => /no way back/.test(step)));
    assert.ok(cumulative.some((step) => /no way back/.test(step)));
    assert.ok(cumulative.some((step) => /EdgeTransport\.exe\.config/.test(step)));
    assert.ok(steps({ assessment: { build: null } }).some((step) => /no way back/.test(step)));
  });

  it('prepares Active Directory with the first server only', () => {
    const plan = { adPrep: true };
    assert.ok(steps({}, plan).some((step) => /Active Directory/.test(step)));
    const second = checklist(aServerRow({ name: 'BER-EX02' }), planOf({ plan }));
    assert.ok(!second.some((step) => /Active Directory/.test(step)));
  });

  it('of a repair is what the next step says, and of a retirement ends with retiring it here', () => {
    const nextStep = {
      kind: 'install-url-rewrite',
      summary: 'Install it.',
      steps: ['Install the URL Rewrite module.'],
      target: null,
      remarks: [],
    } as const;
    const repair = steps({ assessment: { nextStep } }, {}, { kind: 'gate', gate: 'url-rewrite' });
    assert.equal(repair[0], 'Install the URL Rewrite module.');
    assert.match(steps({}, {}, { kind: 'gate', gate: 'ocs-endpoint' })[0] ?? '', /ocs-endpoint/);
    assert.match(steps({}, {}, { kind: 'retired', replacedBy: null }).at(-1) ?? '', /Retire BER-EX01 here/);
  });

  it('quotes an unusual name, and is empty for a server that is not in the plan', () => {
    const plan = planOf({ servers: [{ name: "x'; y" }] });
    const list = checklist(aServerRow({ name: "x'; y" }), plan);
    assert.ok(list.some((step) => step.includes("'x''; y'")));
    assert.deepEqual(checklist(aServerRow({ name: 'PAR-EX01' }), plan), []);
  });
});
