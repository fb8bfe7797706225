import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { present, type PresentContext } from '../../src/cards/present.ts';
import type { DigestAnswer } from '../../src/digests/model.ts';
import type { Scope } from '../../src/readiness/model.ts';
import { walk } from '../support/card-rules.ts';
import { cardContext } from './card-context.ts';
import { someSettings } from './digest-states.ts';

describe('the settings of a digest', () => {
  it('confirm first what was set, and when the next one comes in its zone', () => {
    const { text, card } = draw(someSettings({ after: 'set' }));

    assert.equal(text, 'Digest set: weekdays 07:30 Europe/Berlin. Next: Tue 24 Nov 2026, 07:30.');
    assert.deepEqual(inputsOf(card), []);
    assert.deepEqual(titlesOf(card), ['Send one now', 'Change it', 'Status']);
  });

  it('confirm that it is off, and how to have it again', () => {
    const { text, card } = draw(someSettings({ after: 'off' }, { on: false, nextSlot: null }));

    assert.equal(text, 'Digest turned off.');
    assert.match(JSON.stringify(card), /write: digest daily 08:00/);
  });

  it('are a form filled with what is set', () => {
    const { card } = draw(
      someSettings(
        {},
        { scope: { by: 'site', value: 'Berlin' }, minimum: 'due', quiet: { weekdays: [6, 7], dates: [] } },
      ),
    );

    assert.deepEqual(valuesOf(card), {
      days: '1,2,3,4,5',
      time: '07:30',
      zone: 'Europe/Berlin',
      scope: 'site:Berlin',
      minimum: 'due',
      quiet: '6,7',
    });
    assert.deepEqual(titlesOf(card), ['Save', 'Send one now', 'Turn off', 'Status']);
  });

  it('are a form for every morning at eight where none is set', () => {
    const { card, text } = draw(someSettings({ subscription: null, last: null, zone: 'America/New_York' }));

    assert.equal(text, 'No digest is set here.');
    assert.deepEqual(valuesOf(card), {
      days: '1,2,3,4,5,6,7',
      time: '08:00',
      zone: 'America/New_York',
      scope: 'all',
      minimum: 'every',
      quiet: '',
    });
    assert.deepEqual(titlesOf(card), ['Save', 'Send one now', 'Status']);
  });

  it('send the inputs along with Save, and with nothing else', () => {
    const sent = buttonsOf(draw(someSettings()).card).filter((button) => button['associatedInputs'] !== 'none');

    assert.deepEqual(
      sent.map((button) => button['title']),
      ['Save'],
    );
  });

  it('keep the quiet dates to come, which have no input', () => {
    const dates = ['2026-11-22', '2026-11-23', '2026-12-24'] as never;
    const { card } = draw(someSettings({}, { quiet: { weekdays: [7], dates } }));

    assert.deepEqual(saveOf(card), { kind: 'set', quiet: { weekdays: [], dates: ['2026-11-23', '2026-12-24'] } });
  });

  it('leave the quiet days alone where there are too many dates for a button', () => {
    const dates = Array.from({ length: 60 }, (_, day) =>
      new Date(Date.UTC(2026, 11, 1 + day)).toISOString().slice(0, 10),
    );
    const { card } = draw(someSettings({}, { quiet: { weekdays: [7], dates: dates as never } }));

    assert.deepEqual(saveOf(card), { kind: 'set' });
    assert.equal(valuesOf(card)['quiet'], undefined);
    assert.match(JSON.stringify(card), /Quiet days stay as they are/);
  });

  it('say loudly that a stored schedule does not run, why, and what to do', () => {
    const { text, card } = draw(
      someSettings(
        {},
        {
          schedule: { days: [1], time: '08:00', zone: 'Europe/Atlantis' },
          nextSlot: null,
          invalid: 'Europe/Atlantis is not a time zone known here.',
        },
      ),
    );

    assert.equal(text, '✖ The digest does not run.');
    assert.match(JSON.stringify(card), /Europe\/Atlantis is not a time zone known here\./);
    assert.match(JSON.stringify(card), /until it is set again, for example: digest daily 08:00/);
    assert.equal(valuesOf(card)['zone'], 'Europe/Berlin');
  });

  it('tell what the clocks do to the next one', () => {
    const remark = '02:30 does not exist on 28 March 2027: posted at 03:00';

    assert.match(JSON.stringify(draw(someSettings({ after: 'set', remark })).card), new RegExp(remark));
  });

  it('show, to who may not change them, what is set and who can', () => {
    const { card } = draw(someSettings({ mayChange: false }));

    assert.deepEqual(inputsOf(card), []);
    assert.deepEqual(titlesOf(card), ['Status', 'Help']);
    assert.match(JSON.stringify(card), /Ana Alvarez, Fri 20 Nov 2026, 08:00/);
    assert.match(JSON.stringify(card), /Admins of Patchwarden set the digest of a channel or group chat/);
  });

  it('count the scopes that do not fit', () => {
    const scopes = Array.from({ length: 70 }, (_, at): Scope => ({ by: 'site', value: `Site ${at}` }));
    const { card } = draw(someSettings({ scopes }, { scope: { by: 'site', value: 'Site 69' } }));
    const { choices, value } = inputsOf(card).find((input) => input['id'] === 'scope') ?? {};

    assert.equal((choices as readonly unknown[]).length, 41);
    assert.equal(value, 'site:Site 69');
    assert.match(JSON.stringify(card), /30 more sites, DAGs and products do not fit here/);
  });

  it('name no site or DAG to an audience of counts, nor where the audience is not known', () => {
    const { audience: _, ...unknown } = cardContext();
    for (const context of [{ ...cardContext(), audience: 'counts' as const }, unknown]) {
      const whole = draw(someSettings(), context).card;
      const narrowed = draw(someSettings({}, { scope: { by: 'site', value: 'Berlin' } }), context).card;

      assert.deepEqual(choicesOf(whole, 'scope'), ['all', 'product:Exchange2019', 'product:ExchangeSE']);
      assert.doesNotMatch(JSON.stringify(narrowed).replaceAll('Europe/Berlin', ''), /Berlin|Hamburg|DAG-BER/);
      assert.equal(valuesOf(narrowed)['scope'], undefined);
    }
  });
});

function draw(answer: DigestAnswer, context: PresentContext = cardContext()) {
  return present(answer, context);
}

type Card = ReturnType<typeof draw>['card'];

function nodesOf(card: Card) {
  return [...walk(JSON.parse(JSON.stringify(card)))];
}

function inputsOf(card: Card) {
  return nodesOf(card).filter((node) => String(node['type']).startsWith('Input.'));
}

function valuesOf(card: Card): Record<string, unknown> {
  return Object.fromEntries(inputsOf(card).map((input) => [input['id'], input['value']]));
}

function choicesOf(card: Card, id: string): readonly unknown[] {
  const input = inputsOf(card).find((one) => one['id'] === id);
  return ((input?.['choices'] ?? []) as readonly { readonly value: unknown }[]).map(({ value }) => value);
}

function buttonsOf(card: Card) {
  return nodesOf(card).filter((node) => node['type'] === 'Action.Execute');
}

function titlesOf(card: Card) {
  return buttonsOf(card).map((button) => button['title']);
}

function saveOf(card: Card): unknown {
  const save = buttonsOf(card).find((button) => button['title'] === 'Save');
  return (save?.['data'] as { act: { digest: unknown } } | undefined)?.act.digest;
}
