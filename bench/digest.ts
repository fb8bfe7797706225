import { randomUUID } from 'node:crypto';
import { digestCard } from '../src/cards/digest.ts';
import { sizeOf } from '../src/cards/parts/card.ts';
import { type Clock, DAY, dayOf, HOUR, type Instant, instant, later } from '../src/core/clock.ts';
import { serverId } from '../src/core/ids.ts';
import { BY_DELIVERY, rememberConversation } from '../src/delivery/conversations.ts';
import { actOnDigest } from '../src/digests/act.ts';
import type { DigestApp } from '../src/digests/app.ts';
import { compose } from '../src/digests/compose.ts';
import { type ChangeKind, changeKinds, type DigestContent, MOST_NAMED, type Named } from '../src/digests/model.ts';
import { digestHandler } from '../src/digests/run.ts';
import { lastComposed } from '../src/digests/store.ts';
import { fleetChanges } from '../src/evidence/fleet-changes.ts';
import { listServers } from '../src/readiness/fleet.ts';
import { gateIds } from '../src/readiness/model.ts';
import type { Tx } from '../src/storage/database.ts';
import type { House } from '../src/wire.ts';
import { TENANT } from './connector.ts';
import { median, print, round, timed } from './figures.ts';
import { type BenchFleet, fillFleet } from './fleet.ts';
import { openBenchHouse } from './house.ts';

const ZONE = 'Europe/Berlin';
const CARD_LIMIT = 20_000;
const BEGIN = instant(Date.UTC(2026, 10, 23, 7));

/**
 * Composing a digest of a large fleet, beside one page of the failing list. Every pass changes servers through the door of
 * reports, to states that were never seen before, so that nothing an earlier pass read or counted helps.
 */
export async function benchDigest(servers: number, changed: number, passes: number): Promise<void> {
  const opened = await openBenchHouse();
  const fleet = await fillFleet(opened, servers);
  const bench = benchOf(opened.house, fleet, servers);
  const times: Record<string, number[]> = {};
  const keep = (name: string, time: number) => {
    times[name] ??= [];
    times[name].push(time);
  };
  const warmUps = 2;
  for (let pass = -warmUps; pass < passes; pass++) {
    const [one, another] = [await bench.told(), await bench.told()];
    await bench.change(changed);
    // The first page after a change reads what it shows anew; what a digest is held to is one that need not.
    const firstPage = await bench.page();
    const alone = await bench.compose(one);
    const page = await bench.page();
    const remembered = await bench.compose(another);
    const whole = await bench.told();
    await bench.change(changed);
    const handled = await bench.handle(whole);
    const standing = await bench.told();
    await bench.forget();
    const unchanged = await bench.compose(standing);
    await bench.forget();
    const first = await bench.compose(await bench.channel());
    if (pass < 0) continue;
    for (const [name, time] of Object.entries({ firstPage, page, alone, handled, remembered, unchanged, first }))
      keep(name, time);
  }
  const { alone = [], page = [], firstPage = [], handled = [] } = times;
  const ratios = (ours: readonly number[]) => ours.map((time, at) => time / (page[at] ?? Number.NaN));
  const detail = (ours: readonly number[]) => ({
    composingMs: round(median(ours)),
    pageMs: round(median(page)),
    firstPageMs: round(median(firstPage)),
    lowest: round(Math.min(...ratios(ours))),
    highest: round(Math.max(...ratios(ours))),
  });
  const told = `${changed} changes in a fleet of ${servers}`;
  print({
    figure: `composing a digest of ${told}, against one page of the failing list`,
    value: median(ratios(alone)),
    unit: 'median of ratios',
    bound: { atMost: 10 },
    detail: { ...detail(alone), passes },
  });
  print({
    figure: `the whole transaction of a due digest of ${told}, against one page of the failing list`,
    value: median(ratios(handled)),
    unit: 'median of ratios',
    detail: { ...detail(handled), passes },
  });
  for (const [name, figure] of [
    ['unchanged', `composing a digest of nothing changed in ${servers}`],
    ['first', `composing the first digest of ${servers}`],
    ['remembered', `composing the second digest of ${told}`],
  ] as const) {
    const ours = times[name] ?? [];
    print({ figure, value: median(ratios(ours)), unit: 'median of ratios to a page', detail: detail(ours) });
  }

  const before = await bench.told();
  await bench.change(servers);
  const all = await bench.compose(before);
  print({
    figure: `composing a digest of all ${servers} changed`,
    value: all / median(page),
    unit: 'ratio to a page',
    detail: { composingMs: round(all), passes: 1 },
  });
  print({
    figure: 'largest digest card: every list full, every name hostile',
    value: Math.max(...hostileDigests().map(cardBytes)),
    unit: 'bytes',
    bound: { atMost: CARD_LIMIT },
    detail: { ofTheChangesAbove: cardBytes(await bench.content(before)) },
  });
  await opened.close();
}

