import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { actorKey } from '../../../src/core/actor.ts';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { HOUR, type Instant, instant, MINUTE } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { saveConversation } from '../../../src/delivery/store.ts';
import { rememberPerson } from '../../../src/people/directory.ts';
import { insertGrant } from '../../../src/people/store.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { aConversation } from '../../support/conversations.ts';
import { bundleChild } from '../delivery-crash/bundle.ts';
import { movedDatabaseClock } from '../delivery-crash/site.ts';
import type { Random } from '../random.ts';
import { examine } from './examine.ts';
import { type Hand, hire } from './hands.ts';
import {
  admin,
  approvers,
  CHANNEL,
  everybody,
  operators,
  type Plan,
  type Point,
  points,
  type Press,
  servers,
  TENANT,
  type Written,
} from './model.ts';
import { pick, pickPress } from './presses.ts';
import { situation, stillDue } from './view.ts';

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

/** What the rig knows of one press. */
interface Known {
  readonly press: Press;
  /** What its transactions were about to commit in which process, whether or not they did. */
  readonly attempts: { readonly by: string; readonly rows: readonly Written[] }[];
  /** The processes that told that it was done, or refused. */
  readonly toldBy: Set<string>;
  delivered: number;
}

/**
 * Kills processes, `rounds` times, in which people act on changes, acknowledgements, roles and servers at random while reports
 * come in and time moves on; each time all that stands on disk is held against itself and against what was told.
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
  const known = new Map<string, Known>();
  const alone: Known['attempts'] = [];
  const all: Hand[] = [];
  let hands: Hand[] = [];
  let verbs: ReadonlyMap<string, number> = new Map();
  let kills = 0;
  let cutOff = 0;
  let planned: { readonly hand: Hand; readonly plan: Plan } | null = null;
  let spare: Hand | null = null;
  const setUp = await settle(database);

  const now = (): Instant => instant(Date.now() + ahead);
  const note = (found: readonly string[]): void => {
    for (const one of found) if (!wrong.has(one)) wrong.set(one, kills);
  };

  function load(): Hand {
    const name = `process-${all.length + 1}`;
    const hand = hire(program, name, {
      committing(once, rows) {
        const attempts = once === null ? alone : known.get(once)?.attempts;
        attempts?.push({ by: name, rows });
      },
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
    if ((await to.press(one.press)) !== null) one.toldBy.add(to.name);
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
      const due = await stillDue(database, now());
      if (due.length === 0 || hands.every(({ alive }) => !alive)) return;
      if (performance.now() > until) return note(due.map((what) => `${what} was due and nobody did it`));
      await delay(10);
    }
  }

  async function check(): Promise<void> {
    // Others live on: what was told by now must be there, and what is there by then was announced before.
    const told = new Map([...known].map(([once, { toldBy }]) => [once, new Set(toldBy)]));
    const verdict = await examine(database, url.kind);
    await delay(HEARD);
    verbs = verdict.verbs;
    note(verdict.wrong);
    note(against(verdict.log, told));
  }

  /** What was told is there, what was not is there whole or not at all, and nothing else is there. */
  function against(log: ReadonlyMap<number, string>, told: ReadonlyMap<string, ReadonlySet<string>>): string[] {
    const found: string[] = [];
    const explained = new Set<number>();
    const isKept = (rows: readonly Written[], what: string): boolean => {
      const there = rows.filter(({ seq, hash }) => log.get(seq) === hash);
      if (there.length > 0 && there.length < rows.length) found.push(`${what} was done by half`);
      for (const { seq } of there) explained.add(seq);
      return there.length > 0;
    };
    for (const { rows } of alone) isKept(rows, rows.map(({ verb }) => verb).join());
    for (const [once, { attempts, press }] of known) {
      const what = `${once} (${press.deed.about})`;
      const effects = attempts.filter(({ by, rows }) => {
        const kept = isKept(rows, what);
        // Another process may have refused it meanwhile; who has told it as done has committed it.
        if (!kept && told.get(once)?.has(by)) found.push(`${what} was told as done by ${by} and is lost`);
        return kept;
      });
      if (effects.length > 1) found.push(`${what} had ${effects.length} effects: ${JSON.stringify([press, attempts])}`);
    }
    for (const seq of log.keys()) if (seq > setUp && !explained.has(seq)) found.push(`row ${seq} is nobody's`);
    return found;
  }

  try {
    hands = await Promise.all(
      Array.from({ length: processes }, load).map(async (hand) => {
        await hand.begin({ url, ahead });
        return hand;
      }),
    );
    for (const server of servers) {
      const deed = { about: 'evidence', server, at: BEGIN - HOUR, healthy: false } as const;
      const one: Known = {
        press: { once: `first of ${server}`, by: admin, deed },
        attempts: [],
        toldBy: new Set(),
        delivered: 0,
      };
      known.set(one.press.once, one);
      await deliver(one, pick(random, hands));
    }
    while (kills < rounds && wrong.size === 0) {
      if (!planned) {
        const point = pick(random, points);
        planned = { hand: pick(random, hands), plan: { point, nth: random.between(1, FURTHEST[point]) } };
        planned.hand.order({ kind: 'die', plan: planned.plan });
      }
      const moves = random.between(1, 3) === 1;
      if (moves) {
        await move(pick(random, [5 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 13 * HOUR]));
      }
      const at = await situation(database, now());
      const fresh = Array.from({ length: BATCH }, (_, index): Known => {
        const press = pickPress(random, at, known.size + index);
        return { press, attempts: [], toldBy: new Set(), delivered: 0 };
      });
      for (const one of fresh) known.set(one.press.once, one);
      await Promise.all(
        fresh.flatMap((one) =>
          Array.from({ length: random.between(1, 4) === 1 ? 2 : 1 }, () => deliver(one, pick(random, hands))),
        ),
      );
      if (moves) await carriedOut();

      const dead = hands.filter(({ alive }) => !alive);
      const left = [...known.values()].filter(({ toldBy }) => toldBy.size === 0);
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
  const again = [...known.values()].filter(({ delivered }) => delivered > 1);
  return {
    kills,
    points: byPoint,
    presses: known.size,
    cutOff,
    doneBefore: again.filter(({ attempts }) => attempts.length > 0).length,
    verbs: Object.fromEntries([...verbs].sort(([one], [other]) => (one < other ? -1 : 1))),
    wrong:
      wrong.size === 0 ? [] : [...[...wrong].map(([what, after]) => `after kill ${after}: ${what}`), ...complaints],
  };
}

/** People with their roles and chats, the channel; gives the number of the last row of the log. */
async function settle(database: Database): Promise<number> {
  return database.transaction(async (tx) => {
    const at = instant(BEGIN);
    for (const one of everybody) {
      await rememberPerson(tx, at, one, one.name);
      const person = actorKey(one) as Parameters<typeof insertGrant>[1]['person'];
      const granted = { person, granted_by: '{}', granted_at: at };
      if (operators.includes(one)) await insertGrant(tx, { ...granted, role: 'operator' });
      if (approvers.includes(one)) await insertGrant(tx, { ...granted, role: 'approver' });
      const aad = one.aadObjectId;
      const theirs = { id: `29:${aad}`, aadObjectId: aad, name: one.name };
      await saveConversation(tx, aConversation({ id: `a:${aad}`, tenantId: TENANT, person: theirs }));
    }
    await saveConversation(tx, aConversation({ id: CHANNEL, kind: 'channel', tenantId: TENANT, person: null }));
    const newest = await tx.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return newest?.seq ?? 0;
  });
}
