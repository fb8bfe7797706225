import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalZone, zoneNames } from '../../src/core/local-time.ts';
import { describeSchedule } from '../../src/digests/describe-schedule.ts';
import type { DigestCommand, Weekday } from '../../src/digests/model.ts';
import { parseDigestCommand } from '../../src/digests/parse-command.ts';

const DAILY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];
type Asked = Omit<Extract<DigestCommand, { kind: 'set' }>, 'kind'>;

describe('what sets a digest', () => {
  const table: readonly [text: string, asked: Asked][] = [
    ['digest daily 08:00', { days: DAILY, time: '08:00' }],
    ['digest weekdays 7:30 Europe/Berlin', { days: WEEKDAYS, time: '07:30', zone: 'Europe/Berlin' }],
    ['digest monday 09:00', { days: [1], time: '09:00' }],
    ['digest mon,wed,fri 8:00', { days: [1, 3, 5], time: '08:00' }],
    ['digest tuesday and thursday at 8.30', { days: [2, 4], time: '08:30' }],
    ['digest mon/wed/fri 9', { days: [1, 3, 5], time: '09:00' }],
    ['digest mon-fri 8 UTC', { days: WEEKDAYS, time: '08:00', zone: 'UTC' }],
    ['digest friday to monday 8:00', { days: [1, 5, 6, 7], time: '08:00' }],
    ['digest weekdays and saturday 8', { days: [1, 2, 3, 4, 5, 6], time: '08:00' }],
    ['digest working days at noon', { days: WEEKDAYS, time: '12:00' }],
    ['digest weekends 22:15', { days: [6, 7], time: '22:15' }],
    ['digest weekly on monday at 9', { days: [1], time: '09:00' }],
    ['digest 07:30 every day', { days: DAILY, time: '07:30' }],
    ['digest every morning at 8', { days: DAILY, time: '08:00' }],
    ['digest every friday at 16:00', { days: [5], time: '16:00' }],
    ['digest daily', { days: DAILY }],
    ['daily digest', { days: DAILY }],
    ['digest 8:00', { time: '08:00' }],
    ['digest at 20', { time: '20:00' }],
    ['digest daily 8am', { days: DAILY, time: '08:00' }],
    ['digest daily 7:30 pm', { days: DAILY, time: '19:30' }],
    ['digest daily 7.30 p.m.', { days: DAILY, time: '19:30' }],
    ['digest daily 12am', { days: DAILY, time: '00:00' }],
    ['digest daily 12 pm', { days: DAILY, time: '12:00' }],
    ['digest daily 8 o’clock', { days: DAILY, time: '08:00' }],
    ['digest daily 8 in the evening', { days: DAILY, time: '20:00' }],
    ['digest daily 0800', { days: DAILY, time: '08:00' }],
    ['digest daily at 2015', { days: DAILY, time: '20:15' }],
    ['digest every day at 7:30 pm Europe/Berlin time', { days: DAILY, time: '19:30', zone: 'Europe/Berlin' }],
    ['digest daily 08:00 in Europe/Berlin', { days: DAILY, time: '08:00', zone: 'Europe/Berlin' }],
    ['digest daily 08:00 europe/berlin', { days: DAILY, time: '08:00', zone: 'Europe/Berlin' }],
    ['digest daily 08:00 Berlin', { days: DAILY, time: '08:00', zone: 'Europe/Berlin' }],
    ['digest daily 08:00 in Berlin time', { days: DAILY, time: '08:00', zone: 'Europe/Berlin' }],
    ['digest time zone Berlin', { zone: 'Europe/Berlin' }],
    ['digest daily 8:00 New York', { days: DAILY, time: '08:00', zone: 'America/New_York' }],
    ['digest daily 8:00 america/new york', { days: DAILY, time: '08:00', zone: 'America/New_York' }],
    ['digest daily 8:00 America/Port of Spain', { days: DAILY, time: '08:00', zone: 'America/Port_of_Spain' }],
    ['digest daily 8:00 Kyiv', { days: DAILY, time: '08:00', zone: 'Europe/Kyiv' }],
    ['digest daily 8:00 Etc/GMT+5', { days: DAILY, time: '08:00', zone: 'Etc/GMT+5' }],
    ['digest daily 8:00 UTC time', { days: DAILY, time: '08:00', zone: 'UTC' }],
    ['digest for Berlin daily 8:00 only worse', { days: DAILY, time: '08:00', scope: 'Berlin', minimum: 'worse' }],
    ['digest daily 08:00 in Berlin', { days: DAILY, time: '08:00', scope: 'Berlin' }],
    ['digest for site Berlin West daily at 8', { days: DAILY, time: '08:00', scope: 'site:Berlin West' }],
    ['digest for the Berlin site', { scope: 'site:Berlin' }],
    ['digest dag DAG-BER', { scope: 'dag:DAG-BER' }],
    ['digest for DAG 1 daily 8:00', { days: DAILY, time: '08:00', scope: 'DAG 1' }],
    ['digest for Exchange 2019 at noon', { time: '12:00', scope: 'Exchange 2019' }],
    ['digest for "Only Due" daily 8:00', { days: DAILY, time: '08:00', scope: 'Only Due' }],
    ['digest for IST', { scope: 'IST' }],
    ['digest for all servers', { scope: null }],
    ['digest for the whole fleet', { scope: null }],
    ['digest daily 08:00 in this channel', { days: DAILY, time: '08:00' }],
    ['digest only worse', { minimum: 'worse' }],
    ['digest only when something got worse', { minimum: 'worse' }],
    ['digest only due', { minimum: 'due' }],
    ['digest only when something is due', { minimum: 'due' }],
    ['digest every change', { minimum: 'every' }],
    ['digest all changes', { minimum: 'every' }],
    ['digest quiet sat,sun', { quiet: { weekdays: [6, 7], dates: [] } }],
    ['digest quiet 2026-12-24', { quiet: { weekdays: [], dates: ['2026-12-24' as never] } }],
    ['digest quiet sun and 24.12.2026', { quiet: { weekdays: [7], dates: ['2026-12-24' as never] } }],
    [
      'digest quiet 2026-12-31 to 2027-01-02',
      { quiet: { weekdays: [], dates: ['2026-12-31', '2027-01-01', '2027-01-02'] as never[] } },
    ],
    ['digest daily 9 except sundays', { days: DAILY, time: '09:00', quiet: { weekdays: [7], dates: [] } }],
    ['digest quiet sun weekdays 8:00', { days: WEEKDAYS, time: '08:00', quiet: { weekdays: [7], dates: [] } }],
    ['digest no quiet days', { quiet: { weekdays: [], dates: [] } }],
    ['digest quiet none', { quiet: { weekdays: [], dates: [] } }],
    ['set the digest to weekdays 7:30', { days: WEEKDAYS, time: '07:30' }],
    ['please send us a digest on fridays at 16:00', { days: [5], time: '16:00' }],
    ['I want a digest every monday at 9', { days: [1], time: '09:00' }],
    ['send the daily digest on mondays at 9', { days: [1], time: '09:00' }],
    ['<at>Patchwarden</at> Digest: daily, 8:00, Europe/Berlin.', { days: DAILY, time: '08:00', zone: 'Europe/Berlin' }],
    ['*digset* dayly 8:00', { days: DAILY, time: '08:00' }],
    ['digest wendsday 8:00', { days: [3], time: '08:00' }],
    ['digest quite sun', { quiet: { weekdays: [7], dates: [] } }],
    ['digest daily 8：00', { days: DAILY, time: '08:00' }],
    ['digest on', {}],
    ['turn the digest on', {}],
  ];
  for (const [text, asked] of table) {
    test(text, () => {
      assert.deepEqual(parseDigestCommand(text), { kind: 'set', ...asked });
    });
  }
});

