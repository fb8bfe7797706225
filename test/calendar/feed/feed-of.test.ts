import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import ICAL from 'ical.js';
import { feedOf } from '../../../src/calendar/feed/feed-of.ts';
import { HOUR, instant, later } from '../../../src/core/clock.ts';
import type { FeedState } from '../../../src/calendar/feed/model.ts';
import { aFeed, aFeedChange, aFeedFreeze, aFeedRule } from './feeds.ts';

function eventsOf(state: Partial<FeedState>) {
  const calendar = new ICAL.Component(ICAL.parse(feedOf(aFeed(state))));
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const value = (name: string) => String(event.getFirstPropertyValue(name));
    return {
      uid: value('uid'),
      title: value('summary'),
      about: value('description').split('\n'),
      status: value('status'),
      sequence: value('sequence'),
      changed: value('last-modified'),
      start: value('dtstart'),
      end: value('dtend'),
      busy: value('transp') === 'OPAQUE',
      alarms: event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    };
  });
}

describe('a change in a calendar', () => {
  test('stands in its window with its servers, its reason and its state, and reminds of itself', () => {
    assert.deepEqual(eventsOf({ changes: [aFeedChange()] }), [
      {
        uid: 'CHG-0007@patchwarden.bot.contoso.example',
        title: 'CHG-0007 approved: BER-EX01, BER-EX02',
        about: [
          'CHG-0007: approved',
          'Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours)',
          'Servers: BER-EX01 and BER-EX02',
          'Reason: October security update.',
        ],
        status: 'CONFIRMED',
        sequence: '3',
        changed: '2026-11-21T09:00:00Z',
        start: '2026-11-28T21:00:00Z',
        end: '2026-11-29T01:00:00Z',
        busy: true,
        alarms: ['-PT15M'],
      },
    ]);
  });

  for (const [state, status, alarms] of [
    ['proposed', 'TENTATIVE', 0],
    ['approved', 'CONFIRMED', 1],
    ['in-progress', 'CONFIRMED', 0],
  ] as const) {
    test(`that is ${state} is ${status}, with ${alarms} alarms`, () => {
      const [event] = eventsOf({ changes: [aFeedChange({ state })] });

      assert.deepEqual([event?.status, event?.alarms.length], [status, alarms]);
    });
  }

  test('names the first three servers in its title and all of them below', () => {
    const servers = ['A1', 'A2', 'A3', 'A4', 'A5'];

    const [event] = eventsOf({ changes: [aFeedChange({ servers })] });

    assert.equal(event?.title, 'CHG-0007 approved: A1, A2, A3 and 2 more');
    assert.equal(event?.about[2], 'Servers: A1, A2, A3, A4 and A5');
  });

  test('tells counts only where guests may read: no name, and nothing that people wrote of it', () => {
    const text = feedOf(aFeed({ audience: 'counts', changes: [aFeedChange()], freezes: [aFeedFreeze()] }));

    assert.match(text, /SUMMARY:CHG-0007 approved: 2 servers/);
    assert.doesNotMatch(text, /BER-EX|October|books/);
  });

  test('tells a rule and a freeze by their ids there: what people called them may name a server', () => {
    const freezes = [aFeedFreeze({ name: 'BER-EX01 stays as it is' })];
    const local = '2026-12-06T22:00';
    const start = instant(Date.parse('2026-12-06T21:00Z'));
    const end = later(start, 4 * HOUR);
    const opened = { start, end, lastStart: end, local, kind: 'exact', remarks: [] } as const;
    const rules = [aFeedRule({ name: 'BER-EX01 nights' }, [opened])];

    const text = feedOf(aFeed({ audience: 'counts', freezes, rules }));

    assert.match(text, /SUMMARY:Freeze FREEZE-\d+ \(no changes\)/);
    assert.match(text, /SUMMARY:Maintenance RULE-\d+/);
    assert.doesNotMatch(text, /BER-EX/);
  });
});

test('a freeze stands from its start to its end and says what it does', () => {
  const [event] = eventsOf({ freezes: [aFeedFreeze()] });

  assert.deepEqual(
    [event?.title, event?.start, event?.end, event?.busy, event?.alarms],
    ['Freeze: Year end (no changes)', '2026-12-20T17:00:00Z', '2027-01-04T05:00:00Z', false, []],
  );
  assert.deepEqual(event?.about.slice(2), ['For: all servers', 'Reason: The books are closed.']);
});

test('a freeze that only warns says so', () => {
  const [event] = eventsOf({ freezes: [aFeedFreeze({ effect: 'warns' })] });

  assert.equal(event?.title, 'Freeze: Year end (changes with care)');
  assert.equal(event?.about[0], 'The freeze warns of changes in its time.');
});

test('a rule that never opens makes no event', () => {
  assert.deepEqual(eventsOf({ rules: [aFeedRule()] }), []);
});
