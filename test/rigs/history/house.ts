import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { ACK } from '../../../src/acknowledgements/app.ts';
import { endAcknowledgements } from '../../../src/acknowledgements/end-judged.ts';
import { ackHandler } from '../../../src/acknowledgements/wake.ts';
import { auditHead } from '../../../src/audit/head.ts';
import { CHANGE, CHANGE_RECHECK } from '../../../src/changes/app.ts';
import { proveChanges } from '../../../src/changes/prove.ts';
import { recheckAfterEvidence, recheckHandler } from '../../../src/changes/recheck.ts';
import { changeHandler } from '../../../src/changes/wake.ts';
import type { Config } from '../../../src/config/model.ts';
import { type Clock, HOUR, type Instant, instant } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { saveConversation } from '../../../src/delivery/store.ts';
import type { Intake } from '../../../src/evidence/intake.ts';
import type { Handler, Jobs } from '../../../src/jobs/model.ts';
import { keepJob } from '../../../src/jobs/store.ts';
import { rememberPerson } from '../../../src/people/directory.ts';
import { personKey } from '../../../src/people/identity.ts';
import { insertGrant } from '../../../src/people/store.ts';
import { type JudgeContext, rejudge } from '../../../src/readiness/project.ts';
import { shippedCatalogue } from '../../../src/catalogue/read.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openRooms, type Rooms } from '../../../src/wire/rooms.ts';
import { aConversation } from '../../support/conversations.ts';
import { fakePool } from '../../support/evidence.ts';
import type { Committed } from './journal.ts';
import { HOME, type Location, type World } from './world.ts';

export const CHANNEL = '19:ops@thread.tacv2';

/** One time for everybody. It moves only while nobody else can write, so that it is one instant in any transaction. */
export interface Time {
  now(): number;
  set(to: number): void;
}

export function timeInMemory(start: number): Time {
  let time = start;
  return {
    now: () => time,
    set(to) {
      time = to;
    },
  };
}

/** Shared by processes. */
export function timeInFile(path: string): Time & { close(): void } {
  const file = openSync(path, 'r+');
  const bytes = Buffer.alloc(8);
  return {
    now() {
      readSync(file, bytes, 0, 8, 0);
      return bytes.readDoubleLE();
    },
    set(to) {
      bytes.writeDoubleLE(to);
      writeSync(file, bytes, 0, 8, 0);
    },
    close: () => closeSync(file),
  };
}

/** The rooms as one worker works with them. */
export interface House {
  readonly rooms: Rooms;
  readonly intake: Intake;
  readonly database: Database;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly clock: Clock;
  readonly places: ReadonlyMap<string, Location>;
  /** What was committed since it was asked last. */
  committed(): Committed[];
  /** Lets time pass for everybody. */
  pass(milliseconds: number): Promise<void>;
}

const catalogue = shippedCatalogue();
const OLDEST = 8 * 24 * HOUR;

/** `drift`: how long each transaction of this worker waits, in ms. */
export function aHouse(world: World, shared: Database, time: Time, drift: () => number): House {
  let frozen: Instant | null = null;
  let committed: Committed[] = [];
  const clock: Clock = {
    now: () => frozen ?? instant(time.now()),
    monotonic: () => time.now(),
    after: () => () => {},
  };
  const database: Database = {
    ...shared,
    async transaction(work) {
      let one: Committed | null = null;
      try {
        const result = await shared.transaction(async (tx) => {
          time.set(time.now() + drift());
          frozen = instant(time.now());
          const { seq: before } = await auditHead(tx);
          const done = await work(tx);
          one = { before: Number(before), after: Number((await auditHead(tx)).seq), now: frozen };
          return done;
        });
        if (one) committed.push(one);
        return result;
      } finally {
        frozen = null;
      }
    },
  };
  const jobs = { enqueue: keepJob } as unknown as Jobs;
  const config = {
    admins: world.admins,
    viewers: 'tenant',
    botAuth: 'required',
    bot: { tenantId: HOME },
    timeZone: 'UTC',
    evidenceMaxAge: OLDEST,
  } as unknown as Config;
  const rooms = openRooms({
    config,
    database,
    jobs,
    clock,
    log: silentLog,
    policy: world.policy,
    rejudge: (tx, servers) => rejudge(judging, tx, servers),
    metrics: { changed() {} },
  });
  const judging: JudgeContext = {
    clock,
    catalogue: () => catalogue,
    maxEvidenceAge: OLDEST,
    listeners: [
      endAcknowledgements(rooms.acknowledgements),
      proveChanges(rooms.changes),
      recheckAfterEvidence(rooms.changes),
    ],
  };
  return {
    rooms,
    database: shared,
    clock,
    places: world.places,
    intake: {
      database,
      clock,
      pool: fakePool(),
      log: silentLog,
      evidenceChanged: (tx, { servers }) => rejudge(judging, tx, servers),
    },
    handlers: {
      [CHANGE]: (job) => changeHandler(rooms.changes)(job, { transaction: database.transaction }),
      [CHANGE_RECHECK]: (job) => recheckHandler(rooms.changes)(job, { transaction: database.transaction }),
      [ACK]: (job) => ackHandler(rooms.acknowledgements)(job, { transaction: database.transaction }),
    },
    committed() {
      const since = committed;
      committed = [];
      return since;
    },
    pass: (milliseconds) => shared.transaction(async () => time.set(time.now() + milliseconds)),
  };
}

/** People, their roles and where they are reached: what is there before the first press. */
export async function furnish(database: Database, world: World): Promise<void> {
  await database.transaction(async (tx) => {
    for (const { user, roles } of world.people) {
      await rememberPerson(tx, world.start, user, user.name);
      for (const role of roles) {
        await insertGrant(tx, { person: personKey(user), role, granted_by: '{}', granted_at: world.start });
      }
    }
    for (const { user } of world.people.slice(0, 2)) {
      const person = { id: `29:${user.aadObjectId}`, aadObjectId: user.aadObjectId, name: user.name };
      await saveConversation(tx, aConversation({ id: `a:${user.aadObjectId}`, tenantId: user.tenantId, person }));
    }
    await saveConversation(tx, aConversation({ id: CHANNEL, kind: 'channel', tenantId: HOME, person: null }));
  });
}
