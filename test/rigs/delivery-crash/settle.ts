import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../src/core/clock.ts';
import type { Random } from '../random.ts';
import type { Crew } from './crew.ts';
import type { Ledger } from './ledger.ts';
import type { Site } from './site.ts';
import type { Troupe } from './troupe.ts';
import { look, type View } from './view.ts';

/** How often the rig looks, in ms; how long nothing may move before time is moved: at first, and when that has not helped. */
const LOOK = 15;
const STILL = 40;
const LONGEST_STILL = 500;
/** When it gives up. */
const STUCK = 2 * MINUTE;
/** Less than a digest may be late. */
const LONGEST_JUMP = 10 * MINUTE;
/** Kills between two examinations. */
const SELDOM = 5;

export interface Settling {
  readonly site: Site;
  readonly ledger: Ledger;
  readonly crew: Crew;
  readonly random: Random;
  readonly rounds: number;
}

/**
 * Lets everything that is due be done, however much time must pass for that: who died is replaced, and time moves
 * wherever only time is missing. Afterwards it stands still. @throws when something is never done.
 */
export function createSettling({ site, ledger, crew, random, rounds }: Settling): (troupe: Troupe) => Promise<void> {
  const every = rounds < 4 * SELDOM ? 1 : SELDOM;
  let examined = 0;

  async function bury(troupe: Troupe): Promise<boolean> {
    const point = troupe.plan?.point;
    const dead = troupe.dead();
    if (dead.length === 0) return false;
    await ledger.bury(dead, point);
    // Now and then the next dies while what this one left is still being taken up.
    if (ledger.planned < rounds && random.between(0, 2) === 0) troupe.arm(false);
    await troupe.fill();
    return true;
  }

  async function standStill(troupe: Troupe): Promise<View> {
    await ledger.answered();
    do await troupe.hold();
    while (await bury(troupe));
    if (ledger.kills - examined >= every) {
      examined = ledger.kills;
      await ledger.check(false);
    }
    return look(site.database, site.now());
  }

  return async (troupe) => {
    const end = Date.now() + STUCK;
    let seen = '';
    let since = Date.now();
    let still = STILL;
    for (;;) {
      const died = await bury(troupe);
      const view = await look(site.database, site.now());
      if (view.text !== seen || died) [seen, since, still] = [view.text, Date.now(), STILL];
      if (view.left > 0 && Date.now() - since < still) {
        await delay(LOOK);
        continue;
      }
      if (Date.now() > end) throw new Error(`nothing moves any more: ${seen}\n${crew.complaints.join('\n')}`);

      const { left, text, next } = await standStill(troupe);
      if (left === 0) return;
      const missing = next === null ? 0 : Math.min(Math.max(next - site.now(), SECOND), LONGEST_JUMP);
      await troupe.release(site.ahead + (text === view.text ? missing : 0));
      since = Date.now();
      still = Math.min(2 * still, LONGEST_STILL);
    }
  };
}
