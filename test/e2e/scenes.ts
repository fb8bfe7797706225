import assert from 'node:assert/strict';
import type { Scene } from './scene.ts';

/** Long enough for a minute to come that begins more than a quarter of one from now. */
const A_MINUTE_COMES = 120_000;

/** `HH:MM` in UTC, 15 to 75 seconds ahead: nobody can type so fast that it has passed. */
function slot(): string {
  return new Date(Date.now() + 75_000).toISOString().slice(11, 16);
}

/** In order: each goes on where the one before ended. */
export const scenes: readonly Scene[] = [
  {
    name: 'the first screen says what it is, offers three buttons, and brings what waits for the newcomer',
    picture: '01-welcome',
    async play({ page }) {
      await page.goTo('Personal Chat');
      const welcome = page.card('Patchwarden watches over your Exchange servers');
      await welcome.waitFor();
      // The Playground adds a button of its own, which unfolds the donut's legend.
      assert.equal(await welcome.getByRole('button').filter({ hasNotText: /items/ }).count(), 3);
      await page.card('CHG-0006 waits for approval').waitFor();
      assert.equal(await page.cards().count(), 2);
      await page.show(welcome);
    },
  },
  {
    name: 'help names the commands',
    picture: '02-help',
    async play({ page }) {
      await page.say('help');
      const help = page.card('why SERVER');
      await help.waitFor();
    },
  },
  {
    name: 'status shows the fleet at a glance',
    picture: '03-status',
    async play({ page }) {
      await page.say('status');
      await page.card(/failing[\s\S]*mitigations ready/).waitFor();
    },
  },
  {
    name: 'failing lists servers with the reason',
    picture: '04-failing',
    async play({ page }) {
      await page.say('failing');
      const list = page.card(/servers? fail/);
      await list.getByRole('table').waitFor();
      assert.ok((await list.getByRole('checkbox').count()) >= 5);
    },
  },
  {
    name: 'the next page replaces the first in place',
    picture: '05-failing-page-2',
    async play({ page }) {
      const cards = await page.cards().count();
      await page.press(page.card(/servers? fail/), /next/i);
      await page.card(/page 2/i).waitFor();
      assert.equal(await page.cards().count(), cards);
    },
  },
  {
    name: 'unknown lists what the fleet counts as unknown',
    picture: '05-unknown',
    async play({ page }) {
      await page.say('unknown');
      const list = page.card(/servers? (is|are) unknown/);
      await list.getByRole('table').waitFor();
      assert.match((await list.textContent()) ?? '', /Never reported/);
    },
  },
  {
    name: 'why explains one server',
    picture: '06-why',
    async play({ page }) {
      await page.say('why ber-ex02');
      const why = page.card(/BER-EX02 can not take new mitigations/);
      await why.waitFor();
      assert.match((await why.textContent()) ?? '', /Next/);
    },
  },
  {
    name: 'all checks opens the server card in place',
    picture: '07-server',
    async play({ page }) {
      await page.press(page.card(/BER-EX02 can not take new mitigations/), /all checks/i);
      await page.card(/ocs-signing/).waitFor();
    },
  },
  {
    name: 'a slip of the pen gets suggestions, not silence',
    picture: '08-did-you-mean',
    async play({ page }) {
      await page.say('why ber-ex0');
      await page.card(/did you mean/i).waitFor();
    },
  },
  {
    name: 'a build number is judged',
    picture: '09-judge',
    async play({ page }) {
      await page.say('judge 15.2.1544.36');
      await page.card(/15\.2\.1544\.36/).waitFor();
    },
  },
  {
    name: 'a mention in a channel is answered in its thread',
    picture: '10-channel',
    async play({ page }) {
      await page.goTo('IT Operations - Exchange Ops');
      await page.post('Patchwarden', 'failing in Berlin');
      await page
        .card(/servers? in Berlin fail/)
        .getByRole('table')
        .waitFor();
    },
  },
  {
    name: 'words set the digest of a channel, and the card says when it comes',
    picture: '11-digest-set',
    async play({ page }) {
      await page.post('Patchwarden', `digest daily ${slot()} UTC`);
      await page.card(/Digest set/).waitFor();
    },
  },
  {
    name: 'at that minute the digest comes by itself',
    picture: '12-digest-scheduled',
    async play({ page }) {
      await page.card(/audit head/i).waitFor({ timeout: A_MINUTE_COMES });
      assert.match((await page.card(/audit head/i).textContent()) ?? '', /failing/);
    },
  },
  {
    name: 'digest now posts one where it was asked for',
    picture: '13-digest-now',
    async play({ page }) {
      await page.post('Patchwarden', 'digest now');
      await page.card(/Nothing changed/).waitFor();
    },
  },
  {
    name: 'while nothing changes, the foot of the last digest says when that was checked',
    picture: '14-digest-checked',
    async play({ page }) {
      const digests = await page
        .cards()
        .filter({ hasText: /audit head/i })
        .count();
      await page.post('Patchwarden', `digest daily ${slot()} UTC`);
      await page.card(/unchanged, checked/i).waitFor({ timeout: A_MINUTE_COMES });
      assert.equal(
        await page
          .cards()
          .filter({ hasText: /audit head/i })
          .count(),
        digests,
      );
    },
  },
  {
    name: 'the digest of a person is set by a form',
    picture: '15-digest-settings',
    async play({ page }) {
      await page.goTo('Personal Chat');
      await page.say('digest');
      const settings = page.card(/time zone/i);
      await settings.waitFor();
      await page.press(settings, 'Save');
      await page.card(/Digest set/).waitFor();
    },
  },
];
