import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, systemClock } from '../../src/core/clock.ts';
import { demoFleet } from '../../src/demo/fleet.ts';
import { reportBytes, reportFileName } from '../../src/demo/generator/report.ts';
import { colleagues } from '../../src/demo/people.ts';
import { cli, pressAs } from './colleague.ts';
import type { Scene } from './scene.ts';

const CHANNEL = 'IT Operations - Exchange Ops';
const CHANGE = 'CHG-0007';
const SERVER = 'PAR-EX05';
/** Long enough for a minute to come that begins more than a quarter of one from now. */
const A_MINUTE_COMES = 120_000;

/** `HH:MM` in UTC, 15 to 75 seconds ahead. */
function soon(): string {
  return new Date(Date.now() + 75_000).toISOString().slice(11, 16);
}

/** What Health Checker would say of the server once its connection is put right. */
function repaired(now: Instant) {
  const [report] = demoFleet(now).reports.filter(({ name }) => name === SERVER);
  if (!report) throw new Error(`the demo has no ${SERVER}`);
  const { ocsStatus: _, mitigationsApplied: __, ...spec } = report;
  return { ...spec, generatedAt: now };
}

/** From acknowledging to a change that is verified, each going on where the one before ended. */
export const changeScenes: readonly Scene[] = [
  {
    name: 'words fill in the form that acknowledges two servers, and one button does it',
    picture: '16-acknowledged',
    async play({ page }) {
      await page.goTo('Personal Chat');
      await page.say('ack lon-ex05 and fab-ex01 until friday: waiting for the board');
      const form = page.card(/Acknowledge 2 servers/);
      await form.waitFor();
      await page.press(form, /^Acknowledge/);
      await page.card(/2 servers acknowledged/i).waitFor();
    },
  },
  {
    name: 'the list says who has which server',
    picture: '17-failing-attended',
    async play({ page }) {
      await page.say('failing in London');
      await page.card(/LON-EX05[\s\S]*acknowledged by Ana Lopez/).waitFor();
    },
  },
  {
    name: 'a change waits for the newcomer, who approves it',
    picture: '18-approved',
    async play({ page }) {
      await page.say('approvals');
      await page.press(page.card(/waits? for your approval/), 'CHG-0006');
      await page.press(page.card(/CHG-0006 waits for approval/), 'Approve');
      await page.show(page.card(/CHG-0006 approved[\s\S]*Approved by/));
    },
  },
  {
    name: 'what one hand has done and nobody has proven says what is missing',
    picture: '19-unproven',
    async play({ page }) {
      await page.say('change CHG-3');
      await page.card(/done, not proven/).waitFor();
    },
  },
  {
    name: 'an update is proposed in the channel that it concerns',
    picture: '20-proposed',
    async play({ page }) {
      await page.goTo(CHANNEL);
      await page.post('Patchwarden', `plan ${SERVER} today ${soon()} UTC for 1h: the proxy lets OCS through again`);
      const form = page.card(/Plan the update of 1 server/);
      await form.waitFor();
      await page.press(form, 'Propose');
      await page.show(page.cardOffering('Approve', `${CHANGE} waits for approval`));
    },
  },
  {
    name: 'who asked for a change is refused its approval',
    picture: '21-own-approval',
    async play({ page }) {
      await page.press(page.cardOffering('Approve', `${CHANGE} waits for approval`), 'Approve');
      await page.saw(/You asked for this change/);
      await page.show(page.cardOffering('Approve', /You asked for this change/));
    },
  },
  {
    name: 'a colleague approves, and every copy of the card shows it',
    picture: '22-colleague-approved',
    async play({ page, address }) {
      const { plan } = JSON.parse(cli('change', CHANGE, '--json'));
      await pressAs(colleagues.bo, address, { kind: 'approve', change: CHANGE, plan: plan.hash });
      await page.card(new RegExp(`${CHANGE} approved[\\s\\S]*Bo Berg`)).waitFor();
      await page.goTo('Personal Chat');
      await page.card(new RegExp(`${CHANGE} approved[\\s\\S]*Bo Berg`)).waitFor();
    },
  },
  {
    name: 'at its time the change is started from the card',
    picture: '23-started',
    async play({ page }) {
      await page.cardOffering('Start', CHANGE).waitFor({ timeout: A_MINUTE_COMES });
      await page.press(page.cardOffering('Start', CHANGE), 'Start');
      await page.show(page.cardOffering('Done', `${CHANGE} in progress`));
    },
  },
  {
    name: 'done is not proven',
    picture: '24-done',
    async play({ page }) {
      await page.press(page.cardOffering('Done', CHANGE), /^Done$/);
      await page.show(page.cardOffering('Failed', `${CHANGE} done, not proven`));
    },
  },
  {
    name: 'the next report proves it, and the card closes by itself',
    picture: '25-verified',
    async play({ page }) {
      const report = repaired(systemClock.now());
      writeFileSync(join('data/demo/incoming', reportFileName(report)), reportBytes(report));
      await page.card(`${CHANGE} verified`).waitFor({ timeout: A_MINUTE_COMES });
      await page.show(page.cardOffering('History', `${CHANGE} verified`));
    },
  },
  {
    name: 'its history tells the story',
    picture: '26-history',
    async play({ page }) {
      await page.say(`history ${CHANGE}`);
      const story = page.card(new RegExp(`History of ${CHANGE}`));
      await story.waitFor();
      assert.match((await story.textContent()) ?? '', /Bo Berg approved/);
    },
  },
];
