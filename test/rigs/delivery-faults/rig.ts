import { shippedCatalogue } from '../../../src/catalogue/read.ts';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { rememberConversation } from '../../../src/delivery/conversations.ts';
import { type Dispatcher, startDispatcher } from '../../../src/delivery/dispatcher.ts';
import { outboxHealth } from '../../../src/delivery/health.ts';
import type { Messenger } from '../../../src/delivery/model.ts';
import { DELIVER } from '../../../src/delivery/outlet.ts';
import { TEAMS_LIMITS } from '../../../src/delivery/sends/limits.ts';
import { actOnDigest } from '../../../src/digests/act.ts';
import { DIGEST, type DigestApp } from '../../../src/digests/app.ts';
import { digestHandler } from '../../../src/digests/run.ts';
import type { Handler } from '../../../src/jobs/model.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { publicEndpoints } from '../../../src/teams/auth/endpoints.ts';
import { createOutgoing } from '../../../src/teams/auth/outgoing.ts';
import { noProxy } from '../../../src/teams/auth/proxy.ts';
import { PatchwardenAdapter } from '../../../src/teams/adapter.ts';
import { createAudience } from '../../../src/teams/audience.ts';
import { createMessenger, mayCall } from '../../../src/teams/messenger.ts';
import { digestRenders } from '../../../src/teams/render.ts';
import { Rosters } from '../../../src/teams/roster.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { aConversation } from '../../support/conversations.ts';
import { type Random, seeded } from '../random.ts';
import { type FaultyConnector, startFaultyConnector } from './connector.ts';
import { byConversation, examine, overruns, type Verdict } from './examine.ts';
import { Busy, pass, VirtualJobs } from './virtual.ts';

export interface FaultRun extends Verdict {
  readonly calls: number;
  readonly faulty: number;
}

export interface FaultOptions {
  /** Null: a new SQLite file is opened by `open`. */
  readonly url: DatabaseUrl;
  readonly processes: number;
  readonly channels: number;
  readonly seed: number;
}

const START = '2026-11-20T07:59:30Z';
const CHANNELS_OF_A_TEAM = 20;
/** In real time a call takes as long as it takes; only virtual time may end it. */
const NEVER = 10 * MINUTE;

/** As many digests as there are channels, due in one minute, a tenth of the calls faulty, in virtual time. */
export async function faultRun({ url, processes, channels, seed }: FaultOptions): Promise<FaultRun> {
  const clock = fakeClock(START);
  const random = seeded(seed);
  const busy = new Busy();
  const connector = await startFaultyConnector(clock, random, 10);
  const databases = await Promise.all(
    Array.from({ length: processes }, async () => busy.watch(await openDatabase(url, { log: silentLog, clock }))),
  );
  const house = build(databases, { clock, random, busy, connector });
  const ids = Array.from(
    { length: channels },
    (_, index) => `19:channel-${String(index).padStart(4, '0')}@thread.tacv2`,
  );
  try {
    await subscribe(house.digests, connector.url, ids, clock);
    const quiet = () => busy.count === 0 && house.calling() === connector.held;
    const done = () =>
      new Set(connector.arrivals.filter((one) => one.accepted).map((one) => one.conversation)).size >= channels;
    // The last retries come within minutes; then a quiet hour, in which nothing may come.
    await pass(clock, quiet, done, 20 * MINUTE);
    await pass(clock, quiet, () => false, 2 * MINUTE);
    const left = await house.digests.database.read((reader) => outboxHealth(reader, clock.now()));
    return verdict(connector, ids, left.pending + left.sending + left.dead);
  } finally {
    for (const dispatcher of house.dispatchers) void dispatcher.stop();
    await connector.close();
    clock.advance(HOUR);
    await Promise.all(house.dispatchers.map((dispatcher) => dispatcher.idle()));
    await Promise.all(databases.map((database) => database.close()));
  }
}

interface Surroundings {
  readonly clock: FakeClock;
  readonly random: Random;
  readonly busy: Busy;
  readonly connector: FaultyConnector;
}

