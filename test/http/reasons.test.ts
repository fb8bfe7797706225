import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { type DeliveryHealth, deliveryReasons, standingNotes } from '../../src/http/reasons.ts';

const well: DeliveryHealth = {
  outbox: { pending: 0, sending: 0, dead: 0, oldestDueMs: 0, goneConversations: 0 },
  jobs: { waiting: 0, lag: 0 },
  digests: { invalid: [] },
};
const stopped = { conversation: '19:a@thread.tacv2', why: 'Its zone is not known.' };
const outbox = (changes: Partial<DeliveryHealth['outbox']>) => ({ ...well, outbox: { ...well.outbox, ...changes } });
const reasons = deliveryReasons;

describe('what has to be looked at about posts and digests', () => {
  it('is nothing while all is well, however much waits', () => {
    const busy = {
      outbox: { pending: 900, sending: 8, dead: 0, oldestDueMs: 10 * MINUTE, goneConversations: 7 },
      jobs: { waiting: 2_000, lag: 5 * MINUTE },
      digests: { invalid: [] },
    };
    assert.deepEqual([reasons(well), reasons(busy)], [[], []]);
  });

  it('names posts that were given up, and where they are listed', () => {
    assert.deepEqual(reasons(outbox({ dead: 3 })), ['3 posts could not be delivered: patchwarden outbox lists them.']);
    assert.deepEqual(reasons(outbox({ dead: 1 })), ['1 post could not be delivered: patchwarden outbox lists them.']);
  });

  it('names a post that has been due for more than ten minutes', () => {
    assert.deepEqual(reasons(outbox({ pending: 1, oldestDueMs: 10 * MINUTE + 1 })), [
      'A post has been due for 10 minutes: patchwarden outbox says how it was tried.',
    ]);
  });

  it('names wake-ups that are more than five minutes late', () => {
    assert.deepEqual(reasons({ ...well, jobs: { waiting: 4, lag: 3 * HOUR } }), [
      'A wake-up is 180 minutes late: no process works, or the one that works can not keep up.',
    ]);
  });

  it('names digests that can not run', () => {
    assert.deepEqual(reasons({ ...well, digests: { invalid: [stopped, stopped] } }), [
      '2 digests can not run: patchwarden digests says why.',
    ]);
  });

  it('is told all at once', () => {
    const bad = {
      outbox: { pending: 9, sending: 0, dead: 2, oldestDueMs: HOUR, goneConversations: 0 },
      jobs: { waiting: 4, lag: HOUR },
      digests: { invalid: [stopped] },
    };
    assert.equal(reasons(bad).length, 4);
  });
});

describe('a process', () => {
  it('that stands by says for whom', () => {
    assert.deepEqual(standingNotes({ role: 'standby', holder: 'mail01:4711' }), [
      'This process stands by: mail01:4711 posts and runs what is scheduled.',
    ]);
  });

  it('that works, or has not begun to, has nothing to say of it', () => {
    assert.deepEqual([standingNotes({ role: 'working' }), standingNotes({ role: 'idle' })], [[], []]);
  });
});
