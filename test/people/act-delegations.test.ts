import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, later, parseInstant } from '../../src/core/clock.ts';
import type { Refusal } from '../../src/core/result.ts';
import type { PeopleAnswer, PeopleCommand } from '../../src/people/model.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, aUser, BO, CLI, CY, DI, keyOf, ROOT, type User } from './house.ts';

function refusal(answer: PeopleAnswer): Refusal {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}

function listed(answer: PeopleAnswer) {
  if (answer.kind !== 'delegations') throw new Error(JSON.stringify(answer));
  return answer;
}

const WEEK = { from: '2026-11-28', until: '2026-12-04', zone: 'Europe/Berlin', reason: 'Holidays' };

function delegating(to: User, over: Partial<Extract<PeopleCommand, { kind: 'delegate' }>> = {}): PeopleCommand {
  return { kind: 'delegate', person: keyOf(to), name: to.name, ...WEEK, ...over };
}
const inPlaceOf = (user: User) => ({ principal: { person: keyOf(user), name: user.name } });

onBothDialects((_name, open) => {
  async function house() {
    const a = aPeopleHouse(await open());
    await a.give(BO, 'approver');
    await a.give(ANA, 'operator');
    return a;
  }

  describe('delegating', () => {
    it('is told of the moment at which it was written, however long it waited for another write', async () => {
      const a = await house();
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const writing = a.database.transaction(() => released);
      const waiting = a.say(BO, delegating(CY, { from: '' }));
      a.clock.advance(HOUR);
      release();
      await writing;

      const { delegations } = listed(await waiting);

      assert.equal(delegations[0]?.starts, a.clock.now());
      const [row] = await a.database.read((reader) => reader.selectFrom('audit').select('at').execute());
      assert.equal(row?.at, a.clock.now());
    });

    it('holds from the first local day to the end of the last one', async () => {
      const a = await house();
      const { delegations, notice } = listed(await a.say(BO, delegating(CY)));
      const [one] = delegations;
      assert.deepEqual(
        [one?.from.name, one?.to.name, one?.starts, one?.ends, one?.reason, one?.setBy],
        [
          'Bo Berg',
          'Cy Chen',
          parseInstant('2026-11-27T23:00:00Z'),
          parseInstant('2026-12-04T23:00:00Z'),
          'Holidays',
          BO,
        ],
      );
      assert.match(notice ?? '', /^Cy Chen may approve in that time. I can not reach them yet/);
      const [deed, ...more] = await a.audited();
      assert.deepEqual([deed?.verb, deed?.subject, deed?.actor, more], ['delegation.set', one?.id, keyOf(BO), []]);
      assert.deepEqual(deed?.after, {
        from: keyOf(BO),
        to: keyOf(CY),
        starts: '2026-11-27T23:00:00.000Z',
        ends: '2026-12-04T23:00:00.000Z',
        reason: 'Holidays',
      });
    });

    it('is one deed, however often the press is delivered', async () => {
      const a = await house();
      const first = await a.say(BO, delegating(CY), { once: 'x' });
      for (let times = 0; times < 3; times++) assert.deepEqual(await a.say(BO, delegating(CY), { once: 'x' }), first);
      assert.equal((await a.audited()).length, 1);
    });

    it('is for who approves', async () => {
      const a = await house();
      for (const user of [ANA, DI]) {
        assert.equal(
          refusal(await a.say(user, delegating(CY))).message,
          'Only an approver can let somebody approve in their place.',
        );
      }
      assert.equal(refusal(await a.say(BO, delegating(CY), { standing: 'guest' })).code, 'not-allowed');
      assert.equal(refusal(await a.say(CLI, delegating(CY))).code, 'not-allowed');
      assert.deepEqual(await a.audited(), []);
    });

    it('is never to oneself, however one is spelled', async () => {
      const a = await house();
      assert.equal(refusal(await a.say(BO, delegating(BO))).message, 'Nobody can be their own delegate.');
      const alias = { ...BO, tenantId: 'a-tenant-that-shares-a-channel' };
      assert.equal(refusal(await a.say(BO, delegating(alias))).message, 'Nobody can be their own delegate.');
      const shouted = { ...BO, aadObjectId: BO.aadObjectId.toUpperCase() };
      assert.equal(refusal(await a.say(shouted, delegating(BO))).message, 'Nobody can be their own delegate.');
    });

    it('in the place of another is for admins, and only of one who approves', async () => {
      const a = await house();
      await a.give(DI, 'approver');
      const command = delegating(CY, inPlaceOf(BO));
      assert.equal(refusal(await a.say(DI, command)).code, 'not-allowed');
      assert.equal(listed(await a.say(BO, command)).delegations.length, 1);
      const other = listed(await a.say(ROOT, delegating(DI, inPlaceOf(BO))));
      assert.deepEqual(other.delegations.map(({ from, to }) => [from.name, to.name]).sort(), [
        ['Bo Berg', 'Cy Chen'],
        ['Bo Berg', 'Di Diaz'],
      ]);
      assert.match(refusal(await a.say(ROOT, delegating(CY, inPlaceOf(ANA)))).message, /approves nothing/);
    });

    it('to the same person can not overlap, and may follow on', async () => {
      const a = await house();
      await a.say(BO, delegating(CY));
      assert.equal(
        refusal(await a.say(BO, delegating(CY, { from: '2026-12-04', until: '2026-12-06' }))).code,
        'conflict',
      );
      const next = listed(await a.say(BO, delegating(CY, { from: '2026-12-05', until: '2026-12-06' })));
      assert.equal(next.delegations.length, 2);
    });

    it('has an end to how many there may be', async () => {
      const a = await house();
      for (let number = 0; number < 10; number++) listed(await a.say(BO, delegating(aUser('Many', 100 + number))));
      assert.equal(refusal(await a.say(BO, delegating(CY))).message, 'There are 10 delegations already.');
    });

    it('refuses days that can not be, and a reason too long', async () => {
      const a = await house();
      const wrong = async (over: object) => refusal(await a.say(BO, delegating(CY, over))).message;
      assert.match(await wrong({ until: '' }), /^The last day is missing/);
      assert.match(await wrong({ from: '2026-11-31' }), /^The first day, 2026-11-31, can not be read/);
      assert.match(await wrong({ from: '2026-11-22' }), /is past/);
      assert.match(await wrong({ until: '2026-11-27' }), /is before the first/);
      assert.match(await wrong({ until: '2027-02-26' }), /^A delegation holds 90 days at most/);
      assert.match(await wrong({ from: '2028-01-01', until: '2028-01-02' }), /more than a year ahead/);
      assert.match(await wrong({ zone: 'Mars/Olympus' }), /^The time zone/);
      assert.equal(await wrong({ reason: ' ' }), 'The reason is missing.');
      assert.match(await wrong({ reason: 'x'.repeat(501) }), /^The reason has 501 characters/);
      assert.equal(listed(await a.say(BO, delegating(CY, { until: '2027-02-25' }))).delegations.length, 1);
    });
  });

  describe('ending a delegation', () => {
    async function withOne() {
      const a = await house();
      const [one] = listed(await a.say(BO, delegating(CY, { from: '' }))).delegations;
      const end: PeopleCommand = { kind: 'end-delegation', delegation: one?.id ?? '' };
      return { ...a, end };
    }

    it('is for who delegated, and for admins', async () => {
      const a = await withOne();
      a.clock.advance(HOUR);
      for (const user of [CY, ANA, DI]) assert.equal(refusal(await a.say(user, a.end)).code, 'not-allowed');
      const answer = listed(await a.say(BO, a.end, { once: 'e' }));
      assert.deepEqual([answer.delegations, answer.notice], [[], 'The delegation to Cy Chen has ended.']);
      assert.deepEqual(await a.say(BO, a.end, { once: 'e' }), answer);
      assert.equal(refusal(await a.say(ROOT, a.end)).message, 'This delegation is over already.');
      assert.deepEqual(
        (await a.audited()).map(({ verb }) => verb),
        ['delegation.set', 'delegation.ended'],
      );
      const b = await withOne();
      assert.equal(listed(await b.say(ROOT, b.end)).delegations.length, 0);
    });

    it('is possible for who is no approver any more', async () => {
      const a = await withOne();
      await a.say(ROOT, { kind: 'revoke', role: 'approver', person: keyOf(BO), name: null });
      assert.equal(listed(await a.say(BO, a.end)).delegations.length, 0);
    });

    it('is refused of one that is over or never was', async () => {
      const a = await withOne();
      assert.equal(refusal(await a.say(BO, { kind: 'end-delegation', delegation: 'x' })).code, 'not-found');
      a.clock.advance(30 * DAY);
      assert.equal(refusal(await a.say(BO, a.end)).code, 'conflict');
    });

    it('lets an old button of it say that it has ended', async () => {
      const a = await house();
      const [one] = listed(await a.say(BO, delegating(CY), { once: 'x' })).delegations;
      await a.say(BO, { kind: 'end-delegation', delegation: one?.id ?? '' });
      assert.match(listed(await a.say(BO, delegating(CY), { once: 'x' })).notice ?? '', /has ended since/);
    });
  });

  describe('delegations that are shown', () => {
    it("are one's own, given and taken, and all of them to an admin", async () => {
      const a = await house();
      await a.give(DI, 'approver');
      await a.say(BO, delegating(CY));
      await a.say(DI, delegating(ANA));
      const seen = async (user: User) =>
        listed(await a.say(user, { kind: 'delegations' })).delegations.map(({ from }) => from.name);
      assert.deepEqual(await seen(BO), ['Bo Berg']);
      assert.deepEqual(await seen(CY), ['Bo Berg']);
      assert.deepEqual(await seen(ANA), ['Di Diaz']);
      assert.deepEqual((await seen(ROOT)).sort(), ['Bo Berg', 'Di Diaz']);
      a.clock.set(later(a.clock.now(), 60 * DAY));
      assert.deepEqual(await seen(ROOT), []);
    });
  });

  describe('the form of a delegation', () => {
    it('carries who delegates, so that somebody else who presses does not speak for themselves', async () => {
      const a = await house();
      await a.give(DI, 'approver');
      const who = { kind: 'member', person: keyOf(CY), name: 'Cy' } as const;
      const form = await a.say(BO, { kind: 'delegate-form', who, until: '2026-12-01', reason: ' away ' });
      if (form.kind !== 'delegate-form') throw new Error(JSON.stringify(form));
      assert.deepEqual(
        [form.person.name, form.principal.person, form.from, form.until, form.zone, form.reason],
        ['Cy', keyOf(BO), '2026-11-23', '2026-12-01', 'Europe/Berlin', 'away'],
      );
      const { from, until, zone, reason, principal } = form;
      const pressed = delegating(CY, { from, until, zone, reason, principal });
      assert.equal(refusal(await a.say(DI, pressed)).code, 'not-allowed');
      assert.equal(listed(await a.say(BO, pressed)).delegations.length, 1);
    });

    it('is refused where the delegation would be', async () => {
      const a = await house();
      const form = (who: User): PeopleCommand => ({
        kind: 'delegate-form',
        who: { kind: 'member', person: keyOf(who), name: who.name },
      });
      assert.equal(refusal(await a.say(BO, form(BO))).code, 'invalid');
      assert.equal(refusal(await a.say(ANA, form(CY))).code, 'not-allowed');
      const guest: PeopleCommand = { kind: 'delegate-form', who: { kind: 'guest', name: 'Gus' } };
      assert.equal(refusal(await a.say(BO, guest)).message, 'A guest can not approve for anybody.');
    });
  });
});
