import { currentCatalogue } from './catalogue/current.ts';
import type { CatalogueApp } from './catalogue/load.ts';
import type { Catalogue } from './catalogue/model.ts';
import type { Config } from './config/model.ts';
import type { Clock } from './core/clock.ts';
import type { ServerId } from './core/ids.ts';
import type { Log } from './core/log.ts';
import { noteReleases } from './catalogue/releases-seen.ts';
import { noteChange } from './digests/change-log.ts';
import type { CountIntake, EvidenceChanged, Intake } from './evidence/intake.ts';
import { type ParsePool, startParsePool } from './evidence/parse/pool.ts';
import type { Jobs } from './jobs/model.ts';
import { openJobs } from './jobs/open.ts';
import type { Desk } from './questions/answer.ts';
import { type JudgeContext, rejudge } from './readiness/project.ts';
import type { Database, Tx } from './storage/database.ts';
import { openDatabase } from './storage/open.ts';
import { endAcknowledgements } from './acknowledgements/end-judged.ts';
import type { ChangeMetrics } from './changes/app.ts';
import { proveChanges } from './changes/prove.ts';
import { recheckAfterEvidence } from './changes/recheck.ts';
import { requestRecheck } from './changes/request-recheck.ts';
import { loadPolicy, openRooms, type Rooms } from './wire/rooms.ts';

/** Everything below the doors, wired once: the process, the CLI and the demo all go through here. */
export interface House extends Rooms {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly database: Database;
  readonly judging: JudgeContext;
  readonly desk: Desk;
  readonly catalogues: CatalogueApp;
  /** Wake-ups: anybody may enqueue some, `serve` works on them. */
  readonly jobs: Jobs;
  /** Has what becomes of changes counted from now on. */
  countChanges(metrics: ChangeMetrics): void;
  /** The catalogue that judges now. */
  catalogue(): Catalogue;
  /** Reads the catalogue again, as another process may have loaded an overlay. Answers whether it changed. */
  refreshCatalogue(): Promise<boolean>;
  /** What takes files in; its workers start with the first file. `count` is told what each door did. */
  intake(count?: CountIntake): Intake;
  close(): Promise<void>;
}

/** @throws OperationalError when POLICY_FILE is wrong, the database can't be opened, or is newer than this version. */
export async function openHouse(config: Config, log: Log, clock: Clock): Promise<House> {
  const policy = await loadPolicy(config.policyFile);
  const database = await openDatabase(config.databaseUrl, { log, clock });
  const jobs = await openJobs({ database, url: config.databaseUrl, clock, log });
  let catalogue = await database.read(currentCatalogue);
  let pool: ParsePool | null = null;
  let counting: ChangeMetrics | null = null;
  const rooms = openRooms({
    policy,
    // Another process may have loaded an overlay a moment ago: the transaction sees it.
    rejudge: async (tx, servers) => judgeWith(tx, await currentCatalogue(tx), servers),
    config,
    database,
    jobs,
    clock,
    log,
    metrics: { changed: (event) => counting?.changed(event) },
  });

  const judging: JudgeContext = {
    clock,
    catalogue: () => catalogue,
    maxEvidenceAge: config.evidenceMaxAge,
    listeners: [
      noteChange(clock),
      endAcknowledgements(rooms.acknowledgements),
      proveChanges(rooms.changes),
      recheckAfterEvidence(rooms.changes),
    ],
  };
  const judgeWith = (tx: Tx, current: Catalogue, servers: readonly ServerId[] | 'all') =>
    rejudge({ ...judging, catalogue: () => current }, tx, servers);
  const evidenceChanged: EvidenceChanged = (tx, { servers }) => rooms.servers.rejudge(tx, servers);
  const startPool = () =>
    startParsePool({ store: config.reportStore, limits: { maxBytes: config.reportMaxBytes }, log });

  return {
    ...rooms,
    config,
    log,
    clock,
    database,
    judging,
    desk: { database, clock, catalogue: () => catalogue, changes: rooms.changes },
    catalogues: {
      database,
      clock,
      async catalogueChanged(tx, changed) {
        await noteReleases(tx, changed, clock.now());
        await judgeWith(tx, changed, 'all');
        await requestRecheck(tx, rooms.changes);
      },
    },
    jobs,
    countChanges(metrics) {
      counting = metrics;
    },
    catalogue: () => catalogue,
    async refreshCatalogue() {
      const current = await database.read(currentCatalogue);
      const changed = current.id !== catalogue.id;
      catalogue = current;
      return changed;
    },
    intake(count) {
      pool ??= startPool();
      return { database, clock, pool, evidenceChanged, log, ...(count ? { count } : {}) };
    },
    async close() {
      await pool?.close();
      await jobs.stop();
      await database.close();
    },
  };
}
