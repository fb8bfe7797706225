import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '../../../src/core/actor.ts';
import { type PersonKey, personKey } from '../../../src/people/identity.ts';
import type { KnownPerson } from '../../../src/people/model.ts';
import { barsFrom } from '../../../src/changes/approvals/bars.ts';
import { countingApprovals, rightToVote } from '../../../src/changes/approvals/right.ts';
import type { Bar } from '../../../src/changes/model.ts';
import { CLI } from '../../people/house.ts';

const tenantId = 'tenant';
const names = ['ana', 'bo', 'cy', 'di', 'eve'] as const;
const users = names.map((name) => ({ kind: 'user', tenantId, aadObjectId: name, name }) as const satisfies Actor);
const people: readonly KnownPerson[] = users.map((user) => ({ ...user, person: personKey(user) }));
const keys = people.map(({ person }) => person);

interface Try {
  readonly voter: number;
  readonly own: boolean;
  readonly for: readonly number[];
}

const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    voter: fc.nat({ max: 4 }),
    own: fc.boolean(),
    for: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 3 }),
  }),
  { maxLength: 12 },
);
const barsOf = (indexes: readonly number[]): Bar[] =>
  indexes.map((index) => ({ person: keys[index] as PersonKey, why: 'author' }));
const someBars = fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 3 });

/** Lets people try one after another, as one transaction after another does. */
function voted(attempts: readonly Try[], bars: readonly Bar[]) {
  const votes: { voter: Actor; onBehalfOf: PersonKey | null; vote: 'approve' }[] = [];
  for (const { voter, own, for: principals } of attempts) {
    const onBehalfOf = principals.filter((one) => one !== voter).map((one) => people[one] as KnownPerson);
    const right = rightToVote({ voter: keys[voter] as PersonKey, own, onBehalfOf, bars, votes });
    if (!right.may) continue;
    const actor = users[voter];
    assert.ok(actor);
    votes.push({ voter: actor, onBehalfOf: right.onBehalfOf?.person ?? null, vote: 'approve' });
  }
  return votes;
}

test('nobody who is barred votes, nor does anybody vote for them', () => {
  fc.assert(
    fc.property(tries, someBars, (attempts, barred) => {
      const bars = barsOf(barred);
      const out = new Set(bars.map(({ person }) => person));
      for (const { voter, onBehalfOf } of voted(attempts, bars)) {
        assert.ok(voter.kind === 'user' && !out.has(personKey(voter)));
        assert.ok(onBehalfOf === null || !out.has(onBehalfOf));
      }
    }),
  );
});

test('one vote a person: nobody gives two, and for nobody two are given', () => {
  fc.assert(
    fc.property(tries, (attempts) => {
      const votes = voted(attempts, []);
      const voters = votes.map(({ voter }) => voter.kind === 'user' && personKey(voter));
      const rights = votes.map(({ voter, onBehalfOf }) => onBehalfOf ?? (voter.kind === 'user' && personKey(voter)));
      assert.equal(new Set(voters).size, votes.length);
      assert.equal(new Set(rights).size, votes.length);
    }),
  );
});

test('as many approvals count as different people stand behind them, whatever votes are stored', () => {
  const vote = fc.record({
    voter: fc.constantFrom<Actor>(...users, CLI),
    onBehalfOf: fc.constantFrom<PersonKey | null>(null, ...keys),
    vote: fc.constantFrom('approve' as const, 'reject' as const),
  });
  fc.assert(
    fc.property(fc.array(vote, { maxLength: 12 }), someBars, (votes, barred) => {
      const bars = barsOf(barred);
      const out = new Set<string>(bars.map(({ person }) => person));
      const counting = countingApprovals(votes, bars, new Set(keys));
      const behind = counting.flatMap(({ voter, onBehalfOf }) => [
        ...new Set([voter.kind === 'user' ? personKey(voter) : 'nobody', ...(onBehalfOf ? [onBehalfOf] : [])]),
      ]);
      assert.equal(new Set(behind).size, behind.length, 'nobody stands behind two of them');
      assert.ok(behind.every((person) => person !== 'nobody' && !out.has(person)));
      assert.ok(counting.every((one) => one.vote === 'approve'));
      assert.ok(counting.length <= names.length - out.size);
    }),
  );
});

test('whoever may vote in their own right does so, also where they act for others', () => {
  const [ana, bo] = keys as [PersonKey, PersonKey];
  const right = rightToVote({ voter: bo, own: true, onBehalfOf: [people[0] as KnownPerson], bars: [], votes: [] });
  assert.deepEqual(right, { may: true, onBehalfOf: null });
  const barred = rightToVote({
    voter: bo,
    own: false,
    onBehalfOf: [people[0] as KnownPerson],
    bars: [{ person: ana, why: 'requester' }],
    votes: [],
  });
  assert.deepEqual(barred, { may: false, why: 'acts-for-author' });
  const nobody = rightToVote({ voter: bo, own: false, onBehalfOf: [], bars: [], votes: [] });
  assert.deepEqual(nobody, { may: false, why: 'no-approver' });
});

test('the requester is barred by name, an author as one, who acts for them as that, each once', () => {
  const [ana, bo, cy] = keys as [PersonKey, PersonKey, PersonKey];
  const change = { requester: users[0] as Actor, record: { authors: [ana, bo, 'cli:ops'] } };
  assert.deepEqual(
    new Set(barsFrom(change, [bo, cy, ana])),
    new Set<Bar>([
      { person: ana, why: 'requester' },
      { person: bo, why: 'author' },
      { person: cy, why: 'acts-for-author' },
    ]),
  );
  const forgotten = { requester: users[0] as Actor, record: { authors: [] } };
  assert.deepEqual(barsFrom(forgotten, []), [{ person: ana, why: 'requester' }]);
});
