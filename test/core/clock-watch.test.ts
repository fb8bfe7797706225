import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, isoOf, later, MINUTE, SECOND } from '../../src/core/clock.ts';
import { watchClock } from '../../src/core/clock-watch.ts';
import { silentLog } from '../../src/core/log.ts';
import { fakeClock } from '../support/clock.ts';

function watched() {
  const clock = fakeClock();
  const [jumps, lines]: [number[], unknown[]] = [[], []];
  const log = { ...silentLog, warn: (fields: object, message: string) => void lines.push([message, fields]) };
  const stop = watchClock({ clock, log, jumped: (milliseconds) => void jumps.push(milliseconds) });
  const set = (by: number) => clock.set(later(clock.now(), by));
  return { clock, jumps, lines, stop, set };
}

describe('the watch over the clock', () => {
  it('says nothing of a clock that goes as it should', () => {
    const { clock, jumps, lines } = watched();
    clock.advance(3 * DAY);
    assert.deepEqual([jumps, lines], [[], []]);
  });

  for (const [name, by] of [
    ['forward', 90 * SECOND],
    ['back', -DAY],
  ] as const) {
    it(`tells once, within a minute, of a clock that was set ${name}`, () => {
      const { clock, jumps, lines, set } = watched();
      clock.advance(10 * MINUTE + 7 * SECOND);
      set(by);
      clock.advance(MINUTE);
      assert.deepEqual(jumps, [by]);
      clock.advance(HOUR);
      assert.deepEqual(jumps, [by]);

      const [[message, fields]] = lines as [[string, { milliseconds: number; now: string }]];
      assert.equal(message, 'the wall clock jumped');
      assert.equal(fields.milliseconds, by);
      assert.equal(lines.length, 1);
      assert.match(fields.now, new RegExp(isoOf(later(clock.now(), -HOUR)).slice(0, 15)));
    });
  }

  it('lets a minute pass: time servers mend that much', () => {
    const { clock, jumps, set } = watched();
    for (const by of [MINUTE, -MINUTE, MINUTE]) {
      set(by);
      clock.advance(MINUTE);
    }
    assert.deepEqual(jumps, []);
    set(MINUTE + 1);
    clock.advance(MINUTE);
    assert.deepEqual(jumps, [MINUTE + 1]);
  });

  it('tells every jump by its own size, in any order of jumps and waits', () => {
    const step = fc.record({ by: fc.integer({ min: -DAY, max: DAY }), wait: fc.integer({ min: MINUTE, max: HOUR }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { clock, jumps, set, stop } = watched();
        for (const { by, wait } of steps) {
          set(by);
          clock.advance(Math.ceil(wait / MINUTE) * MINUTE);
        }
        stop();
        assert.deepEqual(
          jumps,
          steps.map(({ by }) => by).filter((by) => Math.abs(by) > MINUTE),
        );
      }),
    );
  });

  it('leaves no timer behind', () => {
    const { clock, jumps, set, stop } = watched();
    clock.advance(5 * MINUTE);
    stop();
    assert.equal(clock.waiting, 0);
    set(DAY);
    clock.advance(DAY);
    assert.deepEqual(jumps, []);
  });
});
