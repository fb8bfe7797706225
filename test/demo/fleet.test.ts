import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, MINUTE, instant } from '../../src/core/clock.ts';
import { demoFleet } from '../../src/demo/fleet.ts';

const now = instant(Date.UTC(2026, 10, 21, 9, 0));

test('the sample fleet has 24 servers in three sites and four DAGs, one of which never reported', () => {
  const { reports, inventory } = demoFleet(now);

  assert.equal(inventory.length, 24);
  assert.equal(new Set(inventory.map(({ name }) => name)).size, 24);
  assert.deepEqual([...new Set(inventory.map(({ site }) => site))].sort(), ['Berlin', 'London', 'Paris']);
  assert.equal(new Set(inventory.flatMap(({ dag }) => dag ?? [])).size, 4);
  assert.deepEqual(
    inventory.filter(({ name }) => !reports.some((report) => report.name === name)).map(({ name }) => name),
    ['LON-EX08'],
  );
});

test('the newest reports are from this morning and the oldest is nine days old', () => {
  const ages = demoFleet(now).reports.map(({ generatedAt }) => now - (generatedAt ?? now));

  assert.ok(Math.min(...ages) > 0 && Math.min(...ages) < 4 * HOUR);
  assert.equal(Math.floor(Math.max(...ages) / DAY), 9);
  assert.equal(ages.filter((age) => age > 8 * DAY).length, 1);
});

test('no report is from the future, whatever the time of day and of year', () => {
  for (let hour = 0; hour < 24 * 366; hour += 7) {
    const at = instant(now + hour * HOUR + 11 * MINUTE);
    for (const report of demoFleet(at).reports) assert.ok((report.generatedAt ?? 0) <= at, `${report.name} at ${at}`);
  }
});

test('the reports of a site carry the offset that its clocks show on that day', () => {
  const offsets = (at: number): Set<number | undefined> =>
    new Set(demoFleet(instant(at)).reports.map(({ offsetMinutes }) => offsetMinutes));

  assert.deepEqual(offsets(Date.UTC(2026, 10, 21, 9)), new Set([60, 0]));
  assert.deepEqual(offsets(Date.UTC(2026, 6, 21, 9)), new Set([120, 60]));
});
