import { randomUUID } from 'node:crypto';
import { pictureOf } from '../src/changes/conflicts/load-picture.ts';
import type { PlanShape } from '../src/changes/conflicts/picture.ts';
import { freshRecord } from '../src/changes/fresh-record.ts';
import { planHash } from '../src/changes/hash.ts';
import type { Change, Plan } from '../src/changes/model.ts';
import { changeId } from '../src/changes/next-id.ts';
import { groundOf } from '../src/changes/simulate/load.ts';
import type { SimulationGround } from '../src/changes/simulate/simulate.ts';
import { insertChange } from '../src/changes/store.ts';
import { readWindow } from '../src/changes/window.ts';
import { DAY, dayOf, HOUR, type Instant, later } from '../src/core/clock.ts';
import { type ServerId, serverId } from '../src/core/ids.ts';
import { actOnMaintenance } from '../src/maintenance/act.ts';
import type { MaintenanceApp } from '../src/maintenance/app.ts';
import type { MaintenanceCommand } from '../src/maintenance/model.ts';
import { defaultPolicy } from '../src/people/default-policy.ts';
import type { House } from '../src/wire.ts';
import { median, timed } from './figures.ts';
import { openFleet } from './fleet.ts';
import { BENCH, type BenchHouse, openBenchHouse } from './house.ts';

const SERVERS_A_DAG = 4;
const SERVERS_A_SITE = 250;
const SERVERS_A_CHANGE = 20;
const WEEKS = 13;

/** Open changes on every server of a fleet with DAGs that the policy names, maintenance rules and freezes. */
export interface Setting {
  readonly opened: BenchHouse;
  readonly ground: SimulationGround;
  /** A DAG that a change of the same site has, in that change's night. */
  readonly plan: PlanShape;
  readonly from: Instant;
  readonly loadMs: number;
}

export async function settle(servers: number, changes: number): Promise<Setting> {
  const opened = await openBenchHouse();
  const { house } = opened;
  const now = house.clock.now();
  const fleet = await openFleet(opened);
  for (let server = 0; server < servers; server++) {
    const place = { site: `Site ${Math.floor(server / SERVERS_A_SITE)}`, dag: dagName(server) };
    await fleet.report(server, { sample: server, ...place, at: later(now, -HOUR) });
  }
  await setRules(house, Math.ceil(servers / SERVERS_A_SITE));
  await proposeAll(house, servers, changes, now);

  const app = { picture: pictureFor(house, servers) };
  let ground: SimulationGround | null = null;
  const loadMs = await timed(async () => {
    ground = await house.database.read((reader) => groundOf(reader, app, { from: now, days: 90 }));
  });
  if (!ground) throw new Error('nothing was loaded');
  return { opened, ground, plan: planBeside(ground), from: now, loadMs };
}

function dagName(server: number): string {
  return `DAG-${String(Math.floor(server / SERVERS_A_DAG)).padStart(4, '0')}`;
}

function nameOf(server: number): string {
  return `srv${String(server).padStart(5, '0')}`;
}

/** With a policy that names the members of every DAG. */
function pictureFor({ config }: House, servers: number) {
  const dags = Array.from({ length: Math.ceil(servers / SERVERS_A_DAG) }, (_, index) => ({
    name: dagName(index * SERVERS_A_DAG),
    members: Array.from({ length: SERVERS_A_DAG }, (__, at) => nameOf(index * SERVERS_A_DAG + at)),
    witness: 'witness',
  }));
  return pictureOf({ policy: { dags, minutes: defaultPolicy.minutes }, maxEvidenceAge: config.evidenceMaxAge });
}