interface DigestBench {
  /** Milliseconds of one page of the failing list. */
  page(): Promise<number>;
  /** A channel that nothing was told in. */
  channel(): Promise<string>;
  /** A channel that has a digest every day and was told its first yesterday, when the fleet stood as it does now. */
  told(): Promise<string>;
  change(servers: number): Promise<void>;
  /** Makes what was counted before worth nothing. */
  forget(): Promise<void>;
  /** Milliseconds. */
  compose(channel: string): Promise<number>;
  content(channel: string): Promise<DigestContent>;
  /** Milliseconds of the job, whole: from its transaction's begin to its end. */
  handle(channel: string): Promise<number>;
}

function benchOf(house: House, fleet: BenchFleet, servers: number): DigestBench {
  const { database, clock, log, jobs, catalogue } = house;
  let channels = 0;
  let changes = 0;
  const appAt = (at: Clock): DigestApp => ({
    database,
    clock: at,
    log,
    jobs,
    catalogue,
    // Where clocks are put back, the last due time may be more than a day ago.
    grace: 2 * DAY,
    zone: ZONE,
    metrics: { composed() {} },
  });
  const app = appAt(clock);
  const yesterday = appAt({ ...clock, now: () => later(clock.now(), -25 * HOUR) });

  const draft = (tx: Tx, conversation: string) =>
    compose(app, tx, { conversation, scope: null, zone: ZONE, now: clock.now(), missed: 0 });

  async function channel(): Promise<string> {
    const id = `19:bench-${channels++}@thread.tacv2`;
    await database.transaction((tx) =>
      rememberConversation(tx, clock.now(), aChannel(id, clock.now()), { by: BY_DELIVERY, jobs }),
    );
    return id;
  }

  return {
    page: () =>
      timed(async () => {
        const page = { kind: 'failing', scope: null, cause: null, page: 1, pageSize: 12, now: clock.now() } as const;
        const { rows } = await database.read((reader) => listServers(reader, page));
        if (rows.length !== page.pageSize) throw new Error(`a page of ${rows.length}`);
      }),
    channel,
    async told() {
      const conversation = await channel();
      const say = { actor: BY_DELIVERY, conversation, mayManage: true, thread: null };
      for (const command of [{ kind: 'set', time: '08:00', zone: ZONE }, { kind: 'now' }] as const) {
        const answer = await actOnDigest(yesterday, { ...say, command, once: randomUUID() });
        if (answer.kind === 'refused') throw new Error(answer.refusal.message);
      }
      await database.transaction((tx) =>
        tx
          .updateTable('outbox')
          .set({ state: 'sent', rendered: 1, sent_at: yesterday.clock.now(), activity_id: 'bench' })
          .where('conversation_id', '=', conversation)
          .execute(),
      );
      return conversation;
    },
    async change(count) {
      changes++;
      // Spread over the fleet, each as a server of another kind than it was, in sites that nobody has heard of.
      const at = later(clock.now(), -HOUR + changes * 1_000);
      for (let one = 0; one < count; one++) {
        const server = Math.floor((one * servers) / count);
        const site = `Site ${one % 40} after ${changes} changes`;
        await fleet.report(server, { sample: server + changes * 7, site, at });
      }
    },
    forget: () => database.transaction(fleetChanges),
    compose: (conversation) => database.transaction((tx) => timed(() => draft(tx, conversation))),
    content: async (conversation) => (await database.transaction((tx) => draft(tx, conversation))).content,
    async handle(conversation) {
      const job = { name: 'digest', key: conversation, at: clock.now(), payload: null };
      const took = await timed(() => digestHandler(app)(job, { transaction: (work) => database.transaction(work) }));
      const newest = await database.read((reader) => lastComposed(reader, conversation));
      if (newest?.slot === null || newest?.state !== 'pending') throw new Error('no digest was told');
      return took;
    },
  };
}

