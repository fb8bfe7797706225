import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOUR, instant, later, MINUTE } from '../../../src/core/clock.ts';
import { approvalTimes } from '../../../src/changes/approvals/times.ts';

const asked = instant(Date.UTC(2026, 10, 23, 9));
const policy = { remindAfterHours: 24, escalateAfterHours: 48 };

test('with time enough the policy’s hours hold', () => {
  const start = later(asked, 100 * HOUR);
  assert.deepEqual(approvalTimes(asked, start, policy), {
    remindAt: later(asked, 24 * HOUR),
    escalateAt: later(asked, 48 * HOUR),
    lapsesAt: start,
  });
});

test('where the window starts sooner both shrink alike, and a quarter is left to those who are asked last', () => {
  const start = later(asked, 8 * HOUR);
  assert.deepEqual(approvalTimes(asked, start, policy), {
    remindAt: later(asked, 3 * HOUR),
    escalateAt: later(asked, 6 * HOUR),
    lapsesAt: start,
  });
});

test('a window that has begun leaves no time to remind', () => {
  for (const start of [asked, later(asked, -MINUTE)]) {
    assert.deepEqual(approvalTimes(asked, start, policy), { remindAt: null, escalateAt: null, lapsesAt: start });
  }
});

test('whatever the hours and the window, both come after the question, in their order and before the window', () => {
  const hours = fc.double({ min: 0.1, max: 400, noNaN: true });
  fc.assert(
    fc.property(hours, hours, fc.integer({ min: 1, max: 90 * 24 * 60 }), (remind, escalate, minutes) => {
      const start = later(asked, minutes * MINUTE);
      const times = approvalTimes(asked, start, { remindAfterHours: remind, escalateAfterHours: escalate });
      assert.ok(times.remindAt !== null && times.escalateAt !== null);
      for (const [at, after] of [
        [times.remindAt, remind],
        [times.escalateAt, escalate],
      ] as const) {
        assert.ok(at >= asked && at < start);
        assert.ok(at <= asked + Math.round(after * HOUR));
        assert.ok(start - at >= Math.floor((start - asked) / 4) - 1);
      }
      if (remind < escalate) assert.ok(times.remindAt <= times.escalateAt);
      assert.equal(times.lapsesAt, start);
    }),
  );
});
