import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import ICAL from 'ical.js';
import { buttonsOf, type DeskHouse, ana, cy, di, openDeskHouse, type Sent, titlesOf } from './desk-house.ts';

describe('a calendar, asked for in Teams', () => {
  let house: DeskHouse;
  before(async () => {
    house = await openDeskHouse();
  });
  after(() => house.close());

  const addressOn = (card: Sent): string => {
    const [address] =
      JSON.stringify(card).match(/https:\/\/patchwarden\.contoso\.example\/calendar\/[\w-]+\.ics/) ?? [];
    if (!address) throw new Error(`no address on ${JSON.stringify(card)}`);
    return address;
  };
  const readFrom = (address: string) => fetch(`${house.bot.url}${new URL(address).pathname}`);

  it('is told of in a chat alone, and nowhere else', async () => {
    for (const words of ['calendar', 'Calendar', 'calendar off']) {
      assert.match(JSON.stringify(await house.write(cy, words)), /in our own chat only/);
      assert.match(JSON.stringify(await house.write(cy, words, 'alone')), /You have no link to your calendar/);
    }
  });

  it('is read at the address that is told once, follows a change, and ends when it is revoked', async () => {
    const made = await house.press(cy, await house.write(cy, 'calendar', 'alone'), 'New link', {}, 'alone');
    const address = addressOn(made);
    const empty = await readFrom(address);

    const form = await house.write(ana, 'plan BER-EX01 saturday 22:00 for 4h: October update');
    await house.press(ana, form, 'Propose');
    const known = { 'If-None-Match': empty.headers.get('etag') ?? '' };
    const changed = await fetch(`${house.bot.url}${new URL(address).pathname}`, { headers: known });
    const calendar = new ICAL.Component(ICAL.parse(await changed.text()));
    const card = await house.write(cy, 'calendar', 'alone');
    await house.press(cy, card, 'Revoke link', {}, 'alone');

    assert.equal(empty.status, 200);
    assert.deepEqual(
      calendar
        .getAllSubcomponents('vevent')
        .map((event) => [event.getFirstPropertyValue('summary'), event.getFirstPropertyValue('status')]),
      [['CHG-0001 waits for approval: BER-EX01', 'TENTATIVE']],
    );
    assert.doesNotMatch(JSON.stringify(card), new RegExp(addressOn(made)));
    assert.equal((await readFrom(address)).status, 404);
  });

  it('is given once by one press, however often Teams delivers it', async () => {
    const card = await house.write(ana, 'calendar', 'alone');
    const pressed = house.pressOf(ana, card, 'New link', {}, 'alone');

    const first = (await house.bot.post(pressed)).json.value;
    const second = (await house.bot.post({ ...pressed, id: 'delivered-again' })).json.value;

    assert.equal((await readFrom(addressOn(first))).status, 200);
    assert.throws(() => addressOn(second));
    assert.match(JSON.stringify(second), /told only once/);
  });

  it('of a conversation is for admins to give, and names no server', async () => {
    const own = await house.write(cy, 'calendar', 'alone');
    const card = await house.write(di, 'calendar', 'alone');
    const inputs = { conversation: '19:ops@thread.tacv2' };

    const made = await house.press(di, card, 'New link for the conversation', inputs, 'alone');

    assert.ok(!titlesOf(own).some((title) => title.includes('conversation')));
    const text = await (await readFrom(addressOn(made))).text();
    assert.match(text, /1 server/);
    assert.doesNotMatch(text, /BER-EX01|October/);
    assert.ok(buttonsOf(made).length > 0);
  });

  it('is not written to the log, whatever was done with it', () => {
    assert.doesNotMatch(JSON.stringify(house.bot.log), /\/calendar\/[\w-]{43}/);
  });
});
