import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPeopleAct } from '../../src/people/read-act.ts';
import { BO, CY, keyOf } from './house.ts';

const bo = { person: keyOf(BO), name: 'Bo Berg' };
const cy = { person: keyOf(CY), name: 'Cy Chen' };

function command(people: object, inputs: object = {}) {
  return readPeopleAct({ act: { people }, once: 'x', ...inputs })?.command ?? null;
}

describe('a button about people', () => {
  it('grants and revokes', () => {
    assert.deepEqual(command({ kind: 'grant', role: 'approver', ...bo }), { kind: 'grant', role: 'approver', ...bo });
    assert.deepEqual(command({ kind: 'revoke', role: 'admin', person: bo.person }), {
      kind: 'revoke',
      role: 'admin',
      person: bo.person,
      name: null,
    });
    assert.equal(readPeopleAct({ act: { people: { kind: 'roles' } }, once: 'y' })?.once, 'y');
  });

  it('knows a person by one key, however it was spelled', () => {
    const shouted = command({ kind: 'grant', role: 'approver', person: `user:${BO.tenantId.toUpperCase()}/X` });
    assert.equal(shouted?.kind === 'grant' && shouted.person, `user:${BO.tenantId}/x`);
  });

  it('delegates what was filled in, over what it carries', () => {
    const carried = { kind: 'delegate', ...bo, principal: cy, from: '2026-11-28', zone: 'Europe/Berlin' };
    assert.deepEqual(command(carried, { until: '2026-12-01', reason: 'away' }), {
      ...carried,
      until: '2026-12-01',
      reason: 'away',
    });
    assert.deepEqual(command(carried, { from: '2026-11-29', until: '' }), {
      ...carried,
      from: '2026-11-29',
      until: '',
      reason: '',
    });
  });

  it('ends a delegation', () => {
    const end = { kind: 'end-delegation', delegation: 'id-1' };
    assert.deepEqual(command(end), end);
  });

  it('is nothing where something does not fit', () => {
    const wrong = [
      { kind: 'grant', role: 'owner', ...bo },
      { kind: 'grant', role: 'approver' },
      { kind: 'grant', role: 'approver', person: 'cli:root' },
      { kind: 'grant', role: 'approver', person: 'user:t/' },
      { kind: 'grant', role: 'approver', person: bo.person, name: 'x'.repeat(301) },
      { kind: 'grant-form', role: 'approver', who: { kind: 'member', ...bo } },
      { kind: 'delegate', ...bo, zone: 'UTC', principal: { person: 'me', name: null } },
      { kind: 'delegate', ...bo },
      { kind: 'end-delegation', delegation: 'x'.repeat(101) },
      { kind: 'end-delegation' },
    ];
    for (const people of wrong) assert.equal(command(people), null, JSON.stringify(people));
    assert.equal(command({ kind: 'delegate', ...bo, zone: 'UTC' }, { reason: 'x'.repeat(5_001) }), null);
    assert.equal(readPeopleAct({ act: { people: { kind: 'roles' } } }), null);
    assert.equal(readPeopleAct({ act: { digest: { kind: 'show' } }, once: 'x' }), null);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (data) => void readPeopleAct(data)));
    const parts = fc.record({ act: fc.record({ people: fc.object() }), once: fc.string() });
    fc.assert(fc.property(parts, (data) => void readPeopleAct(data)));
  });
});
