import { actOnAck } from '../../../src/acknowledgements/act.ts';
import type { AckAnswer } from '../../../src/acknowledgements/model.ts';
import { actOnChange } from '../../../src/changes/act.ts';
import type { ChangeAnswer } from '../../../src/changes/model.ts';
import { instant } from '../../../src/core/clock.ts';
import { keep } from '../../../src/evidence/ingest.ts';
import type { Fact } from '../../../src/evidence/observation.ts';
import { actOnMaintenance } from '../../../src/maintenance/act.ts';
import type { MaintenanceAnswer } from '../../../src/maintenance/model.ts';
import { actOnPeople } from '../../../src/people/act.ts';
import type { PeopleAnswer } from '../../../src/people/model.ts';
import { actOnServer } from '../../../src/readiness/act-on-server.ts';
import type { ServerAnswer } from '../../../src/readiness/retire-model.ts';
import { aBuild, absent, aReportFile, byCli, known } from '../../support/evidence.ts';
import { CHANNEL, type House } from './house.ts';
import type { Delivery, Sketch, Told } from './journal.ts';

export type Order = Omit<Delivery, 'committed' | 'answer'>;

/** Delivers one call to the house, and notes what became of it. An exception is noted too. */
export async function deliver(house: House, order: Order): Promise<Delivery> {
  house.committed();
  let answer: Told;
  try {
    answer = await act(house, order);
  } catch (error) {
    const notice = error instanceof Error ? (error.stack ?? error.message) : String(error);
    answer = { kind: 'thrown', code: null, notice };
  }
  return { ...order, committed: house.committed(), answer };
}

async function act(house: House, { call, actor, standing, once }: Order): Promise<Told> {
  const { people, acknowledgements, changes, maintenance, servers } = house.rooms;
  const doer = { actor, standing, once, place: { conversation: CHANNEL, thread: null } };
  switch (call.about) {
    case 'change':
      return tell(await actOnChange(changes, { ...doer, command: call.command }));
    case 'acknowledgement':
      return tell(await actOnAck(acknowledgements, { ...doer, command: call.command }));
    case 'maintenance':
      return tell(await actOnMaintenance(maintenance, { ...doer, command: call.command }));
    case 'people':
      return tell(await actOnPeople(people, { ...doer, command: call.command }));
    case 'server':
      return tell(await actOnServer(servers, { ...doer, command: call.command }));
    case 'report':
      return report(house, call.report);
    case 'wake':
      await wake(house);
      return { kind: 'wake', code: null, notice: null };
  }
}

function tell(answer: ChangeAnswer | AckAnswer | MaintenanceAnswer | PeopleAnswer | ServerAnswer): Told {
  const { kind } = answer;
  if (kind === 'refused') return { kind, code: answer.refusal.code, notice: answer.refusal.message };
  if (kind === 'change-form' || kind === 'rule-form' || kind === 'freeze-form') {
    return { kind, code: answer.problem?.code ?? null, notice: answer.problem?.message ?? null };
  }
  return { kind, code: null, notice: 'notice' in answer ? answer.notice : null };
}

const unreadable: Fact<never> = { known: false, why: 'unreadable', path: 'somewhere', raw: '?' };

async function report(house: House, sketch: Sketch): Promise<Told> {
  const name = (sketch.server.split('.')[0] ?? '').toUpperCase();
  const place = house.places.get(sketch.server);
  const file = aReportFile({
    name,
    fqdn: sketch.server,
    generatedAt: known(instant(sketch.generatedAt)),
    build: sketch.build === null ? absent : known(aBuild(sketch.build)),
    serviceStatus: sketch.service === null ? absent : known(sketch.service),
    serviceStartType: known(sketch.startType),
    urlRewrite: known(sketch.rewrite),
    inactiveComponents: sketch.inactive === null ? absent : known([...sketch.inactive]),
    clusterNode: sketch.node === null ? unreadable : known(sketch.node),
    ...(place && { site: known(place.site), dag: known(place.dag) }),
    pendingReboot: sketch.reboot === null ? absent : known(sketch.reboot),
  });
  const taken = await keep(house.intake, byCli, `${name}.xml`, file);
  return { kind: 'report', code: taken.ok ? null : taken.refusal.code, notice: null };
}

/** Runs what is due of the wake-ups that were booked, as two processes may do at a time. */
async function wake({ database, handlers, clock }: House): Promise<void> {
  for (;;) {
    const due = await database.read((reader) =>
      reader
        .selectFrom('jobs')
        .selectAll()
        .where('name', 'in', Object.keys(handlers))
        .where('run_at', '<=', clock.now())
        .orderBy('run_at')
        .orderBy('name')
        .orderBy('key')
        .execute(),
    );
    if (due.length === 0) return;
    for (const { name, key, run_at } of due) {
      await database.transaction((tx) =>
        tx.deleteFrom('jobs').where('name', '=', name).where('key', '=', key).where('run_at', '=', run_at).execute(),
      );
      const handler = handlers[name];
      if (!handler) continue;
      await handler({ name, key, at: instant(Number(run_at)), payload: null }, { transaction: database.transaction });
    }
  }
}
