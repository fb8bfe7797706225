import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { HOUR, type Instant, instant, MINUTE } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { bundleChild } from '../delivery-crash/bundle.ts';
import { movedDatabaseClock } from '../delivery-crash/site.ts';
import type { Random } from '../random.ts';
import { examine } from './examine.ts';
import { type Hand, hire } from './hands.ts';
import { createLedger, type Known } from './ledger.ts';
import { firstMaintenance, pickMaintenance } from './maintenance-presses.ts';
import {
  admin,
  approvers,
  dags,
  type Deed,
  operators,
  type Person,
  type Plan,
  type Point,
  points,
  servers,
} from './model.ts';
import { pick } from './pick.ts';
import { pickPress, sendingOff } from './presses.ts';
import { settle } from './settle.ts';
import { nextStart, situation, stillDue } from './view.ts';

export interface ChangesOptions {
  readonly rounds: number;
  readonly random: Random;
  readonly url: DatabaseUrl;
  readonly processes: number;
  /** For the program of the processes. */
  readonly scratch: string;
}

export interface ChangesTally {
  readonly kills: number;
  readonly points: Readonly<Record<Point, number>>;
  readonly presses: number;
  /** Presses that a death cut off, and that were delivered again. */
  readonly cutOff: number;
  /** What was cut off and had its effect before. */
  readonly doneBefore: number;
  /** How often what was done. */
  readonly verbs: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

/** A Monday morning. */
const BEGIN = Date.UTC(2026, 10, 23, 8);
const BATCH = 10;
const FURTHEST: Readonly<Record<Point, number>> = {
  statement: 260,
  'before-commit': 8,
  'after-commit': 8,
  'before-telling': 8,
  'after-telling': 8,
};
/** Far longer than a takeover, on a machine that has other work too, in ms. */
const PATIENCE = 60_000;

/** What a process has said is heard within, in ms. */
const HEARD = 25;

/** What is sent off at once. */
const SCOPES = [...dags.map((dag) => `dag:${dag}`), 'site:Oslo', 'outdated'];
/** How many of the newest presses are delivered once more now and then, though they were answered. */
const REMEMBERED = 40;

/**
 * Kills processes, `rounds` times, in which people act on changes, rollouts, maintenance rules, freezes, acknowledgements, roles
 * and servers at random while reports come in and time moves on; each time all that stands on disk is held against itself and against what was told.
 */
export async function changesRounds(options: ChangesOptions): Promise<ChangesTally> {
  const { rounds, random, url, processes, scratch } = options;
  const program = await bundleChild(scratch, fileURLToPath(new URL('./child.ts', import.meta.url)));
  const serverTime = url.kind === 'postgres' ? await movedDatabaseClock(url.url) : null;
  let ahead = BEGIN - Date.now();
  await serverTime?.move(ahead);
  const database = await openDatabase(url, { log: silentLog });
  const wrong = new Map<string, number>();
  const complaints: string[] = [];
  const byPoint = Object.fromEntries(points.map((point) => [point, 0])) as Record<Point, number>;
  const ledger = createLedger();
  const all: Hand[] = [];
  let hands: Hand[] = [];
  let verbs: ReadonlyMap<string, number> = new Map();
  let kills = 0;
  let cutOff = 0;
  let planned: { readonly hand: Hand; readonly plan: Plan } | null = null;
  let spare: Hand | null = null;
  let opens: Instant | null = null;
  const setUp = await settle(database, instant(BEGIN));

  const now = (): Instant => instant(Date.now() + ahead);
  const note = (found: readonly string[]): void => {
    for (const one of found) if (!wrong.has(one)) wrong.set(one, kills);
  };

  function load(): Hand {
    const name = `process-${all.length + 1}`;
    const hand = hire(program, name, {
      committing: (once, rows) => ledger.committing(name, once, rows),
      complaint: (message) => complaints.push(message),
    });
    all.push(hand);
    return hand;
  }

  async function next(): Promise<Hand> {
    const hand = spare ?? load();
    spare = load();
    await hand.begin({ url, ahead });
    return hand;
  }

  /** Resolves when it was answered by somebody, however often it was cut off. */
  async function deliver(one: Known, to: Hand): Promise<void> {
    one.delivered += 1;
    const attempts = one.attempts.length;
    const answer = await to.press(one.press);
    if (answer !== null) one.answers.push({ by: to.name, answer, attempts });
  }

  async function move(by: number): Promise<void> {
    ahead += by;
    await serverTime?.move(ahead);
    for (const hand of hands) hand.order({ kind: 'time', ahead });
  }

  /** All that was due is carried out, or everybody is dead. */
  async function carriedOut(): Promise<void> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const due = await stillDue(database, now(), url.kind);
      if (due.length === 0 || hands.every(({ alive }) => !alive)) return;
      if (performance.now() > until) return note(due.map((what) => `${what} was due and nobody did it`));
      await delay(10);
    }
  }

  async function check(): Promise<void> {
    // Others live on: what was told by now must be there, and what is there by then was announced before.
    const told = ledger.told();
    const verdict = await examine(database, url.kind, now());
    await delay(HEARD);
    verbs = verdict.verbs;
    note(verdict.wrong);
    note(ledger.against(verdict.log, told, setUp));
  }

  /** What each run begins with, one after the other, while everybody lives. */
  async function begin(): Promise<void> {
    const press = (by: Person, deed: Deed): Promise<void> =>
      deliver(ledger.add({ once: `first-${ledger.all.size}`, by, deed }), pick(random, hands));
    for (const server of servers) await press(admin, { about: 'evidence', server, at: BEGIN - HOUR, healthy: false });
    for (const [by, command] of firstMaintenance(now())) await press(by, { about: 'maintenance', command });
    const { rules, offer } = await situation(database, now(), 'dag:DAG-BER');
    const approver = pick(random, approvers);
    for (const { id, hash } of rules)
      await press(approver, { about: 'maintenance', command: { kind: 'approve-rule', rule: id, hash } });
    if (offer) await press(pick(random, operators), { about: 'change', command: sendingOff(offer) });
  }

  /** Many press at once, some of them twice, and time moves on now and then. */
  async function together(): Promise<void> {
    const moves = random.between(1, 2) === 1;
    if (moves) {
      const far = pick(random, [5 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 13 * HOUR]);
      await move(opens !== null && random.between(1, 3) > 1 ? Math.max(0, opens - now()) : far);
    }
    const at = await situation(database, now(), pick(random, SCOPES));
    opens = nextStart(at);
    const fresh = Array.from({ length: BATCH }, () => ledger.add(pickPress(random, at, ledger.all.size)));
    const newest = [...ledger.all.values()].slice(-REMEMBERED, -BATCH);
    const again = random.between(1, 2) === 1 ? [pick(random, newest)] : [];
    await Promise.all(
      [...fresh, ...again].flatMap((one) =>
        Array.from({ length: random.between(1, 4) === 1 ? 2 : 1 }, () => deliver(one, pick(random, hands))),
      ),
    );
    if (moves) await carriedOut();
  }

  /** One press while nothing else goes on: what it owes to others, nobody else makes up for. */
  async function alone(): Promise<void> {
    await move(MINUTE);
    await carriedOut();
    const [by, command] = pickMaintenance(random, await situation(database, now(), 'outdated'));
    const one = ledger.add({ once: `alone-${ledger.all.size}`, by, deed: { about: 'maintenance', command } });
    await deliver(one, pick(random, hands));
    await check();
  }

  try {
    hands = await Promise.all(
      Array.from({ length: processes }, load).map(async (hand) => {
        await hand.begin({ url, ahead });
        return hand;
      }),
    );
    await begin();
    while (kills < rounds && wrong.size === 0) {
      if (!planned) {
        const point = pick(random, points);
        planned = { hand: pick(random, hands), plan: { point, nth: random.between(1, FURTHEST[point]) } };
        planned.hand.order({ kind: 'die', plan: planned.plan });
      }
      await (random.between(1, 3) === 1 ? alone() : together());

      const dead = hands.filter(({ alive }) => !alive);
      const left = [...ledger.all.values()].filter(({ answers }) => answers.length === 0);
      if (dead.length > 0 || left.length > 0) {
        // One that answered nothing is dying: its end is heard in a moment.
        await Promise.all(hands.filter((hand) => hand === planned?.hand).map(({ gone }) => gone));
      }
      for (const hand of hands.filter(({ alive }) => !alive)) {
        if (!hand.killed) throw new Error(`${hand.name} ended by itself`);
        kills += 1;
        if (planned?.hand === hand) byPoint[planned.plan.point] += 1;
        planned = null;
        await check();
        hands = [...hands.filter((one) => one !== hand), await next()];
      }
      cutOff += left.length;
      for (const one of left)
        await deliver(
          one,
          pick(
            random,
            hands.filter(({ alive }) => alive),
          ),
        );
    }
    await move(100 * HOUR);
    await carriedOut();
    await check();
    for (const hand of hands) hand.order({ kind: 'finish' });
    await Promise.all(hands.map(({ gone }) => gone));
    if (complaints.length > 0) note(complaints);
  } catch (error) {
    note([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  } finally {
    await Promise.all(all.map((hand) => hand.end()));
    await database.close();
    await serverTime?.close();
  }
  const again = [...ledger.all.values()].filter(({ delivered }) => delivered > 1);
  return {
    kills,
    points: byPoint,
    presses: ledger.all.size,
    cutOff,
    doneBefore: again.filter(({ attempts }) => attempts.length > 0).length,
    verbs: Object.fromEntries([...verbs].sort(([one], [other]) => (one < other ? -1 : 1))),
    wrong:
      wrong.size === 0 ? [] : [...[...wrong].map(([what, after]) => `after kill ${after}: ${what}`), ...complaints],
  };
}
