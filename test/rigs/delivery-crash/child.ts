import { setTimeout as delay } from 'node:timers/promises';
import { shippedCatalogue } from '../../../src/catalogue/read.ts';
import { HOUR } from '../../../src/core/clock.ts';
import type { Log } from '../../../src/core/log.ts';
import { startDispatcher } from '../../../src/delivery/dispatcher.ts';
import { DELIVER } from '../../../src/delivery/outlet.ts';
import { TEAMS_LIMITS } from '../../../src/delivery/sends/limits.ts';
import { actOnDigest } from '../../../src/digests/act.ts';
import { DIGEST, type DigestApp } from '../../../src/digests/app.ts';
import { catchUp } from '../../../src/digests/catch-up.ts';
import { digestHandler } from '../../../src/digests/run.ts';
import { openBossJobs } from '../../../src/jobs/boss-jobs.ts';
import { BOSS_TIMES } from '../../../src/jobs/boss-queues.ts';
import { LEASE_TIMES } from '../../../src/jobs/lease.ts';
import type { Handler } from '../../../src/jobs/model.ts';
import { openTableJobs } from '../../../src/jobs/table-jobs.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { movedClock } from './clock.ts';
import { createDeath } from './death.ts';
import { plainMessenger } from './messenger.ts';
import type { Order, Press, Report } from './model.ts';
import { plainRenders } from './renders.ts';

/**
 * A process that speaks, without the Teams room: the real storage, jobs, digests and dispatcher, with the rig's clock and
 * the rig's messenger. It does what the rig orders, and dies where the rig has planned it.
 */
const HASTY_LEASE = { ttl: 500, renewEvery: 100, poll: 25 };
const HASTY_BOSS = { expireSeconds: 3, maintenanceSeconds: 1, beat: 500, poll: 200 };
const BY = { kind: 'user', tenantId: 'tenant', aadObjectId: 'ana', name: 'Ana' } as const;

function tell(report: Report): void {
  process.send?.(report);
}

const complain = (fields: object, message: string): void => {
  const { err } = fields as { err?: unknown };
  tell({ kind: 'complaint', message: err instanceof Error ? `${message}: ${err.stack}` : message });
};
const log: Log = { debug() {}, info() {}, warn() {}, error: complain };

async function begin({ url, ahead, name, hasty, concurrency }: Extract<Order, { kind: 'begin' }>) {
  const clock = movedClock(ahead);
  const death = createDeath();
  const database = death.watch(await openDatabase(url, { log, clock }));
  const jobs =
    url.kind === 'sqlite'
      ? openTableJobs({ database, clock, log, name, times: hasty ? HASTY_LEASE : LEASE_TIMES })
      : openBossJobs({ database, url: url.url, clock, log, times: hasty ? HASTY_BOSS : BOSS_TIMES });
  const app: DigestApp = {
    database,
    clock,
    log,
    jobs,
    catalogue: shippedCatalogue,
    grace: 6 * HOUR,
    zone: 'UTC',
    metrics: { composed() {} },
  };
  const dispatcher = startDispatcher({
    database: { ...database, transaction: death.sending(database.transaction) },
    clock,
    log,
    jobs,
    concurrency,
    messenger: plainMessenger(name, death),
    renders: plainRenders,
    limits: TEAMS_LIMITS,
    metrics: { send() {}, retry() {} },
  });

  let running = 0;
  let held = false;
  let released: Promise<void> = Promise.resolve();
  let release = (): void => {};

  /** Waits while time stands still. */
  function gated(handler: Handler): Handler {
    return async (job, run) => {
      await released;
      running += 1;
      try {
        await handler(job, run);
      } finally {
        running -= 1;
      }
    };
  }

  const deliver: Handler = (job, run) =>
    dispatcher.handler(job, { transaction: death.sending(run.transaction.bind(run)) });

  await catchUp(app);
  await jobs.work({ [DELIVER]: gated(deliver), [DIGEST]: gated(digestHandler(app)) });

  return {
    async hold() {
      if (!held) {
        released = new Promise((resolve) => {
          release = resolve;
        });
      }
      held = true;
      clock.hold();
      // What has ended may wait for a timer to be marked, and those stand still.
      const push = setInterval(dispatcher.nudge, 5);
      while (running > 0) await delay(2);
      await dispatcher.idle();
      clearInterval(push);
      await dispatcher.idle();
      tell({ kind: 'held', works: jobs.standing().role === 'working' });
    },
    release(order: Extract<Order, { kind: 'release' }>) {
      if (order.plan !== undefined) death.plan(order.plan);
      held = false;
      clock.release(order.ahead);
      release();
    },
    async press({ once, conversation, command }: Press) {
      const answer = await actOnDigest(app, { actor: BY, conversation, command, once, mayManage: true, thread: null });
      dispatcher.nudge();
      tell({ kind: 'pressed', once, answer: answer.kind });
    },
    async finish() {
      await jobs.stop();
      await dispatcher.stop();
      await database.close();
    },
  };
}

let mine: ReturnType<typeof begin> | null = null;

async function obey(order: Order): Promise<void> {
  if (order.kind === 'begin') {
    mine = begin(order);
    await mine;
    return tell({ kind: 'begun' });
  }
  const speaker = await mine;
  switch (order.kind) {
    case 'hold':
      return speaker?.hold();
    case 'release':
      return speaker?.release(order);
    case 'press':
      return speaker?.press(order.press);
    case 'finish':
      await speaker?.finish();
      process.disconnect();
  }
}

process.on('message', (order: Order) => void obey(order));
tell({ kind: 'ready' });
