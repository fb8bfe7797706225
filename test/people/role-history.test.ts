import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PeopleCommand, type PersonRole, personRoles } from '../../src/people/model.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPeopleHouse, BO, CY, keyOf, type User } from './house.ts';

const users = [ANA, BO, CY];
const step = fc.record({
  by: fc.integer({ min: 0, max: 2 }),
  kind: fc.constantFrom('grant', 'revoke' as const),
  whom: fc.integer({ min: 0, max: 2 }),
  role: fc.constantFrom(...personRoles),
  /** A few buttons only, so that some are pressed again. */
  button: fc.integer({ min: 0, max: 3 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What roles and audit log are to be after some steps: nothing but sets. */
function model() {
  const granted = users.map(() => new Set<PersonRole>());
  granted[0]?.add('admin');
  const pressed = new Set<string>();
  const deeds: string[] = [];
  return {
    granted,
    deeds,
    take({ by, kind, whom, role, button }: Step): void {
      const roles = granted[whom] as Set<PersonRole>;
      const press = JSON.stringify([by, kind, whom, role, button]);
      if (pressed.has(press) || !granted[by]?.has('admin')) return;
      if (roles.has(role) === (kind === 'grant')) return;
      const admins = granted.filter((held) => held.has('admin')).length;
      if (kind === 'revoke' && role === 'admin' && admins === 1) return;
      if (kind === 'grant') roles.add(role);
      else roles.delete(role);
      pressed.add(press);
      deeds.push(`${kind === 'grant' ? 'role.granted' : 'role.revoked'} ${keyOf(users[whom] as User)}`);
    },
  };
}

onBothDialects((name, open) => {
  describe('any history of granting and revoking', () => {
    it('leaves the roles, and the audit rows, that plain sets would have, and always an admin', async () => {
      const database = await open();
      const a = aPeopleHouse(database, { admins: [] });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          await database.transaction((tx) => tx.deleteFrom('role_grants').execute());
          const before = (await a.audited()).length;
          const run = `${before} ${JSON.stringify(steps)}`;
          await a.give(ANA, 'admin');
          const expected = model();
          for (const one of steps) {
            const { by, kind, whom, role, button } = one;
            const user = users[whom] as User;
            const command: PeopleCommand = { kind, role, person: keyOf(user), name: user.name };
            await a.say(users[by] as User, command, { once: `${run} ${button}` });
            expected.take(one);
          }

          const rows = await database.read((reader) => reader.selectFrom('role_grants').selectAll().execute());
          const held = users.map((user) => rows.filter((row) => row.person === keyOf(user)).map((row) => row.role));
          assert.deepEqual(
            held.map((roles) => [...roles].sort()),
            expected.granted.map((roles) => [...roles].sort()),
          );
          assert.ok(held.some((roles) => roles.includes('admin')));
          const deeds = (await a.audited()).slice(before).map(({ verb, subject }) => `${verb} ${subject}`);
          assert.deepEqual(deeds, expected.deeds);
        }),
        { numRuns: name === 'SQLite' ? 25 : 6 },
      );
    });
  });
});
