import { actOnAck } from '../../../src/acknowledgements/act.ts';
import { ACK, type AckApp } from '../../../src/acknowledgements/app.ts';
import { endAcknowledgements } from '../../../src/acknowledgements/end-judged.ts';
import { ackHandler, catchUpAcks } from '../../../src/acknowledgements/wake.ts';
import { shippedCatalogue } from '../../../src/catalogue/read.ts';
import { actOnChange } from '../../../src/changes/act.ts';
import { CHANGE, CHANGE_RECHECK, type ChangeApp } from '../../../src/changes/app.ts';
import { plannedEntries } from '../../../src/changes/planned-entries.ts';
import { ruleApproving } from '../../../src/changes/pre-approval.ts';
import { proveChanges } from '../../../src/changes/prove.ts';
import { recheckAfterEvidence, recheckHandler } from '../../../src/changes/recheck.ts';
import { requestRecheck } from '../../../src/changes/request-recheck.ts';
import { updating } from '../../../src/changes/updating.ts';
import { catchUpChanges, changeHandler } from '../../../src/changes/wake.ts';
import { instant } from '../../../src/core/clock.ts';
import type { Log } from '../../../src/core/log.ts';
import { never } from '../../../src/core/result.ts';
import { chatsOf } from '../../../src/delivery/person-chats.ts';
import { noteChange } from '../../../src/digests/change-log.ts';
import { keep } from '../../../src/evidence/ingest.ts';
import { openBossJobs } from '../../../src/jobs/boss-jobs.ts';
import { BOSS_TIMES } from '../../../src/jobs/boss-queues.ts';
import type { Handler } from '../../../src/jobs/model.ts';
import { openTableJobs } from '../../../src/jobs/table-jobs.ts';
import { actOnMaintenance } from '../../../src/maintenance/act.ts';
import type { MaintenanceApp } from '../../../src/maintenance/app.ts';
import { actOnPeople } from '../../../src/people/act.ts';
import type { PeopleApp } from '../../../src/people/app.ts';
import { actOnServer } from '../../../src/readiness/act-on-server.ts';
import { type JudgeContext, rejudge } from '../../../src/readiness/project.ts';
import type { ServerApp } from '../../../src/readiness/server-app.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { aBuild, absent, anOrganisation, aReportFile, bySweep, fakePool, known } from '../../support/evidence.ts';
import { movedClock } from '../delivery-crash/clock.ts';
import { createDeath } from './death.ts';
import {
  type Answer,
  CHANNEL,
  maxEvidenceAge,
  type Order,
  type Press,
  picturing,
  type Report,
  rules,
  standsIn,
} from './model.ts';

/**
 * A process in which people act, reports come in and wake-ups ring, without the Teams room: the real storage, jobs and verbs,
 * with the rig's clock. It does what the rig orders, and dies where the rig has planned it.
 */
const HASTY_LEASE = { ttl: 500, renewEvery: 100, poll: 25 };
const HASTY_BOSS = { ...BOSS_TIMES, expireSeconds: 3, maintenanceSeconds: 1, beat: 500, poll: 200 };

/** Resolves when the parent can read it, whatever becomes of this process. */
function tell(report: Report): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(report, () => resolve());
    else resolve();
  });
}

const complain = (fields: object, message: string): void => {
  const { err } = fields as { err?: unknown };
  void tell({ kind: 'complaint', message: err instanceof Error ? `${message}: ${err.stack}` : message });
};
const log: Log = { debug() {}, info() {}, warn() {}, error: complain };

