import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Instant } from '../../src/core/clock.ts';
import { HOUR, instant, later, MINUTE } from '../../src/core/clock.ts';
import { type DueChange, dueOf, OVERRUN, SOON } from '../../src/changes/due.ts';
import { freshRecord } from '../../src/changes/fresh-record.ts';
import type { ChangeRecord, Proof } from '../../src/changes/model.ts';
import { type ChangeState, changeStates } from '../../src/changes/states.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { at } from '../support/evidence.ts';
import { ANA, planOf } from './execution-house.ts';

const START = at('2026-11-28T22:00:00Z');
const END = at('2026-11-29T02:00:00Z');
const ASKED = at('2026-11-24T12:00:00Z');

function aChange(state: ChangeState, record: Partial<ChangeRecord> = {}): DueChange {
  const fresh = freshRecord({ author: ANA, place: null, now: ASKED });
  return { state, plan: planOf(), record: { ...fresh, ...record } };
}

const unproven = [{ proof: null }];
const proven = [{ proof: { missing: [] as string[] } as unknown as Proof }];

function due(change: DueChange, now: Instant, servers = unproven as readonly { readonly proof: Proof | null }[]) {
  const found = dueOf(change, servers, defaultPolicy, now);
  return { kinds: found.due.map(({ kind }) => kind), next: found.next };
}

describe('what is due of a change', () => {
  it('is, of a proposal, a reminder, then the escalation, then that it lapses', () => {
    const remind = later(ASKED, 24 * HOUR);
    const escalate = later(ASKED, 48 * HOUR);
    assert.deepEqual(due(aChange('proposed'), ASKED), { kinds: [], next: remind });
    assert.deepEqual(due(aChange('proposed'), remind), { kinds: ['reminder'], next: escalate });
    const reminded = { remindedAt: remind };
    assert.deepEqual(due(aChange('proposed', reminded), escalate), { kinds: ['escalation'], next: START });
    assert.deepEqual(due(aChange('proposed'), START), { kinds: ['lapse'], next: null });
  });

  it('is, of an approved one, a word before, the start card, and that it is missed', () => {
    const soon = later(START, -SOON);
    assert.deepEqual(due(aChange('approved'), later(soon, -1)), { kinds: [], next: soon });
    assert.deepEqual(due(aChange('approved'), soon), { kinds: ['soon'], next: START });
    assert.deepEqual(due(aChange('approved', { calledSoonAt: soon }), START), { kinds: ['start'], next: END });
    assert.deepEqual(due(aChange('approved', { calledStartAt: START }), later(END, -1)), { kinds: [], next: END });
    assert.deepEqual(due(aChange('approved'), END), { kinds: ['missed'], next: null });
  });

  it('is, of one in progress, the end card, then that it overran, and after a stop the latter alone', () => {
    const over = later(END, OVERRUN);
    assert.deepEqual(due(aChange('in-progress'), START), { kinds: [], next: END });
    assert.deepEqual(due(aChange('in-progress'), END), { kinds: ['end'], next: over });
    assert.deepEqual(due(aChange('in-progress', { calledEndAt: END }), over), { kinds: ['overrun'], next: null });
    assert.deepEqual(due(aChange('in-progress'), later(over, HOUR)), { kinds: ['overrun'], next: null });
    assert.deepEqual(due(aChange('in-progress'), END, proven), { kinds: ['close'], next: null });
    assert.deepEqual(due(aChange('in-progress'), later(END, -1), proven), { kinds: [], next: END });
  });

  it('is evidence once, from the moment at which it is done', () => {
    const finishedAt = later(START, 70 * MINUTE);
    assert.deepEqual(due(aChange('implemented', { finishedAt }), finishedAt), { kinds: ['evidence'], next: null });
    const asked = aChange('implemented', { finishedAt, evidenceAskedAt: finishedAt });
    assert.deepEqual(due(asked, later(finishedAt, 900 * HOUR)), { kinds: [], next: null });
  });

  it('is the review of an emergency, in whatever state, until it is told or decided', () => {
    const review = { dueAt: later(END, 24 * HOUR), overdueToldAt: null, decided: null };
    for (const state of ['verified', 'failed', 'in-progress', 'implemented'] as const) {
      const change = aChange(state, { review, calledEndAt: END, overranAt: END, evidenceAskedAt: END });
      assert.deepEqual(due(change, later(review.dueAt, -1)), { kinds: [], next: review.dueAt }, state);
      assert.deepEqual(due(change, review.dueAt), { kinds: ['review-overdue'], next: null }, state);
    }
    const told = aChange('verified', { review: { ...review, overdueToldAt: review.dueAt } });
    assert.deepEqual(due(told, later(review.dueAt, HOUR)), { kinds: [], next: null });
    const decided = { at: START, by: ANA, verdict: 'accepted', reason: null } as const;
    assert.deepEqual(due(aChange('verified', { review: { ...review, decided } }), review.dueAt).kinds, []);
  });

  it('never lies ahead of its time nor is left behind: due or next, at every instant of every state', () => {
    const moment = fc.integer({ min: ASKED - 24 * HOUR, max: END + 72 * HOUR }).map(instant);
    const maybe = fc.option(moment, { nil: null });
    fc.assert(
      fc.property(fc.constantFrom(...changeStates), moment, maybe, maybe, maybe, maybe, (state, now, a, b, c, d) => {
        const record = { remindedAt: a, calledSoonAt: b, calledStartAt: c, calledEndAt: d };
        const { due: found, next } = dueOf(aChange(state, record), unproven, defaultPolicy, now);
        assert.ok(found.every((one) => one.at <= now));
        assert.ok(next === null || next > now);
        assert.equal(new Set(found.map(({ kind }) => kind)).size, found.length);
        if (state === 'proposed')
          assert.equal(
            found.some(({ kind }) => kind === 'lapse'),
            now >= START,
          );
        if (state === 'approved')
          assert.equal(
            found.some(({ kind }) => kind === 'missed'),
            now >= END,
          );
        if (state === 'approved' && now >= END) assert.equal(found.length, 1);
        if (next === null) return;
        // Nothing happens in between, and something does then.
        const before = dueOf(aChange(state, record), unproven, defaultPolicy, later(next, -1));
        assert.deepEqual(
          before.due.map(({ kind }) => kind),
          found.map(({ kind }) => kind),
        );
        assert.notDeepEqual(dueOf(aChange(state, record), unproven, defaultPolicy, next).due, found);
      }),
      { numRuns: 500 },
    );
  });
});
