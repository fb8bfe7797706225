import { digestCard } from '../src/cards/digest.ts';
import { freshId } from '../src/core/ids.ts';
import { silentLog } from '../src/core/log.ts';
import { announce } from '../src/delivery/announce.ts';
import { BY_DELIVERY, rememberConversation } from '../src/delivery/conversations.ts';
import { type Dispatcher, startDispatcher } from '../src/delivery/dispatcher.ts';
import { countIn } from '../src/delivery/outbox/store.ts';
import type { Conversation, Message, Messenger } from '../src/delivery/model.ts';
import { DELIVER } from '../src/delivery/outlet.ts';
import { NO_LIMITS } from '../src/delivery/sends/limits.ts';
import { compose } from '../src/digests/compose.ts';
import { post } from '../src/digests/post.ts';
import { readDigest } from '../src/digests/read.ts';
import { DIGEST_POST } from '../src/digests/store.ts';
import { PatchwardenAdapter } from '../src/teams/adapter.ts';
import { publicEndpoints } from '../src/teams/auth/endpoints.ts';
import { createOutgoing } from '../src/teams/auth/outgoing.ts';
import { noProxy } from '../src/teams/auth/proxy.ts';
import { createMessenger, mayCall } from '../src/teams/messenger.ts';
import { digestRenders } from '../src/teams/render.ts';
import type { House } from '../src/wire.ts';
import { TENANT } from './connector.ts';
import { median, print, round, timed } from './figures.ts';
import { fillFleet } from './fleet.ts';
import { openBenchHouse } from './house.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** Calls under way at once, here and there. */
const CONCURRENCY = 100;
const PREPARED = 'prepared';

/**
 * How fast the outbox sends what waits in it, beside a bare loop that makes the same calls with the same client. No limits,
 * a database that is synced at every commit, a receiver in a process of its own. Once with messages that were drawn before,
 * as those of the loop were, and once with digests that are drawn when they are sent.
 */
export async function benchOutbox(channels: number, rounds: number): Promise<void> {
  const recorder = await startRecorder();
  const opened = await openBenchHouse();
  await fillFleet(opened, 400);
  const bench = await prepare(opened.house, recorder, channels);
  const times = { bare: [] as number[], outbox: [] as number[], bareAgain: [] as number[], digests: [] as number[] };
  const warmUps = 2;
  for (let round = -warmUps; round < rounds; round++) {
    const keep = (name: keyof typeof times, time: number) => round >= 0 && times[name].push(time);
    const bodies = [];
    keep('bare', await timed(bench.bare));
    bodies.push(await recorder.tally());
    await bench.announcePrepared(`round ${round}`);
    keep('outbox', await timed(bench.dispatch));
    bodies.push(await recorder.tally());
    if (new Set(bodies.map((tally) => JSON.stringify(tally))).size > 1)
      throw new Error(`not the same bodies: ${JSON.stringify(bodies)}`);
    keep('bareAgain', await timed(bench.bare));
    await recorder.tally();
    await bench.composeDigests();
    keep('digests', await timed(bench.dispatch));
    const { posts } = await recorder.tally();
    if (posts !== channels) throw new Error(`${posts} digests arrived of ${channels}`);
  }

  const { bytes } = bench;
  const perSecond = (ms: readonly number[]) => Math.round((channels * 1_000) / median(ms));
  const ratios = (ours: readonly number[], bare: readonly number[]) =>
    ours.map((time, at) => (bare[at] ?? Number.NaN) / time);
  const prepared = ratios(times.outbox, times.bare);
  const digests = ratios(times.digests, times.bareAgain);
  print({
    figure: 'throughput of the outbox, against a bare loop that posts the same bodies with the same client',
    value: median(prepared),
    unit: 'median of ratios',
    bound: { atLeast: 0.6 },
    detail: {
      outboxPerSecond: perSecond(times.outbox),
      barePerSecond: perSecond(times.bare),
      lowest: round(Math.min(...prepared)),
      highest: round(Math.max(...prepared)),
      cardBytes: bytes,
      channels,
      rounds,
      concurrency: CONCURRENCY,
    },
  });
  print({
    figure: 'throughput of the outbox with digests drawn when they are sent, against the same loop',
    value: median(digests),
    unit: 'median of ratios',
    detail: { outboxPerSecond: perSecond(times.digests), barePerSecond: perSecond(times.bareAgain), channels, rounds },
  });
  await bench.stop();
  await opened.close();
  await recorder.close();
}

