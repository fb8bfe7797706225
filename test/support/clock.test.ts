import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE, SECOND } from '../../src/core/clock.ts';
import { fakeClock } from './clock.ts';

test('a fake clock runs what falls due in order, each at its own moment', () => {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.monotonic()]);
  clock.after(3 * SECOND, note('third'));
  clock.after(SECOND, () => {
    note('first')();
    clock.after(SECOND, note('second'));
  });
  clock.after(MINUTE, note('never'));
  clock.after(2 * SECOND, note('taken back'))();

  clock.advance(3 * SECOND);

  assert.deepEqual(seen, [
    ['first', 1_000],
    ['second', 2_000],
    ['third', 3_000],
  ]);
  assert.equal(clock.now(), Date.UTC(2026, 10, 21, 9, 0, 3));
  assert.equal(clock.waiting, 1);
});

test('setting a fake clock lets no time pass', () => {
  const clock = fakeClock();
  let ran = false;
  clock.after(SECOND, () => {
    ran = true;
  });
  clock.set('2030-01-01T00:00:00Z');
  assert.deepEqual([clock.now(), clock.monotonic(), ran], [Date.UTC(2030, 0, 1), 0, false]);
});

test('a fake clock can wait for what its actions start', async () => {
  const clock = fakeClock();
  const seen: string[] = [];
  const follow = (): void => void clock.after(SECOND, () => void seen.push('follow-up'));
  clock.after(SECOND, () => void Promise.resolve().then(follow));
  await clock.run(2 * SECOND);
  assert.deepEqual(seen, ['follow-up']);
});
