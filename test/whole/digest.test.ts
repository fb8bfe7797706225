import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY, HOUR, later, MINUTE, SECOND } from '../../src/core/clock.ts';
import { reportBytes, reportFileName } from '../../src/demo/generator/report.ts';
import { openWhole, type Whole } from './house.ts';

const START = '2026-11-20T07:59:00Z';

describe('a digest in a personal chat', () => {
  let whole: Whole;
  before(async () => {
    whole = await openWhole({ now: START });
  });
  after(() => whole.close());

  async function report(name: string, organisationSwitch: boolean): Promise<void> {
    const spec = { name, generatedAt: later(whole.clock.now(), -HOUR), organisationSwitch };
    const response = await whole.send(reportFileName(spec), Uint8Array.from(reportBytes(spec)));
    assert.equal(response.status, 201, await response.text());
  }

  /** Waking every second of a day would take minutes: to the process it looks like a machine that slept. */
  async function sleep(milliseconds: number): Promise<void> {
    whole.clock.set(later(whole.clock.now(), milliseconds));
    await whole.clock.run(5 * SECOND);
  }

  test('comes at the time it was asked for, once, and says what fails', async () => {
    await report('EX01', false);
    const set = await whole.ask('digest daily 08:00 UTC');
    assert.match(set.json, /daily 08:00 UTC/);

    await sleep(2 * MINUTE);
    const posts = await whole.connector.posted(2);

    assert.match(JSON.stringify(posts[1]), /1 failing/);
    assert.match(JSON.stringify(posts[1]), /EX01/);
  });

  test('is edited, not posted again, while nothing changes', async () => {
    await sleep(DAY);
    await whole.connector.until(() => whole.connector.updates.length > 0);
    const { updates } = whole.connector;

    assert.match(JSON.stringify(updates[0]?.body), /unchanged, checked/i);
    assert.equal(whole.connector.posts.length, 2);
  });

  test('says the next day what was fixed', async () => {
    await sleep(DAY - HOUR);
    await report('EX01', true);
    await sleep(2 * HOUR);
    const posts = await whole.connector.posted(3);

    assert.match(JSON.stringify(posts[2]), /1 fixed/);
  });
});