interface OutboxBench {
  /** Of the card in the bodies that are compared. */
  readonly bytes: number;
  /** Posts once to every channel. */
  bare(): Promise<void>;
  announcePrepared(subject: string): Promise<void>;
  composeDigests(): Promise<void>;
  /** Until everything that waits is sent, and marked so. */
  dispatch(): Promise<void>;
  stop(): Promise<void>;
}

async function prepare(house: House, recorder: Recorder, channels: number): Promise<OutboxBench> {
  const { database, clock, jobs } = house;
  const messenger = messengerOf(house);
  const places = Array.from({ length: channels }, (_, at) => aChannel(house, recorder.url, at));
  await database.transaction(async (tx) => {
    for (const place of places) await rememberConversation(tx, clock.now(), place, { by: BY_DELIVERY, jobs });
  });
  const message = await aDigestMessage(house, places[0]?.id ?? '');
  const dispatcher = startDispatcher({
    database,
    clock,
    log: silentLog,
    jobs,
    messenger,
    limits: NO_LIMITS,
    concurrency: CONCURRENCY,
    metrics: { send() {}, retry() {} },
    renders: {
      ...digestRenders({ audienceOf: async () => 'names' }),
      [PREPARED]: async () => ({ kind: 'message', message }),
    },
  });
  await jobs.work({ [DELIVER]: dispatcher.handler });

  return {
    bytes: Buffer.byteLength(JSON.stringify(message.card)),
    bare: () => bareLoop(messenger, places, message),
    announcePrepared: (subject) =>
      database.transaction(async (tx) => {
        for (const { id } of places)
          await announce(tx, house, { conversation: id, kind: PREPARED, subject, thread: null });
      }),
    composeDigests: () =>
      database.transaction(async (tx) => {
        for (const { id } of places) await composeDigest(house, tx, id);
      }),
    dispatch: () => dispatch(house, dispatcher),
    stop: () => dispatcher.stop(),
  };
}

async function bareLoop(messenger: Messenger, places: readonly Conversation[], message: Message): Promise<void> {
  const waiting = [...places];
  const lane = async () => {
    for (let place = waiting.pop(); place; place = waiting.pop()) {
      const { kind } = await messenger.post({ conversation: place, thread: null }, message);
      if (kind !== 'sent') throw new Error(`a bare post was ${kind}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}

async function dispatch({ database }: House, dispatcher: Dispatcher): Promise<void> {
  dispatcher.nudge();
  await dispatcher.idle();
  const left = await database.read(async (reader) => [
    await reader.selectFrom('outbox').select('id').where('state', '<>', 'sent').limit(1).execute(),
    await countIn(reader, 'sending'),
  ]);
  if (JSON.stringify(left) !== '[[],0]') throw new Error(`not all was sent: ${JSON.stringify(left)}`);
}

function messengerOf({ clock, log }: House): Messenger {
  const adapter = new PatchwardenAdapter({
    bot: null,
    endpoints: publicEndpoints,
    outgoing: createOutgoing(noProxy),
    clock,
    log,
  });
  return createMessenger({ clientOf: (url) => adapter.connectorOf(url), mayCall: mayCall(true), clock, log });
}

async function composeDigest(house: House, tx: Parameters<typeof compose>[1], conversation: string): Promise<string> {
  const app = { ...house, grace: 0, zone: 'Europe/Berlin', metrics: { composed() {} } };
  const order = { conversation, scope: null, zone: app.zone, now: house.clock.now(), missed: 0 };
  const draft = await compose(app, tx, order);
  await post(app, tx, draft, { conversation, slot: null, thread: null });
  return draft.id;
}

/** The first digest of this fleet. */
async function aDigestMessage(house: House, conversation: string): Promise<Message> {
  const { database } = house;
  const id = await database.transaction((tx) => composeDigest(house, tx, conversation));
  const stored = await database.read((reader) => readDigest(reader, id));
  if (!stored) throw new Error('no digest was composed');
  // It was only wanted for its looks.
  await database.transaction((tx) => tx.deleteFrom('outbox').where('kind', '=', DIGEST_POST).execute());
  const context = { zone: stored.zone, once: freshId, audience: 'names' } as const;
  return digestCard({ ...stored, repeat: false, audience: 'names', schedule: null }, context);
}

function aChannel({ clock }: House, serviceUrl: string, at: number): Conversation {
  return {
    id: `19:bench-${String(at).padStart(5, '0')}@thread.tacv2`,
    kind: 'channel',
    serviceUrl,
    tenantId: TENANT,
    bot: { id: '28:bench', name: 'Patchwarden' },
    person: null,
    teamId: '19:bench@thread.tacv2',
    shared: false,
    name: null,
    seenAt: clock.now(),
    gone: null,
  };
}
