import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { SECOND } from '../../../src/core/clock.ts';
import type { Random } from '../random.ts';
import { bundleChild } from './bundle.ts';
import { createCrew } from './crew.ts';
import { createLedger, type Tally } from './ledger.ts';
import type { Press } from './model.ts';
import { pick } from './plans.ts';
import { startRecorder } from './recorder.ts';
import { createSettling } from './settle.ts';
import { CHANNELS, nextSlot, openSite, TIMES } from './site.ts';
import { createTroupe, type Troupe } from './troupe.ts';

export interface DeliveryTally extends Tally {
  /** Due times that passed, of all channels. */
  readonly slots: number;
}

export interface DeliveryRounds {
  readonly rounds: number;
  readonly random: Random;
  /** An empty database. */
  readonly url: DatabaseUrl;
  /** How many at a time; on SQLite one of them works. */
  readonly processes: number;
  readonly scratch: string;
  /** At the end all are killed at once, and others go on with the takeovers of production, which take half a minute. */
  readonly thorough: boolean;
}

/** Just after the minute that digests are due in. */
const AFTER = 5 * SECOND;
/** A plan that nobody came by between so many due times is replaced. */
const PLAN_LASTS = 2;

/**
 * Kills a process that has digests composed and sent, `rounds` times, each time at a point that is picked; another takes
 * its place while those that are left go on. Time moves from one due time to the next, and only while nothing is under
 * way, so that every repetition has to follow a kill.
 */
export async function deliveryRounds(options: DeliveryRounds): Promise<DeliveryTally> {
  const { rounds, random, url, processes, scratch, thorough } = options;
  mkdirSync(scratch, { recursive: true });
  const program = await bundleChild(join(scratch, 'program'));
  const recorder = await startRecorder();
  const site = await openSite(url, recorder.url);
  const crew = createCrew(program, url);
  const ledger = createLedger(site.database, recorder);
  const settle = createSettling({ site, ledger, crew, random, rounds });
  let slots = 0;

  function press(troupe: Troupe, conversation: string, command: Press['command']): void {
    ledger.pressing(troupe, { once: randomUUID(), conversation, command });
  }

  /** To the next due time, with a fleet that may have changed. */
  async function pass(troupe: Troupe): Promise<void> {
    await site.change(random);
    await troupe.release(site.ahead + nextSlot(site.now()) + AFTER - site.now());
    slots += CHANNELS / TIMES.length;
  }

  /** Somebody changes what is set while nothing is due: a due time before a change is not told after it. */
  async function adjust(troupe: Troupe): Promise<void> {
    await troupe.release(site.ahead);
    press(troupe, pick(random, site.channels), { kind: 'set', minimum: pick(random, ['every', 'worse']) });
    await settle(troupe);
  }

  async function round(troupe: Troupe, anew: boolean): Promise<void> {
    troupe.arm(anew);
    if (random.between(0, 3) === 0) await adjust(troupe);
    if (ledger.planned < rounds) troupe.arm(false);
    await pass(troupe);
    if (random.between(0, 3) === 0) press(troupe, pick(random, site.channels), { kind: 'now' });
    await settle(troupe);
    await ledger.checkSlots(site.now());
  }

  /** What was left behind by everybody at once is done by others, in the times of production. */
  async function powerCut(troupe: Troupe): Promise<Troupe> {
    await pass(troupe);
    await delay(random.between(0, 100));
    await troupe.slay();
    await ledger.bury(troupe.dead());
    const last = createTroupe({ crew, site, random, size: processes, hasty: false });
    await last.fill();
    return last;
  }

  async function play(): Promise<void> {
    let troupe = createTroupe({ crew, site, random, size: processes, hasty: true });
    await troupe.fill();
    for (const [index, channel] of site.channels.entries()) {
      press(troupe, channel, { kind: 'set', time: TIMES[index % TIMES.length] ?? '', zone: 'UTC' });
    }
    await settle(troupe);
    for (let idle = 0; ledger.planned < rounds; ) {
      const before = ledger.planned;
      await round(troupe, idle >= PLAN_LASTS);
      idle = ledger.planned > before || idle >= PLAN_LASTS ? 0 : idle + 1;
    }
    troupe.disarm();
    if (thorough) troupe = await powerCut(troupe);
    else await pass(troupe);
    await settle(troupe);
    await ledger.checkSlots(site.now());
    await troupe.release(site.ahead);
    await troupe.finish();
    await ledger.check(true);
  }

  try {
    await play();
  } catch (error) {
    ledger.failed(error);
  }
  try {
    return { ...ledger.tally(crew.complaints), slots };
  } finally {
    await crew.close();
    await site.close();
    await recorder.close();
  }
}
