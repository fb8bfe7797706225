import assert from 'node:assert/strict';
import { hashOfWaiting } from '../../src/changes/rollout/view.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { colleagues } from '../../src/demo/people.ts';
import { cli, pressAs } from './colleague.ts';
import type { Scene } from './scene.ts';

const CHANGE = 'CHG-0008';
const ROLLED_OUT = 'CHG-0009';
const DAY = 86_400_000;

/** `2026-12-02`, so many days from now. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

/** From a rule and a freeze to a rollout that keeps clear of them, each going on where the one before ended. */
export const windowScenes: readonly Scene[] = [
  {
    name: 'a maintenance rule is read back before it is saved',
    picture: '27-rule-form',
    async play({ page }) {
      await page.goTo('Personal Chat');
      await page.say('new rule London Saturdays');
      const form = page.card('A new maintenance rule');
      await form.waitFor();
      await page.press(form, 'Read it back');
      await page.card(/It opens every Saturday/).waitFor();
      await page.show(page.card('It opens every Saturday'));
    },
  },
  {
    name: 'the rule stands in the list beside the one that was there',
    picture: '28-rules',
    async play({ page }) {
      await page.press(page.card('A new maintenance rule'), 'Save the rule');
      await page.show(page.card(/London Saturdays[\s\S]*Berlin Saturdays|Berlin Saturdays[\s\S]*London Saturdays/));
    },
  },
  {
    name: 'a freeze is set from one sentence',
    picture: '29-freeze',
    async play({ page }) {
      await page.say(`freeze Year end from ${dayFromNow(4)} until ${dayFromNow(11)} in London: the books are closed`);
      const form = page.cardOffering('Set the freeze', 'A new freeze');
      await form.waitFor();
      await page.press(form, 'Set the freeze');
      await page.card(/Rules|rule/).waitFor();
      await page.show(page.card(/Year end/));
    },
  },
  {
    name: 'a plan into the freeze says what is in the way',
    picture: '30-into-the-freeze',
    async play({ page }) {
      await page.say(`plan lon-ex05 ${dayFromNow(6)} 22:00 for 4h: off the oldest build`);
      const form = page.cardOffering('Propose', 'Plan the update of 1 server');
      await form.waitFor();
      await page.press(form, 'Propose');
      await page.show(page.cardOffering('Show safe slots', /Year end/));
    },
  },
  {
    name: 'it offers safe slots with their reasons, and why none is earlier',
    picture: '31-safe-slots',
    async play({ page }) {
      await page.press(page.cardOffering('Show safe slots', /Year end/), 'Show safe slots');
      await page.show(page.cardOffering('Propose', /Safe slots/));
    },
  },
  {
    name: 'the first safe slot is taken',
    picture: '32-slot-taken',
    async play({ page }) {
      await page.press(page.cardOffering('Propose', /Safe slots/), 'Propose');
      await page.show(page.card(`${CHANGE} waits for approval`));
    },
  },
  {
    name: 'the coming four weeks stand in one table',
    picture: '33-windows',
    async play({ page }) {
      await page.say('windows');
      await page.show(page.card(/four weeks[\s\S]*Year end|Year end[\s\S]*four weeks/));
    },
  },
  {
    name: 'a rollout of one DAG is shown before it is sent off',
    picture: '34-rollout-form',
    async play({ page }) {
      await page.say('rollout DAG-LON-1');
      await page.show(page.cardOffering('Send off the change', /Rollout to/));
    },
  },
  {
    name: 'it is sent off with one press and a reason',
    picture: '35-rollout',
    async play({ page }) {
      const form = page.cardOffering('Send off the change', /Rollout to/);
      await form.getByRole('textbox', { name: 'Reason' }).fill('The October updates');
      await page.press(form, 'Send off the change');
      await page.show(page.card(/ROLLOUT-0001/));
    },
  },
  {
    name: 'two colleagues approve all of it, each with one press',
    picture: '36-rollout-approved',
    async play({ page, address }) {
      const { plan } = JSON.parse(cli('change', ROLLED_OUT, '--json'));
      const hash = hashOfWaiting([{ id: ROLLED_OUT as ChangeId, planHash: plan.hash }]);
      for (const colleague of [colleagues.bo, colleagues.cy])
        await pressAs(colleague, address, { kind: 'approve-rollout', rollout: 'ROLLOUT-0001', hash });
      await page.show(page.card(new RegExp(`${ROLLED_OUT} approved`)));
    },
  },
  {
    name: 'a calendar is given an address, which is told once',
    picture: '37-calendar',
    async play({ page }) {
      await page.say('calendar');
      await page.press(page.card('You have no link to your calendar'), 'New link');
      const made = page.card('Copy the address now');
      await made.waitFor();
      const address = await made.getByRole('textbox', { name: 'Address' }).inputValue();
      const calendar = await fetch(address);
      assert.equal(calendar.status, 200);
      assert.match(await calendar.text(), /^BEGIN:VCALENDAR[\s\S]*CHG-0008[\s\S]*END:VCALENDAR\r\n$/);
      await page.show(made);
    },
  },
];
