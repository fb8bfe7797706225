import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, instant } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { known } from '../support/evidence.ts';
import { onBothDialects } from '../support/database.ts';
import { ADA, anAckHouse, BO, broken, CY, madeOf, PLACE, refusalIn, silent, stopped } from './house.ts';

onBothDialects((_name, open) => {
  it('binds an acknowledgement to the gates and the build, until the end of a local day', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', { ...broken, ...silent });
    const ack = madeOf(await house.make([id], { reason: '  waiting for\n the board  ' }));
    assert.deepEqual(ack.bound, {
      readiness: 'failing',
      failing: ['url-rewrite'],
      unknown: ['ocs-endpoint'],
      build: '15.2.2562.56',
    });
    assert.equal(ack.until, Date.parse('2026-11-30T23:00:00Z'));
    assert.equal(ack.reason, 'waiting for the board');
    assert.deepEqual(ack.place, PLACE);
    assert.equal(ack.ended, null);
    assert.deepEqual(
      house.booked.filter(({ name }) => name === 'acknowledgement'),
      [{ name: 'acknowledgement', key: ack.id, at: instant(ack.until - 24 * HOUR), payload: null }],
    );
    const [deed] = await house.deeds();
    assert.equal(deed?.verb, 'acknowledgement.made');
    assert.equal(deed?.subject, id);
    assert.equal(deed?.before, null);
  });

  it('reports each of many servers, and says of each why not', async () => {
    const house = await anAckHouse(await open());
    const failing = await house.fleet.report('FAIL-01', broken);
    const unknown = await house.fleet.report('OPEN-01', silent);
    const ready = await house.fleet.report('READY-01');
    const edge = await house.fleet.report('EDGE-01', { role: known('edge') });
    const answer = await house.make([failing, ready, edge, serverId('nobody.contoso.test'), unknown, failing]);
    assert.equal(answer.kind, 'acknowledged');
    const said = answer.kind === 'acknowledged' ? answer.outcomes : [];
    assert.deepEqual(
      said.map((one) => [one.server.name, one.kind === 'refused' ? one.refusal.message : one.kind]),
      [
        ['FAIL-01', 'acknowledged'],
        ['READY-01', 'READY-01 is ready: there is nothing to acknowledge.'],
        ['EDGE-01', 'The gates do not apply to EDGE-01: there is nothing to acknowledge.'],
        ['nobody.contoso.test', 'nobody.contoso.test is not in the fleet.'],
        ['OPEN-01', 'acknowledged'],
      ],
    );
    assert.deepEqual(
      (await house.deeds()).map(({ subject }) => subject),
      [failing, unknown],
    );
  });

  it('has one effect a press, however often it is delivered, also when its day is over since', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', broken);
    const command = { kind: 'make', servers: [id], until: '2026-11-30', zone: '', reason: 'x' } as const;
    const first = madeOf(await house.say(command, { once: 'press' }));
    house.fleet.clock.set('2026-12-24T09:00:00Z');
    const again = madeOf(await house.say(command, { once: 'press' }));
    assert.equal(again.id, first.id);
    assert.equal(again.ended?.as, 'expired');
    assert.equal((await house.rows()).length, 1);
    assert.equal((await house.deeds()).length, 1);
  });

  it('replaces an older one and says so', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', broken);
    const first = madeOf(await house.make([id]));
    const answer = await house.make([id], { until: '2026-12-05' });
    assert.equal(
      answer.kind === 'acknowledged' && answer.outcomes[0]?.kind === 'acknowledged' && answer.outcomes[0].replaced,
      true,
    );
    const rows = await house.rows();
    assert.equal(rows.find((row) => row.id === first.id)?.ended_as, 'replaced');
    assert.equal(rows.filter(({ ended_at }) => ended_at === null).length, 1);
    const [, second] = await house.deeds();
    assert.equal(JSON.parse(second?.before ?? '{}').id, first.id);
    assert.deepEqual(await house.posts(), []);
  });

  it('does not call one replaced that had expired', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', broken);
    madeOf(await house.make([id], { until: '2026-11-22' }));
    house.fleet.clock.set('2026-11-24T09:00:00Z');
    const answer = await house.make([id]);
    assert.equal(
      answer.kind === 'acknowledged' && answer.outcomes[0]?.kind === 'acknowledged' && answer.outcomes[0].replaced,
      false,
    );
    assert.deepEqual(
      (await house.rows()).map(({ ended_as }) => ended_as),
      ['expired', null],
    );
  });

  describe('refuses', () => {
    const cases: readonly [what: string, change: object, said: RegExp][] = [
      ['no server', { servers: [] }, /^invalid: No server was chosen/],
      ['too many servers', { servers: Array.from({ length: 201 }, (_, n) => `s${n}`) }, /^too-large: 201 servers/],
      ['no day', { until: '' }, /^invalid: No last day/],
      ['a day that does not exist', { until: '2026-02-30' }, /^invalid: No last day/],
      ['a day that is over', { until: '2026-11-20' }, /^invalid: 2026-11-20 is over/],
      ['a day too far off', { until: '2027-02-20' }, /^invalid: 2027-02-20 is too far off: .* at most 90 days/],
      ['an empty reason', { reason: ' \n\u200b ' }, /^invalid: The reason is missing/],
      ['a reason that is too long', { reason: 'x'.repeat(501) }, /^too-large: The reason has 501 characters/],
      ['a zone that is none', { zone: 'Mars/Base' }, /^invalid: There is no such time zone/],
    ];
    for (const [what, change, said] of cases) {
      it(`${what}, and keeps nothing`, async () => {
        const house = await anAckHouse(await open());
        const id = await house.fleet.report('FAIL-01', broken);
        assert.match(refusalIn(await house.make([id], change)), said);
        assert.deepEqual(await house.rows(), []);
        assert.deepEqual(await house.deeds(), []);
      });
    }

    it('a guest, and a person without the role', async () => {
      const house = await anAckHouse(await open());
      const id = await house.fleet.report('FAIL-01', broken);
      const command = { kind: 'make', servers: [id], until: '2026-11-30', zone: '', reason: 'x' } as const;
      assert.match(refusalIn(await house.say(command, { standing: 'guest' })), /^not-allowed: A guest/);
      assert.match(refusalIn(await house.say(command, { actor: CY })), /^not-allowed: Only an operator/);
      const form = { kind: 'form', servers: [id] } as const;
      assert.match(refusalIn(await house.say(form, { actor: CY })), /^not-allowed/);
      assert.deepEqual(await house.rows(), []);
    });

    it('the same press no more once its server fails', async () => {
      const house = await anAckHouse(await open());
      const id = await house.fleet.report('BER-EX01');
      const command = { kind: 'make', servers: [id], until: '2026-11-30', zone: '', reason: 'x' } as const;
      assert.match(refusalIn(await house.say(command, { once: 'press' })), /is ready/);
      house.fleet.clock.advance(HOUR);
      await house.fleet.report('BER-EX01', stopped);
      madeOf(await house.say(command, { once: 'press' }));
    });
  });

  it('takes the last day that the policy allows, and today', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', broken);
    assert.equal(madeOf(await house.make([id], { until: '2027-02-19' })).until, Date.parse('2027-02-19T23:00:00Z'));
    assert.equal(madeOf(await house.make([id], { until: '2026-11-21' })).until, Date.parse('2026-11-21T23:00:00Z'));
  });

  it('keeps what a hostile form sends as plain text, and finds no server by it', async () => {
    const house = await anAckHouse(await open());
    const id = await house.fleet.report('FAIL-01', broken);
    const ack = madeOf(await house.make([id], { reason: 'a\u0000b\u202Ec\uD800 </script>' }));
    assert.equal(ack.reason, 'a bc </script>');
    const odd = await house.make([serverId('fail-01\u0000'), serverId("' or 1=1")]);
    assert.equal(odd.kind === 'acknowledged' && odd.outcomes.every(({ kind }) => kind === 'refused'), true);
    assert.match(refusalIn(await house.say({ kind: 'withdraw', id: 'x\u0000' })), /^not-found/);
  });

  describe('withdrawing', () => {
    it('ends it, once, and leaves the others', async () => {
      const house = await anAckHouse(await open());
      const ids = [await house.fleet.report('FAIL-01', broken), await house.fleet.report('FAIL-02', broken)];
      const ack = madeOf(await house.make(ids));
      const press = { once: 'press' };
      const answer = await house.say({ kind: 'withdraw', id: ack.id }, press);
      assert.equal(answer.kind === 'ack-withdrawn' && answer.listed.acknowledgement.ended?.as, 'withdrawn');
      assert.equal((await house.say({ kind: 'withdraw', id: ack.id }, press)).kind, 'ack-withdrawn');
      assert.match(refusalIn(await house.say({ kind: 'withdraw', id: ack.id })), /^conflict: .*Ana withdrew it/);
      assert.deepEqual(
        (await house.deeds()).map(({ verb }) => verb).filter((verb) => verb !== 'acknowledgement.made'),
        ['acknowledgement.withdrawn'],
      );
      assert.deepEqual(await house.posts(), []);
    });

    it('is for its author and administrators', async () => {
      const house = await anAckHouse(await open());
      const ack = madeOf(await house.make([await house.fleet.report('FAIL-01', broken)]));
      const command = { kind: 'withdraw', id: ack.id } as const;
      assert.match(refusalIn(await house.say(command, { actor: BO })), /^not-allowed: Only its author/);
      assert.match(refusalIn(await house.say(command, { standing: 'guest' })), /^not-allowed: A guest/);
      const list = await house.say({ kind: 'list' }, { actor: BO });
      assert.deepEqual(list.kind === 'acks' && [list.rows.length, list.mayWithdraw], [1, []]);
      const all = await house.say({ kind: 'list' }, { actor: ADA });
      assert.deepEqual(all.kind === 'acks' && all.mayWithdraw, [ack.id]);
      assert.equal((await house.say(command, { actor: ADA })).kind, 'ack-withdrawn');
    });
  });

  describe('the form', () => {
    it('is filled in as far as was said, and says of each server what fails or why not', async () => {
      const house = await anAckHouse(await open());
      const id = await house.fleet.report('FAIL-01', {
        build: known({ major: 15, minor: 1, build: 2375, revision: 7 }),
      });
      await house.fleet.report('READY-01');
      const before = madeOf(await house.make([id]));
      const servers = ['fail-01', 'FAIL-01.contoso.test', 'ready-01', 'fail-0'];
      const form = await house.say({ kind: 'form', servers, until: '2026-11-27', reason: ' being replaced ' });
      assert.equal(form.kind, 'ack-form');
      if (form.kind !== 'ack-form') return;
      assert.deepEqual(
        form.servers.map(({ name, current, cutOffSince }) => [name, current?.id, cutOffSince]),
        [['FAIL-01', before.id, 'January 2025']],
      );
      assert.deepEqual(
        form.left.map(({ server, refusal }) => [server.name, refusal.code, refusal.hint]),
        [
          ['fail-0', 'not-found', 'Did you mean FAIL-01?'],
          ['READY-01', 'conflict', 'Write: why READY-01'],
        ],
      );
      assert.deepEqual([form.until, form.longest, form.reason], ['2026-11-27', '2027-02-19', 'being replaced']);
      assert.equal((await house.rows()).length, 1);
    });

    it('is refused where the only server named can not be acknowledged', async () => {
      const house = await anAckHouse(await open());
      await house.fleet.report('READY-01');
      assert.match(refusalIn(await house.say({ kind: 'form', servers: ['ready-01'] })), /^conflict: READY-01 is ready/);
      assert.match(refusalIn(await house.say({ kind: 'form', servers: [] })), /^invalid: No server/);
    });
  });
});
