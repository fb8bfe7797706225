import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { audienceOf } from '../../src/people/audience.ts';
import type { Person, ReaderRules } from '../../src/people/readers.ts';
import { mayRead } from '../../src/people/readers.ts';

const ADMIN = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const VIEWER = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
const STRANGER = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const OPS = '19:ops@thread.tacv2';

const usual: ReaderRules = { admins: [ADMIN], viewers: [VIEWER, OPS], demo: false };
const member = (aadObjectId: string | null): Person => ({ aadObjectId, standing: 'member' });

const standings = fc.constantFrom<Person['standing'][]>('member', 'guest', 'untold');
const identities = fc.constantFrom(null, ADMIN, VIEWER, STRANGER);
const places = fc.constantFrom(OPS, 'a:somewhere', '');
const rules: fc.Arbitrary<ReaderRules> = fc.record({
  admins: fc.constantFrom<(readonly string[])[]>([], [ADMIN]),
  viewers: fc.constantFrom<ReaderRules['viewers'][]>('tenant', [], [VIEWER], [OPS]),
  demo: fc.boolean(),
});

describe('who may read', () => {
  it('is an admin, a listed viewer, and whoever asks in a listed conversation', () => {
    assert.equal(mayRead(usual, member(ADMIN), 'a:x'), 'yes');
    assert.equal(mayRead(usual, member(VIEWER), 'a:x'), 'yes');
    assert.equal(mayRead(usual, member(STRANGER), OPS), 'yes');
    assert.equal(mayRead(usual, member(STRANGER), 'a:x'), 'no');
  });

  it('is nobody but the admins when no viewers are listed', () => {
    const bare = { ...usual, viewers: [] };

    assert.equal(mayRead(bare, member(ADMIN), OPS), 'yes');
    assert.equal(mayRead(bare, member(VIEWER), OPS), 'no');
  });

  it('is everybody of the tenant when viewers is tenant', () => {
    assert.equal(mayRead({ ...usual, viewers: 'tenant' }, member(STRANGER), 'a:x'), 'yes');
  });

  it('does not depend on how an id is written', () => {
    assert.equal(mayRead({ ...usual, admins: [ADMIN.toUpperCase()] }, member(ADMIN), 'a:x'), 'yes');
  });

  it('is never a guest', () => {
    fc.assert(
      fc.property(rules, identities, places, (rule, aadObjectId, place) => {
        assert.equal(mayRead(rule, { aadObjectId, standing: 'guest' }, place), 'no');
      }),
    );
  });

  it('is never somebody without an identity, but in a demo for the tenant', () => {
    fc.assert(
      fc.property(rules, standings, places, (rule, standing, place) => {
        const expected = rule.demo && rule.viewers === 'tenant' && standing !== 'guest' ? 'yes' : 'no';
        assert.equal(mayRead(rule, { aadObjectId: null, standing }, place), expected);
      }),
    );
  });

  it('is not changed by where an admin asks', () => {
    fc.assert(
      fc.property(rules, places, (rule, place) => {
        const expected = rule.admins.includes(ADMIN) ? 'yes' : mayRead(rule, member(STRANGER), place);
        assert.equal(mayRead(rule, member(ADMIN), place), expected);
      }),
    );
  });
});

describe('what a conversation gets to see', () => {
  const room = (company: 'members' | 'with-guests' | 'untold', personal = false) => ({ company, personal });

  it('is names where all are members', () => {
    assert.equal(audienceOf(usual, member(ADMIN), room('members')), 'names');
    assert.equal(audienceOf(usual, member(STRANGER), room('members', true)), 'names');
  });

  it('is counts with guests, whoever asks and wherever', () => {
    for (const personal of [true, false])
      assert.equal(audienceOf(usual, member(ADMIN), room('with-guests', personal)), 'counts');
  });

  it('is counts where the members can not be told, but to a listed person alone', () => {
    assert.equal(audienceOf(usual, member(ADMIN), room('untold')), 'counts');
    assert.equal(audienceOf(usual, member(ADMIN), room('untold', true)), 'names');
    assert.equal(audienceOf(usual, member(VIEWER), room('untold', true)), 'names');
    assert.equal(audienceOf({ ...usual, viewers: 'tenant' }, member(STRANGER), room('untold', true)), 'counts');
    assert.equal(audienceOf({ ...usual, demo: true }, member(null), room('untold', true)), 'names');
    assert.equal(audienceOf({ ...usual, demo: true }, member(null), room('untold')), 'counts');
  });
});