async function begin({ url, ahead, name }: Extract<Order, { kind: 'begin' }>) {
  const clock = movedClock(ahead);
  const death = createDeath((once, rows) => tell({ kind: 'committing', once, rows }));
  const plain = await openDatabase(url, { log, clock });
  const database = { ...plain, transaction: death.watch(plain.transaction) };
  // The lease and the queues have a rig of their own: their statements are not counted here.
  const jobs =
    url.kind === 'sqlite'
      ? openTableJobs({ database: plain, clock, log, name, times: HASTY_LEASE })
      : openBossJobs({ database: plain, url: url.url, clock, log, times: HASTY_BOSS });
  const all = { database, clock, log, jobs, rules, ...picturing };
  const changes: ChangeApp = {
    ...all,
    preApproval: ruleApproving,
    channels: async () => [CHANNEL],
    metrics: { changed() {} },
  };
  const maintenance: MaintenanceApp = {
    ...all,
    changed: (tx) => requestRecheck(tx, changes),
    planned: (reader, from, to, now) => plannedEntries(reader, changes, { from, to, now }),
  };
  const acks: AckApp = { ...all, updating };
  const people: PeopleApp = { ...all, chats: chatsOf };
  const judging: JudgeContext = {
    clock,
    catalogue: shippedCatalogue,
    maxEvidenceAge,
    listeners: [noteChange(clock), endAcknowledgements(acks), proveChanges(changes), recheckAfterEvidence(changes)],
  };
  const server: ServerApp = { ...all, rejudge: (tx, ids) => rejudge(judging, tx, ids) };
  const intake = {
    ...{ database, clock, log, pool: fakePool() },
    evidenceChanged: (tx: Parameters<typeof rejudge>[1], { servers }: { servers: Parameters<typeof rejudge>[2] }) =>
      rejudge(judging, tx, servers),
  };

  function dying(handler: Handler): Handler {
    return (job, run) =>
      death.within(null, () => handler(job, { transaction: death.watch(run.transaction.bind(run)) }));
  }

  async function carryOut({ once, by, deed }: Press): Promise<{ readonly kind: string }> {
    const doer = { actor: by, standing: 'member', once } as const;
    const place = { conversation: CHANNEL, thread: null };
    switch (deed.about) {
      case 'acknowledgement':
        return actOnAck(acks, { ...doer, place, command: deed.command });
      case 'change':
        return actOnChange(changes, { ...doer, place, command: deed.command });
      case 'maintenance':
        return actOnMaintenance(maintenance, { ...doer, command: deed.command });
      case 'people':
        return actOnPeople(people, { ...doer, command: deed.command });
      case 'server':
        return actOnServer(server, { ...doer, command: deed.command });
      case 'evidence': {
        const name = deed.server.split('.')[0]?.toUpperCase() ?? '';
        const build = known(aBuild(deed.healthy ? '15.2.2562.56' : '15.2.2562.37'));
        const generatedAt = known(instant(deed.at));
        const { site, dag } = standsIn(deed.server);
        const stands = { site: known(site), dag: dag === null ? absent : known(dag) };
        const told = { name, fqdn: deed.server, generatedAt, build, organisation: anOrganisation(), ...stands };
        const { ok } = await keep(intake, bySweep, `${name}.xml`, aReportFile(told));
        return { kind: ok ? 'taken' : 'refused' };
      }
      default:
        return never(deed);
    }
  }

  await catchUpAcks(acks);
  await catchUpChanges(changes);
  await jobs.work({
    [ACK]: dying(ackHandler(acks)),
    [CHANGE]: dying(changeHandler(changes)),
    [CHANGE_RECHECK]: dying(recheckHandler(changes)),
    outbox: async () => {},
  });

  return {
    setTime(to: number) {
      clock.hold();
      clock.release(to);
    },
    die: death.plan,
    async press(press: Press) {
      const answer = told(await death.within(press.once, () => carryOut(press)));
      death.at('before-telling');
      await tell({ kind: 'told', once: press.once, answer });
      death.at('after-telling');
    },
    async finish() {
      await jobs.stop();
      await plain.close();
    },
  };
}

function told(answer: { readonly kind: string; readonly notice?: unknown }): Answer {
  return { kind: answer.kind, notice: typeof answer.notice === 'string' ? answer.notice : null };
}

let mine: ReturnType<typeof begin> | null = null;

async function obey(order: Order): Promise<void> {
  if (order.kind === 'begin') {
    mine = begin(order);
    await mine;
    return tell({ kind: 'begun' });
  }
  const worker = await mine;
  switch (order.kind) {
    case 'time':
      return worker?.setTime(order.ahead);
    case 'die':
      return worker?.die(order.plan);
    case 'press':
      return worker?.press(order.press);
    case 'finish':
      await worker?.finish();
      process.disconnect();
  }
}

process.on('message', (order: Order) => {
  obey(order).catch((err: unknown) => complain({ err }, `${order.kind} failed`));
});
void tell({ kind: 'ready' });
