import { join } from 'node:path';
import { serveFeed } from './calendar/serve-feed.ts';
import { present } from './cards/present.ts';
import { askReached } from './changes/reach.ts';
import { watchClock } from './core/clock-watch.ts';
import { outboxHealth } from './delivery/health.ts';
import { digestHealth } from './digests/read.ts';
import { parseCommand, readAct } from './teams/desk-grammar.ts';
import { type FolderSweep, startSweep } from './evidence/sources/folder.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { reportDoor } from './http/reports.ts';
import type { RateLimit } from './http/rate-limit.ts';
import { type HttpDoors, startHttp } from './http/server.ts';
import { answer } from './questions/answer.ts';
import { parse } from './questions/parse.ts';
import { readAsk } from './questions/read-ask.ts';
import { fleetSummary } from './readiness/fleet.ts';
import { startWatch } from './readiness/watch.ts';
import { lookAround } from './serve/look-around.ts';
import { readinessOf } from './serve/readiness.ts';
import { prepareSpeech, type Speech } from './serve/speaking.ts';
import { proxyRule } from './teams/auth/proxy.ts';
import { type Bot, createBot } from './teams/bot.ts';
import { createConversationBook } from './teams/conversation-book.ts';
import type { House } from './wire.ts';

export interface Serving {
  readonly port: number;
  readonly internalPort: number;
  readonly sweep: FolderSweep | null;
  /** Settles when everything that was due at the start has been judged. */
  readonly caughtUp: Promise<void>;
  /** Closes the doors, waits for what is under way, ends the sweep and the watch. The house stays open. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Of requests per address; left out: the usual one. */
  readonly rateLimit?: RateLimit;
}

/** Opens every door of the house, in order: what judges, takes in, answers, speaks. @throws when a port is taken. */
export async function serve(house: House, options: ServeOptions = {}): Promise<Serving> {
  const { config, clock, log, database, refreshCatalogue } = house;
  const metrics = metricsOf(house);
  house.countChanges(metrics);
  const speech = prepareSpeech(house, metrics);
  const intake = house.intake(metrics.ingest);

  const watch = startWatch({ database, context: house.judging, log, refreshCatalogue });
  const reports = reportDoor({
    intake,
    intakeTokens: config.intakeTokens,
    maxBytes: config.reportMaxBytes,
    folder: join(config.reportStore, 'incoming'),
    clock,
    log,
  });
  const bot = openBot(house, speech, metrics);
  const ready = () => readinessOf(house, sweep);
  let sweep: FolderSweep | null = null;
  let doors: HttpDoors;
  try {
    await reports.clean();
    const { host, port, internalPort } = config;
    const calendar = (secret: string) => serveFeed(house.calendar, secret);
    const handlers = { bot, reports: reports.handle, calendar, ready, metrics };
    doors = await startHttp({ ...options, ...handlers, host, port, internalPort, log, clock });
  } catch (error) {
    await watch.stop();
    throw error;
  }
  if (config.reportsDir !== null) sweep = startSweep({ dir: config.reportsDir, intake, clock, log });
  const stopLooking = [lookAround(house), watchClock({ clock, log, jumped })];

  function jumped(milliseconds: number): void {
    metrics.clockJump(milliseconds);
    speech.clockJumped(milliseconds);
  }

  // The doors first, so that nothing new begins; then what works behind them.
  async function stop(): Promise<void> {
    for (const end of stopLooking) end();
    await doors.close();
    await speech.stop();
    await sweep?.stop();
    await watch.stop();
  }

  try {
    await speech.begin(bot);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port, internalPort } = doors;
  return { port, internalPort, sweep, caughtUp: watch.caughtUp, stop };
}

function openBot(house: House, speech: Speech, metrics: Metrics): Bot {
  const { config, clock, log, database, desk, jobs } = house;
  const { proxy } = config;
  return createBot({
    config,
    parse,
    parseCommand,
    readAsk,
    readAct,
    answer: (intent, audience, asker) => answer(desk, intent, audience, asker),
    acts: speech.acts,
    policy: house.policy,
    present,
    database,
    conversations: createConversationBook({
      database,
      jobs,
      clock,
      heard: (tx, seen) => askReached(tx, house.changes, seen),
    }),
    sendLog: speech.sendLog,
    metrics,
    log,
    clock,
    proxyFor: proxyRule(proxy ? { HTTPS_PROXY: proxy.url, NO_PROXY: proxy.except } : {}),
  });
}

function metricsOf(house: House): Metrics {
  const { database, clock, jobs, log } = house;
  return createMetrics({
    log,
    evidenceAge: () => oldestEvidence(house),
    outbox: () => database.read((reader) => outboxHealth(reader, clock.now())),
    jobs: () => jobs.backlog(),
    standing: () => jobs.standing(),
    digests: () => database.read(digestHealth),
  });
}

async function oldestEvidence({ database, clock, catalogue }: House): Promise<number | null> {
  const now = clock.now();
  const { oldestReport } = await database.read((reader) => fleetSummary(reader, now, catalogue().asOf));
  return oldestReport === null ? null : now - oldestReport;
}