/** One rule for all, one a site, and freezes of two sites. */
async function setRules({ maintenance }: House, sites: number): Promise<void> {
  const rule = {
    recurrence: 'weekly',
    number: '',
    rrule: '',
    noStartBefore: '',
    zone: 'Europe/Berlin',
    preApproves: false,
  };
  const freeze = { fromTime: '', untilTime: '', zone: 'UTC', effect: 'forbids', reason: 'Closing' };
  await say(maintenance, {
    kind: 'set-rule',
    rule: null,
    revision: null,
    draft: { ...rule, name: 'Saturday nights', days: 'sat', time: '22:00', hours: '12', scope: 'all' },
  });
  for (let site = 0; site < sites; site++) {
    await say(maintenance, {
      kind: 'set-rule',
      rule: null,
      revision: null,
      draft: { ...rule, name: `Site ${site}`, days: 'wed', time: '20:00', hours: '8', scope: `site:Site ${site}` },
    });
  }
  for (const site of [0, 1]) {
    const [fromDate, untilDate] = [5, 9].map((days) => dayOf(later(maintenance.clock.now(), days * DAY)));
    const dates = { fromDate: fromDate ?? '', untilDate: untilDate ?? '' };
    await say(maintenance, {
      kind: 'set-freeze',
      draft: { ...freeze, ...dates, name: `F${site}`, scope: `site:Site ${site}` },
    });
  }
}

async function say(app: MaintenanceApp, command: MaintenanceCommand): Promise<void> {
  const answer = await actOnMaintenance(app, { actor: BENCH.actor, standing: 'member', command, once: randomUUID() });
  if (answer.kind !== 'maintenance-rules') throw new Error(JSON.stringify(answer));
}

/** One change of every so many servers, on the Saturday nights of the coming weeks in turn. */
async function proposeAll({ database }: House, servers: number, wanted: number, now: Instant): Promise<void> {
  const build = { kind: 'build', build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU' } as const;
  await database.transaction(async (tx) => {
    for (let number = 0; number < wanted; number++) {
      const first = (number * SERVERS_A_CHANGE) % servers;
      const window = readWindow(
        { date: saturday(now, 1 + (number % WEEKS)), time: '22:00', hours: '12', zone: 'Europe/Berlin' },
        now,
      );
      if (!window.ok) throw new Error(window.refusal.message);
      const plan: Plan = {
        type: 'normal',
        servers: Array.from({ length: SERVERS_A_CHANGE }, (_, at) => ({ server: idOf(first + at), target: build })),
        window: window.value,
        reason: 'October update',
        risk: 'medium',
        riskWhy: [],
        impact: '',
        backout: '',
        adPrep: false,
      };
      const change: Change = {
        id: changeId(number + 1),
        revision: 1,
        state: 'proposed',
        requester: BENCH.actor,
        plan,
        planHash: planHash(plan),
        createdAt: now,
        dueAt: null,
        record: freshRecord({ author: BENCH.actor, place: null, now }),
      };
      await insertChange(tx, change);
    }
  });
}

function idOf(server: number): ServerId {
  return serverId(`${nameOf(server)}.contoso.test`);
}

/** The Saturday in so many weeks, at the earliest a week from now. */
function saturday(now: Instant, weeks: number): string {
  const ahead = (6 - new Date(now).getUTCDay() + 7) % 7;
  return dayOf(later(now, (ahead + 7 * weeks) * DAY));
}

/** The first DAG with a server to be updated, in the night of a change of the same site. */
function planBeside({ changes, picture }: SimulationGround): PlanShape {
  const own = changes.find(({ plan }) =>
    plan.servers.some(({ server }) => picture.rows.get(server)?.assessment.missesUpdate),
  );
  if (!own) throw new Error('no server misses an update');
  const servers = own.plan.servers.slice(0, SERVERS_A_DAG);
  return { type: 'normal', servers, window: own.plan.window };
}

/** How long the picture of one plan takes to load, as proposing and approving load it. */
export async function loadOne(house: House, servers: number, plan: PlanShape): Promise<number> {
  const picture = pictureFor(house, servers);
  const { start: from, end: to } = plan.window;
  const now = house.clock.now();
  const times: number[] = [];
  for (let pass = 0; pass < 20; pass++) {
    times.push(await timed(() => house.database.read((reader) => picture(reader, { plans: [plan], from, to, now }))));
  }
  return median(times);
}
