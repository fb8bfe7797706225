import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChangeAnswer, ChangeCommand } from '../../src/changes/model.ts';
import { isoOf } from '../../src/core/clock.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPlanHouse, BO, type PlanHouse } from './plan-house.ts';

type Form = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;
type Asked = Omit<Extract<ChangeCommand, { readonly kind: 'form' }>, 'kind'>;

async function formOf(house: PlanHouse, command: Partial<Asked>): Promise<Form> {
  const answer = await house.say(ANA, { kind: 'form', servers: [], change: null, ...command });
  if (answer.kind !== 'change-form') throw new Error(JSON.stringify(answer));
  return answer;
}

onBothDialects((_name, open) => {
  it('is filled in with targets, length, a safe slot, texts and risk, and hands in as it stands but for its reason', async () => {
    const house = await aPlanHouse(await open());
    const form = await formOf(house, { servers: ['FAIL-01', 'fail-04.contoso.test', 'old-01'] });
    assert.deepEqual(
      form.draft.servers.map(({ server, target, order }) => [server, target, order]),
      [
        ['fail-01.contoso.test', 'build:15.2.2562.56', '1'],
        ['fail-04.contoso.test', 'gate:url-rewrite', '2'],
        ['old-01.contoso.test', 'build:15.2.2562.56', '3'],
      ],
    );
    assert.equal(form.servers[0]?.about, 'failing, Exchange SE RTM Feb26SU, Paris, DAG-PAR');
    assert.ok(
      form.servers.every(({ choices }, index) =>
        choices.some(({ value }) => value === form.draft.servers[index]?.target),
      ),
    );
    assert.equal(form.draft.hours, '5');
    assert.equal(form.draft.zone, 'Europe/Berlin');
    assert.equal(form.risk.risk, 'high');
    assert.match(form.draft.backout, /no way back/);
    assert.match(form.readBack ?? '', /^Sat 21 Nov 2026, 22:00 to Sun 22 Nov 2026, 03:00 Europe\/Berlin/);
    assert.deepEqual(
      form.slots?.kind === 'slots' && form.slots.slots.map(({ date, time, hours }) => [date, time, hours]),
      [
        ['2026-11-21', '22:00', '5'],
        ['2026-11-22', '22:00', '5'],
        ['2026-11-23', '22:00', '5'],
      ],
    );
    assert.deepEqual(
      form.types.map(({ type, allowed }) => [type, allowed]),
      [
        ['normal', true],
        ['standard', false],
        ['emergency', true],
      ],
    );
    const draft = { ...form.draft, reason: 'Cut off' };
    const view = await house.done(ANA, { kind: 'propose', draft });
    assert.equal(view.change.plan.risk, form.risk.risk);
    assert.equal(view.change.plan.backout, form.draft.backout);
  });

  it('reads the window back in its zone, with what the clocks do, and for the reader as instants', async () => {
    const house = await aPlanHouse(await open());
    const form = await formOf(house, {
      servers: ['FAIL-01'],
      date: '2027-03-28',
      time: '02:30',
      hours: '4',
      zone: 'europe/paris',
    });
    assert.equal(form.draft.zone, 'Europe/Paris');
    assert.equal(
      form.readBack,
      'Sun 28 Mar 2027, 03:00 to 07:00 Europe/Paris (4 hours). 02:30 does not exist on Sun 28 Mar 2027 in Europe/Paris: it starts at 03:00.',
    );
    assert.equal(form.window && isoOf(form.window.start), '2027-03-28T01:00:00.000Z');
  });

  it('says of a window what is wrong with it', async () => {
    const house = await aPlanHouse(await open());
    const form = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-20', time: '22:00' });
    assert.match(form.readBack ?? '', /is not ahead/);
    const lost = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-28', time: '22:00', zone: 'Atlantis' });
    assert.match(lost.readBack ?? '', /time zone can not be Atlantis/);
  });

  it('names servers that can not be planned, and refuses where none can', async () => {
    const house = await aPlanHouse(await open());
    const form = await formOf(house, { servers: ['FAIL-01', 'FAIL-1', 'FAIL-01'] });
    assert.equal(form.servers.length, 1);
    assert.deepEqual(
      form.left.map(({ name, refusal }) => [name, refusal.code]),
      [['FAIL-1', 'not-found']],
    );
    const nobody = await house.say(ANA, { kind: 'form', servers: ['nobody'], change: null });
    assert.equal(nobody.kind === 'refused' && nobody.refusal.code, 'not-found');
    const none = await house.say(ANA, { kind: 'form', servers: [], change: null });
    assert.equal(none.kind === 'refused' && none.refusal.code, 'invalid');
  });

  it('shows what the window comes into, before anything is handed in', async () => {
    const house = await aPlanHouse(await open());
    const first = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-28', time: '22:00', reason: 'Cut off' });
    await house.done(BO, { kind: 'propose', draft: first.draft });
    const second = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-28', time: '23:00' });
    assert.deepEqual(
      second.conflicts
        .filter(({ type }) => type === 'same-server')
        .map(({ with: other, severity }) => [other, severity]),
      [[['CHG-0001'], 'blocks']],
    );
    const urgent = await formOf(house, { servers: ['FAIL-01'], type: 'emergency' });
    assert.match(urgent.readBack ?? '', /^At once: /);
  });

  it('allows a standard change where a rule names the plan', async () => {
    const house = await aPlanHouse(await open(), { preApproval: async () => ({ rule: 'monthly' }) });
    const form = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-28', time: '22:00' });
    assert.equal(form.types.find(({ type }) => type === 'standard')?.allowed, true);
  });

  it('opens a change for editing as it is, with what was added in words', async () => {
    const house = await aPlanHouse(await open());
    const first = await formOf(house, { servers: ['FAIL-01'], date: '2026-11-28', time: '22:00', reason: 'Cut off' });
    const { change } = await house.done(ANA, { kind: 'propose', draft: { ...first.draft, risk: 'high' } });
    const form = await formOf(house, { change: change.id, servers: ['FAIL-04'], time: '23:00' });
    assert.deepEqual(form.edits, { change: change.id, plan: change.planHash });
    assert.deepEqual(
      form.draft.servers.map(({ server }) => server.split('.')[0]),
      ['fail-01', 'fail-04'],
    );
    assert.equal(form.draft.risk, 'high');
    assert.equal(form.draft.time, '23:00');
    assert.equal(form.draft.reason, 'Cut off');
    assert.deepEqual(
      form.conflicts.map(({ type, severity }) => [type, severity]),
      [
        ['no-redundancy', 'warns'],
        ['quorum-unknown', 'warns'],
      ],
    );
    assert.equal(form.types.find(({ type }) => type === 'emergency')?.allowed, false);
  });

  it('writes nothing', async () => {
    const house = await aPlanHouse(await open());
    await formOf(house, { servers: ['FAIL-01'] });
    assert.deepEqual(await house.audited(), []);
    assert.deepEqual(await house.outbox(), []);
  });
});
