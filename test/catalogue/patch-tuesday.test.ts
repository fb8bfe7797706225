import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextPatchTuesday, patchTuesdayAfter, patchTuesdayPassed } from '../../src/catalogue/patch-tuesday.ts';
import { type Day, isoOf, parseInstant } from '../../src/core/clock.ts';

const anyDay = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as Day);

/** Walks day by day, counting the Tuesdays of each month. */
function afterByWalking(day: Day): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  for (let tuesdays = 0; ; date.setUTCDate(date.getUTCDate() + 1)) {
    if (date.getUTCDate() === 1) tuesdays = 0;
    if (date.getUTCDay() !== 2) continue;
    tuesdays += 1;
    const found = date.toISOString().slice(0, 10);
    if (tuesdays === 2 && found > day) return found;
  }
}

function at(text: string) {
  const instant = parseInstant(text);
  assert.ok(instant !== null);
  return instant;
}

test('the Patch Tuesday after any day is the one found by walking the calendar', () => {
  fc.assert(
    fc.property(anyDay, (day) => assert.equal(patchTuesdayAfter(day), afterByWalking(day))),
    {
      numRuns: 1_000,
      examples: [['2026-10-13' as Day], ['2026-12-08' as Day], ['2026-12-31' as Day], ['2028-02-29' as Day]],
    },
  );
});

for (const [day, next] of [
  ['2026-10-12', '2026-10-13'],
  ['2026-10-13', '2026-11-10'],
  ['2026-12-08', '2027-01-12'],
  ['2026-08-31', '2026-09-08'],
] as const) {
  test(`after ${day} comes the Patch Tuesday of ${next}`, () => assert.equal(patchTuesdayAfter(day as Day), next));
}

test('no Patch Tuesday counts as passed before 10:00 in Los Angeles, and each does an hour later at the latest', () => {
  const losAngeles = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hour: 'numeric',
    hourCycle: 'h23',
    weekday: 'short',
  });
  fc.assert(
    fc.property(anyDay, (day) => {
      const parts = losAngeles.formatToParts(nextPatchTuesday(day));
      const part = (type: string) => parts.find((one) => one.type === type)?.value;
      assert.equal(part('weekday'), 'Tue');
      assert.ok(['10', '11'].includes(part('hour') ?? ''), `${part('hour')}`);
    }),
  );
});

test('a catalogue of a Patch Tuesday is current until the next one is out', () => {
  const asOf = '2026-10-13' as Day;

  assert.equal(isoOf(nextPatchTuesday(asOf)), '2026-11-10T18:00:00.000Z');
  assert.equal(patchTuesdayPassed(asOf, at('2026-10-13T23:59:59Z')), false);
  assert.equal(patchTuesdayPassed(asOf, at('2026-11-10T17:59:59.999Z')), false);
  assert.equal(patchTuesdayPassed(asOf, at('2026-11-10T18:00:00Z')), true);
  assert.equal(patchTuesdayPassed(asOf, at('2026-11-21T09:00:00Z')), true);
});