/** As many processes as there are databases, but for the jobs, which come from outside. */
function build(databases: readonly Database[], { clock, random, busy }: Surroundings) {
  const handlers: Record<string, Handler>[] = [];
  let calling = 0;
  const [first] = databases;
  if (!first) throw new Error('a process needs a database');
  const pick = (): Record<string, Handler> => handlers[random.between(0, handlers.length - 1)] ?? {};
  const jobs = new VirtualJobs(clock, busy, { transaction: (work) => first.transaction(work) }, pick);
  const dispatchers: Dispatcher[] = [];
  const apps: DigestApp[] = [];

  for (const database of databases) {
    const { messenger, audienceOf } = speaker(clock);
    const counted: Messenger = {
      async post(place, message) {
        calling++;
        return messenger.post(place, message).finally(() => calling--);
      },
      update: (place, id, message) => messenger.update(place, id, message),
    };
    const dispatcher = startDispatcher({
      database,
      clock,
      log: silentLog,
      messenger: counted,
      renders: digestRenders({ audienceOf: (conversation) => busy.during(() => audienceOf(conversation)) }),
      limits: TEAMS_LIMITS,
      jobs,
      metrics: { send() {}, retry() {} },
      random: () => random.between(0, 999_999) / 1_000_000,
    });
    const app: DigestApp = {
      database,
      clock,
      log: silentLog,
      catalogue: shippedCatalogue,
      jobs,
      grace: 6 * HOUR,
      zone: 'UTC',
      metrics: { composed() {} },
    };
    dispatchers.push(dispatcher);
    apps.push(app);
    handlers.push({ [DELIVER]: dispatcher.handler, [DIGEST]: digestHandler(app) });
  }
  const [digests] = apps;
  if (!digests) throw new Error('a process needs a database');
  return { dispatchers, digests, calling: () => calling };
}

function speaker(clock: FakeClock) {
  const adapter = new PatchwardenAdapter({
    bot: null,
    endpoints: publicEndpoints,
    outgoing: createOutgoing(noProxy, NEVER),
    clock,
    log: silentLog,
  });
  const clientOf = (serviceUrl: string) => adapter.connectorOf(serviceUrl);
  return {
    messenger: createMessenger({ clientOf, mayCall: mayCall(true), clock, log: silentLog, timeout: 10 * SECOND }),
    audienceOf: createAudience({
      rules: { admins: [], viewers: 'tenant', demo: true },
      rosters: new Rosters(clientOf, clock, silentLog),
      rolesOf: async () => new Set(),
      mayTell: () => true,
    }),
  };
}

async function subscribe(app: DigestApp, serviceUrl: string, ids: readonly string[], clock: FakeClock): Promise<void> {
  const by = { kind: 'cli', user: 'rig' } as const;
  await app.database.transaction(async (tx) => {
    for (const [index, id] of ids.entries()) {
      const teamId = `19:team-${Math.floor(index / CHANNELS_OF_A_TEAM)}@thread.tacv2`;
      const place = aConversation({ id, kind: 'channel', person: null, teamId, serviceUrl });
      await rememberConversation(tx, clock.now(), place, { by, jobs: app.jobs });
    }
  });
  for (const conversation of ids) {
    const command = { kind: 'set', time: '08:00', zone: 'UTC' } as const;
    const set = await actOnDigest(app, {
      actor: by,
      conversation,
      command,
      once: 'set',
      mayManage: true,
      thread: null,
    });
    if (set.kind === 'refused') throw new Error(set.refusal.message);
  }
}

function verdict(connector: FaultyConnector, ids: readonly string[], left: number): FaultRun {
  const { arrivals } = connector;
  const judged = examine(arrivals, ids);
  const crowded = [...byConversation(arrivals)].flatMap(([id, calls]) =>
    overruns(calls, TEAMS_LIMITS.conversation, id),
  );
  const wrong = [
    ...judged.wrong,
    ...crowded,
    ...overruns(arrivals, TEAMS_LIMITS.app, 'the app'),
    ...(left > 0 ? [`${left} posts are left in the outbox`] : []),
  ];
  const first = Math.min(...arrivals.map(({ at }) => at));
  return {
    ...judged,
    wrong,
    done: judged.done - first,
    calls: arrivals.length,
    faulty: arrivals.filter(({ fault }) => fault !== null).length,
  };
}
