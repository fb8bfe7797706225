import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Refusal } from '../../src/core/result.ts';
import type { Mentioned, PeopleAnswer, PeopleCommand, PersonRole } from '../../src/people/model.ts';
import { rolesOf } from '../../src/people/roles.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, aUser, BO, CLI, CY, DI, keyOf, type PeopleHouseOptions, ROOT, type User } from './house.ts';

function refusal(answer: PeopleAnswer): Refusal {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}

function listed(answer: PeopleAnswer) {
  if (answer.kind !== 'roles') throw new Error(JSON.stringify(answer));
  return answer;
}

function confirm(answer: PeopleAnswer) {
  if (answer.kind !== 'role-confirm') throw new Error(JSON.stringify(answer));
  return answer;
}

const granting = (user: User, role: PersonRole): PeopleCommand => ({
  kind: 'grant',
  role,
  person: keyOf(user),
  name: user.name,
});
const revoking = (user: User, role: PersonRole): PeopleCommand =>
  ({ ...granting(user, role), kind: 'revoke' }) as never;

onBothDialects((_name, open) => {
  const house = async (options?: PeopleHouseOptions) => aPeopleHouse(await open(), options);

  describe('granting a role', () => {
    it('gives it to somebody the bot never saw, and says that they can not be reached yet', async () => {
      const a = await house();
      const { holders, notice, mayGrant } = listed(await a.say(ROOT, granting(BO, 'approver')));

      assert.equal(
        notice,
        'Bo Berg is an approver now. I can not reach them yet: they have to write me one message in a chat of their own first.',
      );
      assert.equal(mayGrant, true);
      assert.deepEqual(
        holders.map(({ name, roles, bySetting, reachable }) => ({ name, roles, bySetting, reachable })),
        [
          { name: 'Bo Berg', roles: ['approver'], bySetting: false, reachable: false },
          { name: null, roles: ['viewer', 'operator', 'approver', 'admin'], bySetting: true, reachable: false },
        ],
      );
      assert.deepEqual(await a.audited(), [
        {
          verb: 'role.granted',
          subject: keyOf(BO),
          actor: keyOf(ROOT),
          before: { roles: [] },
          after: { roles: ['approver'] },
        },
      ]);
    });

    it('says nothing of reaching somebody who can be reached', async () => {
      const a = await house();
      a.reachable.add(keyOf(BO));
      const { notice, holders } = listed(await a.say(ROOT, granting(BO, 'operator')));
      assert.equal(notice, 'Bo Berg is an operator now.');
      assert.equal(holders.find(({ name }) => name === 'Bo Berg')?.reachable, true);
    });

    it('is one deed, however often the press is delivered', async () => {
      const a = await house();
      const press = { once: 'button-1' };
      const first = await a.say(ROOT, granting(BO, 'approver'), press);
      for (let times = 0; times < 3; times++) {
        assert.deepEqual(await a.say(ROOT, granting(BO, 'approver'), press), first);
      }
      assert.equal((await a.audited()).length, 1);
    });

    it('of a role that is held writes nothing', async () => {
      const a = await house();
      await a.give(BO, 'approver');
      a.reachable.add(keyOf(BO));
      assert.equal(listed(await a.say(ROOT, granting(BO, 'approver'))).notice, 'Bo Berg is an approver already.');
      assert.deepEqual(await a.audited(), []);
    });

    it('is for admins alone, granted ones too, and for the machine itself', async () => {
      const a = await house();
      await a.give(ANA, 'viewer', 'operator', 'approver');
      for (const user of [ANA, CY]) {
        assert.equal(refusal(await a.say(user, granting(BO, 'operator'))).code, 'not-allowed');
        assert.match(refusal(await a.say(user, granting(user, 'admin'))).message, /^Only an administrator/);
      }
      await a.say(ROOT, granting(ANA, 'admin'));
      assert.equal(listed(await a.say(ANA, granting(BO, 'operator'))).mayGrant, true);
      assert.equal(listed(await a.say(CLI, granting(CY, 'operator'))).mayGrant, true);
      assert.equal((await a.audited()).length, 3);
    });

    it('is nothing for a guest, not even one named in ADMINS', async () => {
      const a = await house();
      const answer = await a.say(ROOT, granting(BO, 'operator'), { standing: 'guest' });
      assert.equal(refusal(answer).message, 'A guest can not grant a role.');
      assert.deepEqual(await a.audited(), []);
    });

    it('works again after a revocation, and an old button does nothing more', async () => {
      const a = await house();
      a.reachable.add(keyOf(BO));
      await a.say(ROOT, granting(BO, 'approver'), { once: 'old' });
      const revoked = listed(await a.say(ROOT, revoking(BO, 'approver')));
      assert.equal(revoked.notice, 'Bo Berg is not an approver any more.');
      assert.ok(!revoked.holders.some(({ name }) => name === 'Bo Berg'));
      const old = listed(await a.say(ROOT, granting(BO, 'approver'), { once: 'old' }));
      assert.equal(old.notice, 'This button was used before, and the role was revoked since.');
      const anew = listed(await a.say(ROOT, granting(BO, 'approver'), { once: 'new' }));
      assert.equal(anew.notice, 'Bo Berg is an approver now.');
      assert.deepEqual(
        (await a.audited()).map(({ verb }) => verb),
        ['role.granted', 'role.revoked', 'role.granted'],
      );
    });
  });

  describe('revoking a role', () => {
    it('of one who lacks it writes nothing', async () => {
      const a = await house();
      await a.give(BO, 'operator');
      assert.equal(listed(await a.say(ROOT, revoking(BO, 'approver'))).notice, 'Bo Berg is not an approver.');
      assert.deepEqual(await a.audited(), []);
    });

    it('is refused for the last admin where ADMINS names nobody', async () => {
      const a = await house({ admins: [] });
      await a.give(ANA, 'admin', 'operator');
      assert.match(refusal(await a.say(ANA, revoking(ANA, 'admin'))).message, /^This is the last administrator/);
      await a.say(ANA, granting(BO, 'admin'));
      assert.equal(listed(await a.say(ANA, revoking(ANA, 'admin'))).mayGrant, false);
      assert.match(refusal(await a.say(BO, revoking(BO, 'admin'))).message, /^This is the last administrator/);
    });

    it('gives a repeated press its answer though the one who pressed is no admin any more', async () => {
      const a = await house();
      await a.give(ANA, 'admin');
      const first = await a.say(ANA, revoking(ANA, 'admin'), { once: 'x' });
      assert.deepEqual(await a.say(ANA, revoking(ANA, 'admin'), { once: 'x' }), first);
      assert.equal(listed(first).notice, 'Ana Lopez is not an administrator of Patchwarden any more.');
    });

    it('can not take what ADMINS gives, and says where that is done', async () => {
      const a = await house();
      const { message, hint } = refusal(await a.say(ROOT, revoking(ROOT, 'admin')));
      assert.match(message, /ADMINS/);
      assert.match(hint, /ADMINS where Patchwarden is configured/);
      await a.give(ROOT, 'approver');
      assert.equal(
        listed(await a.say(ROOT, revoking(ROOT, 'approver'))).notice,
        'Ro Root is an approver all the same.',
      );
    });

    it('can not take a part of being an admin', async () => {
      const a = await house();
      await a.give(ANA, 'admin');
      assert.match(refusal(await a.say(ROOT, revoking(ANA, 'approver'))).hint, /^Revoke admin/);
    });
  });

  describe('asking for a role', () => {
    it('shows what it would do, and writes nothing', async () => {
      const a = await house();
      await a.give(BO, 'operator');
      const who = { kind: 'member', person: keyOf(BO), name: 'Bo (old)' } as const;
      const answer = confirm(await a.say(ROOT, { kind: 'grant-form', role: 'approver', who }));
      assert.deepEqual([answer.what, answer.role, answer.person.name], ['grant', 'approver', 'Bo Berg']);
      assert.deepEqual([answer.held, answer.reachable], [['operator'], false]);
      assert.deepEqual(await a.audited(), []);
    });

    it('refuses guests, and people whom nobody knows', async () => {
      const a = await house();
      const form = (who: Mentioned): PeopleCommand => ({
        kind: 'grant-form',
        role: 'approver',
        who,
      });
      const guest = refusal(await a.say(ROOT, form({ kind: 'guest', name: 'Gus' })));
      assert.deepEqual([guest.code, guest.message], ['not-allowed', 'A guest can not hold a role.']);
      const nobody = refusal(await a.say(ROOT, form({ kind: 'unresolved', typed: '' })));
      assert.deepEqual([nobody.code, nobody.message], ['invalid', 'It does not say who is meant.']);
      const stranger = refusal(await a.say(ROOT, form({ kind: 'unresolved', typed: 'Xi' })));
      assert.equal(stranger.message, 'I find no member of this conversation who is Xi.');
      assert.equal(refusal(await a.say(ANA, form({ kind: 'unresolved', typed: 'Xi' }))).code, 'not-allowed');
    });

    it('finds somebody who left by name, to revoke', async () => {
      const a = await house();
      await a.give(BO, 'approver');
      const form = (typed: string): PeopleCommand => ({
        kind: 'revoke-form',
        role: 'approver',
        who: { kind: 'unresolved', typed },
      });
      assert.equal(confirm(await a.say(ROOT, form(' @bo  BERG'))).person.person, keyOf(BO));
      await a.give(aUser('Bo Berg', 77), 'approver');
      assert.equal(refusal(await a.say(ROOT, form('Bo Berg'))).code, 'not-found');
    });
  });

  describe('who holds which role', () => {
    it('is shown to whoever may read, and guests not', async () => {
      const a = await house();
      await a.give(BO, 'approver', 'operator');
      const { holders, mayGrant, notice } = listed(await a.say(DI, { kind: 'roles' }));
      assert.deepEqual(holders[0]?.roles, ['operator', 'approver']);
      assert.deepEqual([mayGrant, notice], [false, null]);
      assert.equal(refusal(await a.say(DI, { kind: 'roles' }, { standing: 'guest' })).code, 'not-allowed');
    });

    it('is every role for everybody in a demo', async () => {
      const a = await house({ admins: [], demo: true });
      await a.give(BO, 'approver');
      await a.give(CY);
      const { holders } = listed(await a.say(ANA, { kind: 'roles' }));
      assert.deepEqual(
        holders.map(({ name, roles }) => [name, roles.length]),
        [
          ['Bo Berg', 4],
          ['Cy Chen', 4],
        ],
      );
      assert.equal(listed(await a.say(ANA, revoking(BO, 'approver'))).notice, 'Bo Berg is an approver all the same.');
      assert.match(refusal(await a.say(ANA, revoking(BO, 'approver'))).message, /^In a demo/);
    });

    it('is nothing for tokens and jobs, and one identity however it is spelled', async () => {
      const a = await house();
      await a.give(BO, 'approver');
      const of = (actor: Parameters<typeof rolesOf>[2]) => a.database.read((reader) => rolesOf(reader, a.rules, actor));
      assert.equal((await of({ kind: 'token', name: 'x' })).size, 0);
      assert.equal((await of({ kind: 'system', job: 'x' })).size, 0);
      assert.equal((await of(CLI)).size, 4);
      const shouted = { ...BO, tenantId: BO.tenantId.toUpperCase(), aadObjectId: BO.aadObjectId.toUpperCase() };
      assert.deepEqual([...(await of({ ...shouted, name: 'Somebody else' }))], ['approver']);
      assert.equal((await of({ ...BO, tenantId: 'another' })).size, 0);
    });
  });
});
