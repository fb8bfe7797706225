import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { feedOf } from '../../../src/calendar/feed/feed-of.ts';
import { plainText } from '../../../src/core/plain-text.ts';
import { hostileStrings } from '../../cards/hostile-strings.ts';
import { occurrencesOf } from '../../../src/maintenance/occurrences.ts';
import { HOUR } from '../../../src/core/clock.ts';
import { aFeed, aFeedChange, aFeedFreeze, aFeedRule, SPAN } from './feeds.ts';

const injections = [
  'x\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM',
  'x\nEND:VEVENT\nEND:VCALENDAR',
  'x\u2028ATTACH:https://evil.example',
  'x\u0085ORGANIZER:mailto:evil@example.com',
  '\u202Etxet desrever',
  'half \uD83D of it',
  '\uDE00 the other',
  'a\\,b;c\\n',
  '',
];

const anyText = fc.oneof(
  fc.constantFrom(...injections, ...hostileStrings),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
);

const sundays = occurrencesOf(
  {
    zone: 'Europe/Berlin',
    recurrence: { kind: 'weekly', days: [7] },
    time: '02:30',
    length: 2 * HOUR,
    noStartBefore: 0,
  },
  SPAN.from,
  SPAN.until,
);

/** Every text that people write, as this one. */
function writing(text: string): string {
  return feedOf(
    aFeed({
      changes: [aFeedChange({ reason: text, servers: [text, 'BER-EX01'] })],
      freezes: [aFeedFreeze({ name: text, reason: text }, text)],
      rules: [{ ...aFeedRule({ name: text }, sundays), when: text, scope: text }],
    }),
  );
}

/** Names of components and properties with their depth, in order: what the file is made of, without its values. */
function shapeOf(text: string): unknown {
  const look = (component: ICAL.Component): unknown => [
    component.name,
    component.getAllProperties().map(({ name }) => name),
    component.getAllSubcomponents().map(look),
  ];
  return look(new ICAL.Component(ICAL.parse(text)));
}

describe('what people wrote', () => {
  const plain = writing('plain');

  test('stays within its own property, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.deepEqual(shapeOf(writing(text)), shapeOf(plain));
      }),
      { numRuns: 300 },
    );
  });

  test('makes no line longer than 75 octets, and breaks none within a character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const written = writing(text);

        assert.ok(written.endsWith('END:VCALENDAR\r\n'));
        for (const line of written.split('\r\n')) {
          assert.ok(Buffer.byteLength(line) <= 75, line);
          assert.doesNotMatch(line, /[\p{Surrogate}\p{Cc}\p{Bidi_Control}]/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('comes back as it was, on one line, cut where it is longer than a line about an event may be', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const calendar = new ICAL.Component(ICAL.parse(writing(text)));

        const [event] = calendar.getAllSubcomponents('vevent');

        const about = String(event?.getFirstPropertyValue('description')).split('\n');
        const whole = [...plainText(`Reason: ${text}`)];
        const kept = whole.length > 2_000 ? [...whole.slice(0, 1_999), '…'] : whole;
        assert.equal(about.at(-1), kept.join(''));
      }),
      { numRuns: 200 },
    );
  });

  test('is read alike by a second reader', () => {
    const event = Object.values(nodeIcal.sync.parseICS(writing('a, b; c \\ d'))).find((one) => one?.type === 'VEVENT');

    assert.match(String(event && 'description' in event ? event.description : ''), /Reason: a, b; c \\ d$/);
  });
});

describe('a calendar', () => {
  test('is the same, byte by byte, when nothing has changed', () => {
    assert.equal(writing('plain'), writing('plain'));
  });

  test('has every property of a component before the components within', () => {
    const lines = writing('plain').split('\r\n');
    const depths: boolean[] = [];
    for (const line of lines.filter((one) => one !== '' && !one.startsWith(' '))) {
      if (line.startsWith('BEGIN:')) {
        if (depths.length > 0) depths[depths.length - 1] = true;
        depths.push(false);
      } else if (line.startsWith('END:')) {
        depths.pop();
      } else {
        assert.equal(depths.at(-1), false, line);
      }
    }
  });

  test('has what its readers need of a component, and names no zone that it does not describe', () => {
    const calendar = new ICAL.Component(ICAL.parse(writing('plain')));
    const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => zone.getFirstPropertyValue('tzid'));

    const uids = new Set<unknown>();
    for (const event of calendar.getAllSubcomponents('vevent')) {
      for (const name of ['uid', 'dtstamp', 'dtstart', 'dtend', 'summary', 'sequence', 'last-modified', 'status']) {
        assert.equal(event.getAllProperties(name).length, 1, name);
      }
      const zone = event.getFirstProperty('dtstart')?.getParameter('tzid');
      assert.ok(zone === undefined || zones.includes(String(zone)));
      uids.add(event.getFirstPropertyValue('uid'));
    }
    assert.equal(uids.size, calendar.getAllSubcomponents('vevent').length);
  });
});
