import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, calls } from '../../src/changes/app.ts';
import { isCallOver } from '../../src/changes/call-over.ts';
import type { Review } from '../../src/changes/model.ts';
import { type ChangeState, changeStates } from '../../src/changes/states.ts';
import { instant } from '../../src/core/clock.ts';
import { ANA } from '../people/house.ts';

const at = instant(0);
const open: Review = { dueAt: at, overdueToldAt: null, decided: null };
const done: Review = { ...open, decided: { at, by: ANA, verdict: 'accepted', reason: null } };
const view = (state: ChangeState, over: { overrun?: boolean; reviewOverdue?: boolean; review?: Review } = {}) => ({
  state,
  overrun: over.overrun ?? false,
  reviewOverdue: over.reviewOverdue ?? false,
  change: { record: { review: over.review ?? null } },
});

test('what is said of a change holds in the states that it is about, and in no other', () => {
  const holding = (call: Call) => changeStates.filter((state) => !isCallOver(call, view(state)));
  const about: Partial<Record<Call, readonly ChangeState[]>> = {
    decided: changeStates.filter((state) => state !== 'proposed'),
    edited: ['proposed'],
    reminder: ['proposed'],
    escalation: ['proposed'],
    soon: ['approved'],
    start: ['approved'],
    end: ['in-progress'],
    missed: ['missed'],
    evidence: ['implemented'],
    verified: ['verified'],
    conflict: ['proposed', 'approved'],
  };
  for (const [call, states] of Object.entries(about)) assert.deepEqual(holding(call as Call), states, call);
  const others = calls.filter((call) => !(call in about));
  assert.deepEqual(others, ['overrun', 'emergency', 'review-overdue']);
});

test('an overrun and a review are over with themselves, whatever the state', () => {
  for (const state of changeStates) {
    assert.equal(isCallOver('overrun', view(state)), true);
    assert.equal(isCallOver('overrun', view(state, { overrun: true })), false);
    assert.equal(isCallOver('emergency', view(state, { review: open })), false);
    assert.equal(isCallOver('emergency', view(state, { review: done })), true);
    assert.equal(isCallOver('review-overdue', view(state, { review: open, reviewOverdue: true })), false);
    assert.equal(isCallOver('review-overdue', view(state, { review: done })), true);
  }
});
