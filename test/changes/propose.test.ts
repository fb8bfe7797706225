import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChangeAnswer, ChangeId, Draft } from '../../src/changes/model.ts';
import { changeId, nextChangeId } from '../../src/changes/next-id.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPlanHouse, aUser, BO, OPS, type PlanHouse, VI } from './plan-house.ts';
import { aDraft } from './plans.ts';

const FAIL = 'fail-01.contoso.test';
const UPDATE = 'build:15.2.2562.56';
const draftOf = (over: Partial<Draft> = {}) => aDraft([[FAIL, UPDATE]], over);

function problemOf(answer: ChangeAnswer): string {
  if (answer.kind === 'refused') return answer.refusal.message;
  return answer.kind === 'change-form' ? (answer.problem?.message ?? 'no problem') : `a ${answer.kind}`;
}

async function changesOf({ database }: PlanHouse): Promise<number> {
  return database.read(async (reader) => (await reader.selectFrom('changes').select('id').execute()).length);
}

onBothDialects((_name, open) => {
  it('proposes a change: stored, audited, its card in the channel and the chats of those who ask and are asked', async () => {
    const house = await aPlanHouse(await open());
    const view = await house.done(ANA, { kind: 'propose', draft: draftOf() });
    assert.equal(view.change.id, 'CHG-0001');
    assert.equal(view.state, 'proposed');
    assert.equal(view.notice, 'CHG-0001 waits for approval.');
    assert.equal(view.servers[0]?.aim, 'build 15.2.2562.56 or later (Exchange SE RTM Oct26SU)');
    assert.deepEqual(
      view.approvals.may.map(({ name }) => name),
      ['Bo', 'Cy'],
    );
    assert.deepEqual(
      view.approvals.asked.map(({ person, reached }) => [person.name, reached]),
      [
        ['Bo', true],
        ['Cy', false],
      ],
    );
    assert.deepEqual(await house.audited(), [{ verb: 'change.proposed', subject: 'CHG-0001', actor: 'Ana' }]);
    const posts = await house.outbox();
    assert.deepEqual(
      posts.filter(({ kind }) => kind === 'change').map(({ conversation_id }) => conversation_id),
      [OPS, 'a:ana', 'a:bo'],
    );
    assert.ok(house.booked.some(({ name, key }) => name === 'change' && key === 'CHG-0001'));
    assert.deepEqual(house.counted, ['propose']);
  });

  it('fills in impact and backout by the kind of work, and the risk with its reasons', async () => {
    const house = await aPlanHouse(await open());
    const { plan } = (await house.done(ANA, { kind: 'propose', draft: draftOf() })).change;
    assert.equal(plan.risk, 'medium');
    assert.match(plan.riskWhy?.[0] ?? '', /security update.*FAIL-01/);
    assert.match(plan.backout, /Uninstall the update/);
    const again = draftOf({ date: '2026-12-05', backout: plan.backout, risk: 'low' });
    const moved = { ...again, servers: [{ server: 'old-01.contoso.test', target: UPDATE, order: '1' }] };
    const other = (await house.done(ANA, { kind: 'propose', draft: moved })).change.plan;
    assert.match(other.backout, /no way back/);
    assert.equal(other.risk, 'high');
  });

  it('proposes once, however often the form is handed in, whatever it says then', async () => {
    const house = await aPlanHouse(await open());
    const first = await house.done(ANA, { kind: 'propose', draft: draftOf() }, { once: 'form' });
    const again = await house.done(ANA, { kind: 'propose', draft: draftOf() }, { once: 'form' });
    assert.equal(again.change.id, first.change.id);
    assert.equal(again.notice, first.notice);
    const other = await house.done(ANA, { kind: 'propose', draft: draftOf({ date: '2026-12-12' }) }, { once: 'form' });
    assert.equal(other.change.id, first.change.id);
    assert.match(other.notice ?? '', /handed in before: CHG-0001/);
    assert.equal(await changesOf(house), 1);
    assert.equal((await house.audited()).length, 1);
  });

  it('is for operators: no viewer, guest or stranger, and nothing is written', async () => {
    const house = await aPlanHouse(await open());
    assert.match(problemOf(await house.say(VI, { kind: 'propose', draft: draftOf() })), /Only an operator/);
    assert.match(problemOf(await house.say(aUser('Zed'), { kind: 'propose', draft: draftOf() })), /Only an operator/);
    const guest = await house.say(ANA, { kind: 'propose', draft: draftOf() }, { standing: 'guest' });
    assert.match(problemOf(guest), /guest/);
    const form = await house.say(VI, { kind: 'form', servers: [FAIL], change: null });
    assert.equal(form.kind, 'refused');
    assert.equal(await changesOf(house), 0);
  });

  it('gives the form back as it was filled in, with the reason, and may then be handed in again', async () => {
    const house = await aPlanHouse(await open());
    const answer = await house.say(ANA, { kind: 'propose', draft: draftOf({ reason: ' ', impact: 'Bo knows.' }) });
    assert.equal(answer.kind, 'change-form');
    if (answer.kind !== 'change-form') return;
    assert.equal(answer.problem?.message, 'The reason is missing.');
    assert.equal(answer.draft.impact, 'Bo knows.');
    assert.equal(answer.draft.servers[0]?.target, UPDATE);
    assert.equal(await changesOf(house), 0);
    await house.done(ANA, { kind: 'propose', draft: { ...answer.draft, reason: 'Cut off' } });
    assert.equal(await changesOf(house), 1);
  });

  it('refuses each draft that is wrong, and names what is', async () => {
    const house = await aPlanHouse(await open());
    const many = Array.from({ length: 51 }, (_, index) => ({ server: `s${index}`, target: '', order: '' }));
    const cases: readonly (readonly [Partial<Draft>, RegExp])[] = [
      [{ type: 'sudden' }, /type can not be sudden/],
      [{ date: '2026-11-20' }, /not ahead/],
      [{ reason: 'x'.repeat(501) }, /501 characters/],
      [{ impact: 'x'.repeat(1_001) }, /impact has 1001/],
      [{ backout: 'x'.repeat(1_001) }, /backout has 1001/],
      [{ risk: 'none' }, /risk can not be none/],
      [{ servers: [] }, /No server/],
      [{ servers: many }, /51 servers are too many/],
      [{ servers: [{ server: 'nobody', target: 'retired', order: '1' }] }, /no server nobody/i],
      [{ servers: [{ server: FAIL, target: '', order: '1' }] }, /No target was chosen for FAIL-01/],
      [{ servers: [{ server: FAIL, target: 'none', order: '1' }] }, /No server was chosen/],
      [{ servers: [{ server: FAIL, target: UPDATE, order: 'first' }] }, /order can not be first/],
      [
        {
          servers: [
            { server: FAIL, target: UPDATE, order: '1' },
            { server: 'FAIL-01', target: UPDATE, order: '2' },
          ],
        },
        /chosen twice/,
      ],
    ];
    for (const [over, reason] of cases) {
      assert.match(problemOf(await house.say(ANA, { kind: 'propose', draft: draftOf(over) })), reason);
    }
    assert.equal(await changesOf(house), 0);
  });

  it('takes 50 servers, 500 and 1,000 characters, and keeps the order that was typed', async () => {
    const house = await aPlanHouse(await open());
    const draft = aDraft(
      [
        ['fail-01.contoso.test', UPDATE],
        ['fail-02.contoso.test', UPDATE],
        ['behind-01.contoso.test', UPDATE],
        ['ready-01.contoso.test', 'none'],
      ],
      { reason: 'x'.repeat(500), impact: 'y'.repeat(1_000), backout: 'z'.repeat(1_000) },
    );
    const servers = draft.servers.map((one, index) => ({ ...one, order: ['3', '1', '2', '4'][index] ?? '' }));
    const { plan } = (await house.done(ANA, { kind: 'propose', draft: { ...draft, servers } })).change;
    assert.deepEqual(
      plan.servers.map(({ server }) => server.split('.')[0]),
      ['fail-02', 'behind-01', 'fail-01'],
    );
    assert.equal(plan.risk, 'high');
    assert.ok(plan.riskWhy?.some((why) => why.includes('2 members of DAG-PAR')));
  });

  it('takes no control characters and no marks of direction into a plan', async () => {
    const house = await aPlanHouse(await open());
    const reason = `Cut\u0000 off\r\n\u202Eylno\u2066 \ud800now`;
    const { plan } = (await house.done(ANA, { kind: 'propose', draft: draftOf({ reason }) })).change;
    assert.equal(plan.reason, 'Cut off ylno now');
  });

  it('refuses a window in which a server is taken, until the other one ends', async () => {
    const house = await aPlanHouse(await open());
    const first = await house.done(ANA, { kind: 'propose', draft: draftOf() });
    const overlapping = await house.say(BO, { kind: 'propose', draft: draftOf({ date: '2026-11-29', time: '01:59' }) });
    assert.match(problemOf(overlapping), /FAIL-01 is in CHG-0001 too: Sat 28 Nov 2026, 22:00/);
    assert.equal(overlapping.kind === 'change-form' && overlapping.conflicts[0]?.with[0], 'CHG-0001');
    await house.done(BO, { kind: 'propose', draft: draftOf({ date: '2026-11-29', time: '02:00' }) });
    await house.done(ANA, { kind: 'withdraw', change: first.change.id });
    await house.done(BO, { kind: 'propose', draft: draftOf({ date: '2026-11-28', time: '23:00', hours: '2' }) });
  });

  it('lets nobody wait for a proposal that has lapsed, though nobody wrote that down', async () => {
    const house = await aPlanHouse(await open());
    await house.done(ANA, { kind: 'propose', draft: draftOf() });
    house.fleet.clock.set('2026-11-28T21:30:00Z');
    await house.done(BO, { kind: 'propose', draft: draftOf({ date: '2026-11-29', time: '00:00' }) });
  });

  it('approves at once where the policy asks for nobody, and says so', async () => {
    const approvals = { ...defaultPolicy.approvals, normal: { low: 0, medium: 0, high: 2 } };
    const house = await aPlanHouse(await open(), { policy: { ...defaultPolicy, approvals } });
    const view = await house.done(ANA, { kind: 'propose', draft: draftOf() });
    assert.equal(view.state, 'approved');
    assert.equal(view.notice, 'CHG-0001 is approved: no second person required by policy.');
    assert.deepEqual(view.change.record.approvedBy, { kind: 'policy' });
    assert.deepEqual(
      (await house.audited()).map(({ verb, actor }) => [verb, actor]),
      [
        ['change.proposed', 'Ana'],
        ['change.approved', 'system'],
      ],
    );
    assert.deepEqual(view.approvals.asked, []);
  });

  it('takes a standard change only where a maintenance rule names it', async () => {
    const none = await aPlanHouse(await open());
    const draft = draftOf({ type: 'standard' });
    const refused = await none.say(ANA, { kind: 'propose', draft });
    assert.match(problemOf(refused), /No maintenance rule/);
    assert.equal(await changesOf(none), 0);

    const ruled = await aPlanHouse(await open(), { preApproval: async () => ({ rule: 'monthly' }) });
    const view = await ruled.done(ANA, { kind: 'propose', draft });
    assert.equal(view.state, 'approved');
    assert.deepEqual(view.change.record.approvedBy, { kind: 'rule', rule: 'monthly' });
  });

  it('declares an emergency that starts at once, also where the server is taken', async () => {
    const house = await aPlanHouse(await open());
    await house.done(ANA, { kind: 'propose', draft: draftOf({ date: '2026-11-21', time: '10:30' }) });
    const view = await house.done(ANA, { kind: 'propose', draft: draftOf({ type: 'emergency', date: '', time: '' }) });
    assert.equal(view.state, 'in-progress');
    assert.equal(view.change.plan.window.start, house.fleet.clock.now());
  });

  it('numbers changes without a gap, past four digits too', async () => {
    const house = await aPlanHouse(await open());
    await house.done(ANA, { kind: 'propose', draft: draftOf() });
    assert.equal(await house.database.transaction((tx) => nextChangeId(tx)), 'CHG-0002');
    assert.equal(changeId(12_345), 'CHG-12345' as ChangeId);
  });
});
