import { join } from 'node:path';
import { present } from './cards/present.ts';
import { MINUTE, SECOND } from './core/clock.ts';
import { isStoreWritable } from './evidence/parse/store-writable.ts';
import { type FolderSweep, startSweep } from './evidence/sources/folder.ts';
import { createMetrics } from './http/metrics.ts';
import type { Readiness } from './http/readiness.ts';
import { reportDoor } from './http/reports.ts';
import type { RateLimit } from './http/rate-limit.ts';
import { type HttpDoors, type HttpOptions, startHttp } from './http/server.ts';
import { answer } from './questions/answer.ts';
import { parse } from './questions/parse.ts';
import { readAsk } from './questions/read-ask.ts';
import { fleetSummary } from './readiness/fleet.ts';
import { startWatch, type Watch } from './readiness/watch.ts';
import { proxyRule } from './teams/auth/proxy.ts';
import { createBot } from './teams/bot.ts';
import type { House } from './wire.ts';

/** How often it is noticed that another process (the CLI) wrote. */
const LOOK_AROUND = 2 * SECOND;
/** A share that is away for longer makes the process not ready: nothing new comes in. */
const SHARE_PATIENCE = 10 * MINUTE;

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

/** Opens every door of the house, in order: what judges, what takes in, what answers. @throws when a port is taken. */
export async function serve(house: House, options: ServeOptions = {}): Promise<Serving> {
  const { config, clock, log, database } = house;
  const metrics = createMetrics({ evidenceAge: () => oldestEvidence(house) });
  const intake = house.intake(metrics.ingest);

  const { refreshCatalogue } = house;
  const watch = startWatch({ database, context: house.judging, log, refreshCatalogue });
  const ready = () => readinessOf(house, sweep);
  const reports = reportDoor({
    intake,
    intakeTokens: config.intakeTokens,
    maxBytes: config.reportMaxBytes,
    folder: join(config.reportStore, 'incoming'),
    clock,
    log,
  });
  let sweep: FolderSweep | null = null;
  let doors: HttpDoors;
  try {
    await reports.clean();
    doors = await openDoors(house, { ...options, metrics, reports: reports.handle, ready });
  } catch (error) {
    await watch.stop();
    throw error;
  }
  if (config.reportsDir !== null) sweep = startSweep({ dir: config.reportsDir, intake, clock, log });
  const stopLooking = lookAround(house);

  return {
    port: doors.port,
    internalPort: doors.internalPort,
    sweep,
    caughtUp: watch.caughtUp,
    stop: () => stopAll(doors, sweep, watch, stopLooking),
  };
}

type DoorOptions = Pick<HttpOptions, 'rateLimit' | 'reports' | 'ready' | 'metrics'>;

function openDoors(house: House, options: DoorOptions): Promise<HttpDoors> {
  const { config, clock, log, database, desk } = house;
  const { proxy } = config;
  const { metrics } = options;
  const bot = createBot({
    config,
    parse,
    readAsk,
    answer: (intent, audience) => answer(desk, intent, audience),
    present,
    database,
    metrics,
    log,
    clock,
    proxyFor: proxyRule(proxy ? { HTTPS_PROXY: proxy.url, NO_PROXY: proxy.except } : {}),
  });
  const { host, port, internalPort } = config;
  return startHttp({ ...options, host, port, internalPort, bot, log, clock });
}

/** The doors first, so that nothing new begins; then what works behind them. */
async function stopAll(
  doors: HttpDoors,
  sweep: FolderSweep | null,
  watch: Watch,
  stopLooking: () => void,
): Promise<void> {
  stopLooking();
  await doors.close();
  await sweep?.stop();
  await watch.stop();
}

async function readinessOf({ database, clock, config }: House, sweep: FolderSweep | null): Promise<Readiness> {
  const reasons: string[] = [];
  try {
    await database.revision();
  } catch (error) {
    reasons.push(`The database does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!(await isStoreWritable(config.reportStore))) {
    reasons.push(`REPORT_STORE ${config.reportStore} can not be written, so no report can be taken in.`);
  }
  const folder = sweep?.status();
  if (folder?.unreachableSince && clock.now() - folder.unreachableSince > SHARE_PATIENCE) {
    reasons.push(`REPORTS_DIR ${folder.dir} can not be read: ${folder.cause}`);
  }
  return { ready: reasons.length === 0, reasons };
}

async function oldestEvidence({ database, clock, catalogue }: House): Promise<number | null> {
  const now = clock.now();
  const { oldestReport } = await database.read((reader) => fleetSummary(reader, now, catalogue().asOf));
  return oldestReport === null ? null : now - oldestReport;
}

/** Notices an overlay that the CLI loaded: cards show its date at once. */
function lookAround({ database, clock, log, refreshCatalogue }: House): () => void {
  let seen = '';
  let stopped = false;
  let cancel = () => {};
  const look = async () => {
    try {
      const revision = await database.revision();
      if (revision !== seen) await refreshCatalogue();
      seen = revision;
    } catch (error) {
      log.warn({ err: error }, 'the database could not be looked at');
    }
    if (!stopped) cancel = clock.after(LOOK_AROUND, () => void look());
  };
  cancel = clock.after(LOOK_AROUND, () => void look());
  return () => {
    stopped = true;
    cancel();
  };
}
