import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, type Instant, instant, isoOf, MINUTE } from '../../src/core/clock.ts';
import type { ChangeWindow } from '../../src/changes/model.ts';
import { readWindow, usualLength, type WindowWords, windowFromNow } from '../../src/changes/window.ts';
import { clockRemarks, lengthText, windowText } from '../../src/changes/window-words.ts';
import { at } from '../support/evidence.ts';

const NOW = at('2026-11-21T09:00:00Z');
const words = (over: Partial<WindowWords> = {}): WindowWords => ({
  date: '2026-11-28',
  time: '22:00',
  hours: '4',
  zone: 'Europe/Berlin',
  ...over,
});

function read(over: Partial<WindowWords> = {}, now: Instant = NOW): ChangeWindow {
  const window = readWindow(words(over), now);
  if (!window.ok) throw new Error(window.refusal.message);
  return window.value;
}

function refusal(over: Partial<WindowWords>, now: Instant = NOW): string {
  const window = readWindow(words(over), now);
  return window.ok ? 'taken' : window.refusal.message;
}

describe('readWindow', () => {
  it('reads a local time in its zone, and keeps what was asked for', () => {
    const window = read();
    assert.equal(isoOf(window.start), '2026-11-28T21:00:00.000Z');
    assert.equal(window.end - window.start, 4 * HOUR);
    assert.equal(window.local, '2026-11-28T22:00');
    assert.equal(window.zone, 'Europe/Berlin');
    assert.equal(windowText(window), 'Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours)');
  });

  it('takes what clients send: no leading nought, seconds, a comma, a zone in small letters', () => {
    assert.equal(read({ time: '9:05' }).local, '2026-11-28T09:05');
    assert.equal(read({ time: '22:00:00' }).local, '2026-11-28T22:00');
    const half = read({ hours: '1,5' });
    assert.equal(half.end - half.start, 90 * MINUTE);
    assert.equal(read({ zone: 'europe/berlin' }).zone, 'Europe/Berlin');
  });

  it('refuses what is missing or wrong, and names the field', () => {
    assert.match(refusal({ date: '' }), /No date/);
    assert.match(refusal({ date: '2026-02-30' }), /date can not be 2026-02-30/);
    assert.match(refusal({ time: '' }), /No time/);
    assert.match(refusal({ time: '24:00' }), /time can not be 24:00/);
    assert.match(refusal({ zone: '' }), /No time zone/);
    assert.match(refusal({ zone: 'Europe/Atlantis' }), /time zone can not be Europe\/Atlantis/);
    assert.match(refusal({ hours: '' }), /No length/);
    for (const hours of ['0', '0.2', '168.1', '-4', 'four', '1e3', 'NaN', '99999']) {
      assert.match(refusal({ hours }), /length can not be/, hours);
    }
    assert.ok(refusal({ date: 'x'.repeat(5_000) }).length < 120);
  });

  it('takes 15 minutes and 7 days, and nothing beyond', () => {
    assert.equal(refusal({ hours: '0.25' }), 'taken');
    assert.equal(refusal({ hours: '168' }), 'taken');
    assert.notEqual(refusal({ hours: '0.24' }), 'taken');
    assert.notEqual(refusal({ hours: '168.02' }), 'taken');
  });

  it('takes a start ahead only, and at most 400 days', () => {
    const start = read().start;
    assert.match(refusal({}, start), /is not ahead/);
    assert.equal(refusal({}, instant(start - 1)), 'taken');
    assert.equal(refusal({}, instant(start - 400 * DAY)), 'taken');
    assert.match(refusal({}, instant(start - 400 * DAY - 1)), /more than 400 days ahead/);
  });

  it('is the first time after where the clocks skip it, and says so', () => {
    const window = read({ date: '2027-03-28', time: '02:30' });
    assert.equal(isoOf(window.start), '2027-03-28T01:00:00.000Z');
    assert.equal(window.end - window.start, 4 * HOUR);
    assert.deepEqual(clockRemarks(window), [
      '02:30 does not exist on Sun 28 Mar 2027 in Europe/Berlin: it starts at 03:00.',
    ]);
  });

  it('is the first of two where the clocks show it twice, and says so', () => {
    const window = read({ date: '2026-10-25', time: '02:30' }, at('2026-10-20T09:00:00Z'));
    assert.equal(isoOf(window.start), '2026-10-25T00:30:00.000Z');
    const [first, second, ...rest] = clockRemarks(window);
    assert.equal(first, '02:30 comes twice on Sun 25 Oct 2026 in Europe/Berlin: it starts at the first.');
    assert.equal(second, 'The clocks in Europe/Berlin go back by 1 hour meanwhile: 4 hours from 02:30 end at 05:30.');
    assert.deepEqual(rest, []);
  });

  it('says it where the clocks are changed within it', () => {
    const window = read({ date: '2027-03-27', time: '22:00', hours: '6' });
    assert.deepEqual(clockRemarks(window), [
      'The clocks in Europe/Berlin go forward by 1 hour meanwhile: 6 hours from 22:00 end at 05:00.',
    ]);
    assert.deepEqual(clockRemarks(read()), []);
  });

  it('has the length that was asked for in elapsed time, wherever and whenever', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC', 'Pacific/Apia'];
    const minutes = fc.integer({ min: 15, max: 7 * 24 * 60 });
    const asked = fc.record({
      day: fc.integer({ min: 1, max: 398 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      length: minutes,
      zone: fc.constantFrom(...zones),
    });
    fc.assert(
      fc.property(asked, ({ day, minute, length, zone }) => {
        const date = isoOf(instant(NOW + day * DAY)).slice(0, 10);
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const hours = String(Math.round((length / 60) * 10_000) / 10_000);
        const window = readWindow({ date, time, hours, zone }, NOW);
        assert.ok(window.ok);
        assert.equal(window.value.end - window.value.start, length * MINUTE);
        assert.ok(window.value.start > NOW);
        assert.ok(windowText(window.value).includes(zone));
        assert.ok(clockRemarks(window.value).every((remark) => remark.endsWith('.')));
      }),
      { numRuns: 300 },
    );
  });
});

describe('windowFromNow', () => {
  it('begins at once, whatever day a form holds', () => {
    const window = windowFromNow(words({ date: '' }), NOW);
    assert.ok(window.ok);
    assert.equal(window.value.start, NOW);
    assert.equal(window.value.local, '2026-11-21T10:00');
  });

  it('does not claim to be the first of two when it begins in the second', () => {
    const window = windowFromNow(words({ hours: '1' }), at('2026-10-25T01:30:00Z'));
    assert.ok(window.ok);
    assert.deepEqual(clockRemarks(window.value), []);
  });
});

describe('lengths', () => {
  it('are said in hours and minutes', () => {
    assert.equal(lengthText(4 * HOUR), '4 hours');
    assert.equal(lengthText(90 * MINUTE), '1 hour 30 minutes');
    assert.equal(lengthText(15 * MINUTE), '15 minutes');
  });

  it('are proposed by the number of servers', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 50].map((servers) => usualLength(servers) / HOUR),
      [2, 3, 5, 6, 75],
    );
  });
});