describe('what shows, sends or ends a digest', () => {
  const table: readonly [kind: DigestCommand['kind'], texts: readonly string[]][] = [
    ['show', ['digest', 'digests', 'Digest?', 'digest show', 'show me the digest', 'what is the digest', 'set digest']],
    ['show', ['when is the next digest', 'digest settings', 'digest schedule', 'show the daily digest']],
    ['now', ['digest now', 'send digest now', 'Please send the digest now', 'send me the digest', 'digest right now']],
    [
      'off',
      ['digest off', 'turn off the digest', 'turn off the daily digest', 'no more digests', 'stop the digests please'],
    ],
    ['off', ['don’t send digests any more', 'disable digest', 'digest stpo']],
  ];
  for (const [kind, texts] of table) {
    for (const text of texts) {
      test(`${kind}: ${text}`, () => {
        assert.deepEqual(parseDigestCommand(text), { kind });
      });
    }
  }
});

describe('what can not be read is named, and the way forward given', () => {
  const table: readonly [text: string, message: RegExp, hint: RegExp][] = [
    ['digest gibberish', /"gibberish" is not understood/, /digest weekdays 07:30 Europe\/Berlin/],
    ['digest daily 25:00', /"25:00" is not a time/, /08:00/],
    ['digest daily 8:61', /"8:61" is not a time/, /08:00/],
    ['digest daily 24:00', /"24:00" is not a time/, /08:00/],
    ['digest daily 8:5', /"8:5" is not a time/, /08:00/],
    ['digest daily 13pm', /"13pm" is not a time/, /5:30 pm/],
    ['digest daily 0 am', /"0 am" is not a time/, /5:30 pm/],
    ['digest 8:00-9:00', /"8:00-9:00" is not a time/, /08:00/],
    ['digest daily 8:00 and 17:00', /one time of day: "08:00" and "17:00"/, /example/],
    ['digest daily 8:00 Europe/Berln', /"Europe\/Berln" is not a time zone/, /Did you mean Europe\/Berlin\?/],
    ['digest daily 8:00 Asia/Berlin', /"Asia\/Berlin" is not a time zone/, /Europe\/Berlin/],
    ['digest daily 8:00 Berln', /"Berln"/, /Europe\/Berlin/],
    ['digest time zone Gotham', /"Gotham" is not a time zone/, /./],
    ['digest zone', /No time zone is named/, /Europe\/Berlin/],
    ['digest daily 8:00 CET', /"CET" is not one time zone/, /Europe\/Berlin/],
    ['digest daily 8:00 est', /"est" is not one time zone/, /America\/New_York/],
    ['digest daily 8:00 IST', /"IST" is not one time zone/, /Asia\/Kolkata or Europe\/Dublin/],
    ['digest daily 8:00 Central European Time', /"Central European Time" is not one/, /Europe\/Berlin/],
    ['digest daily 8:00 in Pacific time', /"Pacific time" is not one/, /America\/Los_Angeles/],
    ['digest daily 8:00 Eastern', /"Eastern" is more than one/, /US\/Eastern|Canada\/Eastern/],
    ['digest daily 8:00 W. Europe Standard Time', /Standard Time" is not a time zone/, /Europe\/Berlin/],
    ['digest daily 8:00 +02:00', /"\+02:00" is an offset/, /Europe\/Berlin/],
    ['digest daily 8:00 UTC+2', /"UTC\+2" is an offset/, /Europe\/Berlin/],
    ['digest daily 8:00 Europe/Berlin Europe/Paris', /one time zone: "Europe\/Berlin" and "Europe\/Paris"/, /./],
    ['digest sonday 8:00', /"sonday" may be (?:Monday or Sunday|Sunday or Monday)/, /in full/],
    ['digest hourly', /"hourly" is not a schedule that a digest can have/, /monday 09:00/],
    ['digest every 2 days at 8', /"2 days" is not a schedule that a digest can have/, /monday 09:00/],
    ['digest quiet 24/12/2026', /"24\/12\/2026" is not how dates are written here/, /2026-12-24/],
    ['digest every month', /"every month" is not a schedule that a digest can have/, /monday 09:00/],
    ['digest weekly', /needs its day/, /monday 09:00/],
    ['weekly digest', /needs its day/, /monday 09:00/],
    ['digest quiet 2026-02-30', /"2026-02-30" is not a day/, /2026-12-24/],
    ['digest quiet 24/12', /"24\/12" is not how dates are written here/, /2026-12-24/],
    ['digest quiet christmas', /"christmas" is not a quiet day/, /2026-12-24/],
    ['digest quiet 2026-12-26 to 2026-12-24', /not a range/, /./],
    ['digest quiet 2026-12-26 to 2028-12-27', /not a range/, /./],
    ['digest quiet', /No quiet day/, /sat, sun/],
    ['digest monday 9:00 quiet monday', /Every day of it would be quiet: Monday/, /./],
    ['digest for', /No site, DAG or product/, /for Berlin/],
    ['digest for Berlin for Hamburg', /./, /./],
    ['digest off monday', /takes nothing else, such as Monday/, /digest off/],
    ['digest now for Berlin', /takes nothing else, such as Berlin/, /digest now/],
    ['show me the digest for Berlin', /takes nothing else, such as Berlin/, /digest/],
    ['digest 2019', /"2019" is not understood/, /./],
    [`digest ${'x'.repeat(600)}`, /shorter/, /./],
    [`digest ${'x'.repeat(300)}`, /"x{64}…" is not understood/, /./],
  ];
  for (const [text, message, hint] of table) {
    test(text.slice(0, 60), () => {
      const command = parseDigestCommand(text);

      assert.equal(command?.kind, 'unreadable', JSON.stringify(command));
      assert.equal(command.refusal.code, 'invalid');
      assert.match(command.refusal.message, message);
      assert.match(command.refusal.hint, hint);
    });
  }
});

test('what is not about digests is left to others', () => {
  const others = [
    '',
    ' ',
    'status',
    'help',
    'help digest',
    'why digest',
    'why ber-ex02',
    'failing in digest',
    'ingest the reports',
    'direct',
    'is ber-ex02 ready',
    'the server digest01',
    'tell me a story about the digest',
    `${'please '.repeat(20)}digest`,
    'x'.repeat(600),
  ];
  for (const text of others) assert.equal(parseDigestCommand(text), null, text);
});

describe('properties', () => {
  // A name without a place in it may stand for another one that has it: Japan does not, Singapore does.
  const places = zoneNames().filter((name) => name.includes('/') || name === 'UTC' || name === 'GMT');
  const schedules = fc.record({
    days: fc.subarray([...DAILY], { minLength: 1 }),
    time: fc.integer({ min: 0, max: 1439 }).map((all) => `${pad(Math.floor(all / 60))}:${pad(all % 60)}`),
    zone: fc.constantFrom(...places),
  });

  test('a schedule as it is described reads as itself', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        assert.deepEqual(parseDigestCommand(`digest ${describeSchedule(schedule)}`), { kind: 'set', ...schedule });
      }),
      { numRuns: 600 },
    );
  });

  test('the parts of a command may stand in any order', () => {
    const parts = ['weekdays', 'at 07:30', 'Europe/Berlin', 'for site Berlin', 'only worse', 'quiet 2026-12-24'];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (words) => {
        assert.deepEqual(parseDigestCommand(`digest ${words.join(' ')}`), {
          kind: 'set',
          days: WEEKDAYS,
          time: '07:30',
          zone: 'Europe/Berlin',
          scope: 'site:Berlin',
          minimum: 'worse',
          quiet: { weekdays: [], dates: ['2026-12-24'] },
        });
      }),
    );
  });

  test('whatever is typed, the answer is a command that can be kept, a refusal with a way forward, or none', () => {
    const words =
      'digest daily monday mon-fri 8:00 8 pm 25:00 at in for only worse due quiet off now show UTC CET Berlin / , " and 2026-12-24 zone time every x';
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((tail) => `digest ${tail}`),
      fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 12 }).map((some) => `digest ${some.join(' ')}`),
      fc.string({ unit: 'binary', maxLength: 600 }),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const command = parseDigestCommand(typed);
        if (command?.kind === 'unreadable') {
          assert.ok(command.refusal.message.length > 10 && command.refusal.message.length < 400);
          assert.ok(command.refusal.hint.length > 10);
        }
        if (command?.kind !== 'set') return;
        assert.match(command.time ?? '00:00', /^(?:[01]\d|2[0-3]):[0-5]\d$/);
        assert.equal(canonicalZone(command.zone ?? 'UTC'), command.zone ?? 'UTC');
        assert.notDeepEqual(command.days, []);
        assert.notEqual(command.scope, '');
      }),
      { numRuns: 1_500 },
    );
  });
});

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