function aChannel(id: string, seenAt: Instant) {
  return {
    id,
    kind: 'channel',
    serviceUrl: 'http://127.0.0.1:9',
    tenantId: TENANT,
    bot: { id: '28:bench', name: 'Patchwarden' },
    person: null,
    teamId: null,
    shared: false,
    name: null,
    seenAt,
    gone: null,
  } as const;
}

/** What is worst for a card: letters that JSON or UTF-8 make longer, and what a Markdown reader must be kept from. */
const hostileLetters = [
  '"',
  '\\',
  '\u202e',
  '\u{1f469}\u200d\u{1f680}',
  '*',
  '<at>',
  '[x](https://evil.example)',
  '{{DATE(',
  '漢',
];
const LONGEST_NAME = 300;
const TOTALS = { ready: 10_000, failing: 20_000, unknown: 20_000, notApplicable: 10_000 };

function hostileDigests(): DigestContent[] {
  return hostileLetters.map((letters) => {
    const name = (at: number) => `${at}${letters.repeat(LONGEST_NAME)}`.slice(0, LONGEST_NAME);
    const full: Named = {
      total: 10_000,
      first: Array.from({ length: MOST_NAMED }, (_, at) => ({
        id: serverId(`srv${at}.contoso.test`),
        name: name(at),
        causes: gateIds,
        neverReported: true,
      })),
    };
    const lists = Object.fromEntries(changeKinds.map((kind) => [kind, full])) as Record<ChangeKind, Named>;
    return {
      ...lists,
      asOf: later(BEGIN, 8 * DAY),
      zone: ZONE,
      scope: { by: 'site', value: name(0) },
      since: BEGIN,
      totals: TOTALS,
      outdated: 40_000,
      readyMissingUpdate: 10_000,
      readyOutOfSupport: 10_000,
      neverReported: 10_000,
      staleEvidence: 10_000,
      knowledge: { completeness: { listed: 60_000, reported: 50_000 }, oldestReport: BEGIN, newestReport: BEGIN },
      catalogueAsOf: dayOf(BEGIN),
      stillFailing: 10_000,
      evidenceDue: 10_000,
      neverCame: 10_000,
      stillUnknown: 10_000,
      supportEnded: 10_000,
      releases: Array.from({ length: MOST_NAMED }, (_, at) => ({ build: `15.2.2562.${at}`, label: name(at) })),
      moreReleases: 10_000,
      missed: 10_000,
      auditHead: { seq: 1_000_000, hash: 'f'.repeat(64) },
    };
  });
}

function cardBytes(content: DigestContent): number {
  const shown = {
    content,
    checkedAt: content.asOf,
    checkedAs: 'below-minimum',
    checkedState: {
      totals: TOTALS,
      changes: Object.fromEntries(changeKinds.map((kind) => [kind, 10_000])),
      releases: 10_000,
    },
    slot: content.since,
    zone: content.zone,
    repeat: true,
    schedule: { days: [1, 3, 5, 7], time: '08:00', zone: 'America/Argentina/ComodRivadavia' },
  } as const;
  const sizes = (['names', 'counts'] as const).map((audience) => {
    const { card } = digestCard({ ...shown, audience }, { zone: content.zone, once: randomUUID, audience });
    return sizeOf(card);
  });
  return Math.max(...sizes);
}
