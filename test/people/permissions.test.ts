import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '../../src/core/actor.ts';
import { type PersonRole, personRoles, type Standing } from '../../src/people/model.ts';
import { type PersonDeed, permitted, personDeeds, rolesFor } from '../../src/people/permissions.ts';
import { ANA, CLI } from './house.ts';

const deeds = fc.constantFrom(...personDeeds);
const roleSets = fc.subarray([...personRoles]).map((roles): ReadonlySet<PersonRole> => new Set(roles));
const standings = fc.constantFrom<Standing[]>('member', 'guest', 'untold');
const actors = fc.constantFrom<Actor[]>(ANA, CLI, { kind: 'token', name: 'x' }, { kind: 'system', job: 'x' });

function may(deed: PersonDeed, ...roles: PersonRole[]): boolean {
  return permitted(deed, { actor: ANA, standing: 'member', roles: new Set(roles) }) === null;
}

describe('who may do what', () => {
  it('is one table', () => {
    const table = Object.fromEntries(
      personDeeds.map((deed) => [deed, personRoles.filter((role) => may(deed, role)).join(' ')]),
    );
    assert.deepEqual(table, {
      acknowledge: 'operator admin',
      'withdraw-acknowledgement': 'operator admin',
      propose: 'operator admin',
      edit: 'operator admin',
      withdraw: 'operator admin',
      approve: 'approver admin',
      reject: 'approver admin',
      review: 'approver admin',
      declare: 'operator admin',
      start: 'operator admin',
      tick: 'operator admin',
      finish: 'operator admin',
      fail: 'operator admin',
      postpone: 'operator admin',
      cancel: 'operator admin',
      override: 'approver admin',
      'set-rule': 'operator admin',
      'approve-rule': 'approver admin',
      'remove-rule': 'operator admin',
      'set-freeze': 'operator admin',
      'lift-freeze': 'operator approver admin',
      'link-calendar': 'viewer operator approver admin',
      retire: 'operator admin',
      revive: 'operator admin',
      'see-roles': 'viewer operator approver admin',
      grant: 'admin',
      revoke: 'admin',
      'see-delegations': 'viewer operator approver admin',
      delegate: 'approver admin',
      'end-delegation': 'viewer operator approver admin',
      'delegate-for-others': 'admin',
    });
  });

  it('is nothing for a guest, whatever roles they have', () => {
    fc.assert(
      fc.property(deeds, actors, roleSets, (deed, actor, roles) => {
        assert.equal(permitted(deed, { actor, roles, standing: 'guest' })?.code, 'not-allowed');
      }),
    );
  });

  it('is everything for an admin whom Teams identifies, and never less with another role', () => {
    fc.assert(
      fc.property(deeds, roleSets, fc.constantFrom(...personRoles), (deed, roles, more) => {
        assert.ok(may(deed, ...roles, 'admin'));
        if (may(deed, ...roles)) assert.ok(may(deed, ...roles, more));
      }),
    );
  });

  it('is no vote for who is no person', () => {
    for (const deed of ['approve', 'reject', 'review'] as const) {
      const refusal = permitted(deed, { actor: CLI, standing: 'member', roles: new Set(personRoles) });
      assert.match(refusal?.message ?? '', /^Only a person whom Teams identifies can /);
    }
  });

  it('is what the table of roles says, and a refusal has a sentence and a way forward', () => {
    fc.assert(
      fc.property(deeds, roleSets, standings, (deed, roles, standing) => {
        const needed = rolesFor(deed);
        const fits = standing !== 'guest' && (needed === 'reader' || needed.some((role) => roles.has(role)));
        const refusal = permitted(deed, { actor: ANA, roles, standing });
        assert.equal(refusal === null, fits);
        if (refusal) assert.match(`${refusal.message} ${refusal.hint}`, /^(?:Only|A guest can not) .+\. .+\.$/);
      }),
    );
  });
});
