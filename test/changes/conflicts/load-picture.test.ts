import assert from 'node:assert/strict';
import { it } from 'node:test';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import { conflictsOf } from '../../../src/changes/conflicts/conflicts-of.ts';
import { pictureOf } from '../../../src/changes/conflicts/load-picture.ts';
import type { Picture } from '../../../src/changes/conflicts/picture.ts';
import type { Plan } from '../../../src/changes/model.ts';
import { freshRecord } from '../../../src/changes/fresh-record.ts';
import { planHash } from '../../../src/changes/hash.ts';
import { changeId } from '../../../src/changes/next-id.ts';
import { changeStates, type ChangeState } from '../../../src/changes/states.ts';
import { insertChange } from '../../../src/changes/store.ts';
import { DAY, HOUR, type Instant, later } from '../../../src/core/clock.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import { insertFreeze, insertRule } from '../../../src/maintenance/store.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import type { Policy } from '../../../src/people/policy.ts';
import { rejudge } from '../../../src/readiness/project.ts';
import { insertRetirement } from '../../../src/readiness/retirements/store.ts';
import type { Database } from '../../../src/storage/database.ts';
import { aFleet, type TestFleet } from '../../readiness/fleets.ts';
import { onBothDialects } from '../../support/database.ts';
import { anOrganisation, known } from '../../support/evidence.ts';
import { ANA } from '../plan-house.ts';
import { aPlan, aWindow, SE_BUILD } from '../plans.ts';
import { aFreeze, aRule } from './pictures.ts';

const out = { inactiveComponents: known(['HubTransport']) };

/** Berlin and London of Contoso, and a London of Fabrikam. */
async function aHouse(database: Database, dags: Policy['dags'] = []) {
  const fleet = aFleet(database);
  await fleet.report('LON-EX03', { site: known('London'), dag: known(null) });
  fleet.clock.advance(9 * DAY);
  await fleet.report('BER-EX01', {});
  await fleet.report('BER-EX02', out);
  await fleet.report('BER-EX03', { inactiveComponents: { known: false, why: 'absent', path: 'x' } });
  await fleet.report('LON-EX01', { site: known('London'), dag: known(null), externalHosts: known([]) });
  await fleet.report('LON-EX02', { site: known('LONDON'), dag: known(null) });
  await fleet.report('LON-EX04', { site: known('London'), dag: known(null), ...out });
  await fleet.report('LON-ED01', { site: known('London'), dag: known(null), role: known('edge') });
  await fleet.report('LON-EX05', { site: known('London'), dag: known(null) });
  await fleet.report('FAB-EX01', {
    site: known('London'),
    dag: known('DAG-BER'),
    organisation: anOrganisation('Fabrikam'),
  });
  await retire(fleet, 'lon-ex05.contoso.test' as ServerId);
  const load = pictureOf({ policy: { ...defaultPolicy, dags }, maxEvidenceAge: 8 * DAY });
  const picture = (plan: Plan, now: Instant = fleet.clock.now()): Promise<Picture> =>
    database.read((reader) => load(reader, { plans: [plan], from: plan.window.start, to: plan.window.end, now }));
  return { fleet, load, picture };
}

async function retire({ database, context, clock }: TestFleet, server: ServerId): Promise<void> {
  await database.transaction(async (tx) => {
    await insertRetirement(tx, { server, at: clock.now(), by: ANA, reason: 'old', replacedBy: null });
    await rejudge(context, tx, [server]);
  });
}

function planFor(servers: readonly string[], over: Partial<Plan> = {}): Plan {
  return aPlan({
    servers: servers.map((name) => ({ server: `${name.toLowerCase()}.contoso.test` as ServerId, target: SE_BUILD })),
    window: windowOf(20),
    ...over,
  });
}

/** So many days after 28 November. */
function windowOf(days: number, hours = 4) {
  const start = later(aWindow().start, days * DAY);
  return aWindow({ start, end: later(start, hours * HOUR) });
}

async function aChange(database: Database, number: number, plan: Plan, state: ChangeState = 'approved'): Promise<void> {
  const change = {
    id: changeId(number),
    revision: 1,
    state,
    requester: ANA,
    plan,
    planHash: planHash(plan),
    createdAt: plan.window.start,
    dueAt: null,
    record: freshRecord({ author: ANA, place: null, now: plan.window.start }),
  };
  await database.transaction((tx) => insertChange(tx, change));
}

onBothDialects((_name, open) => {
  it('counts the Mailbox servers of a site, of one organisation, without retired ones; what is too old is not known', async () => {
    const { picture } = await aHouse(await open());
    const { sites, servers } = await picture(planFor(['LON-EX01', 'LON-EX02']));

    assert.deepEqual(
      [...sites],
      [
        ['contoso@contoso.test/london', { name: 'LONDON', in: 2, out: 1, unknown: 1 }],
        ['fabrikam@fabrikam.test/london', { name: 'London', in: 1, out: 0, unknown: 0 }],
      ],
    );
    const london = servers.get('lon-ex01.contoso.test' as ServerId);
    assert.equal(london?.site, 'contoso@contoso.test/london');
    assert.deepEqual([london?.service, london?.internetFacing, london?.fresh], ['in', false, true]);
  });

  it('pictures the members of a DAG with what their newest reports show, and of no other organisation', async () => {
    const { picture } = await aHouse(await open());
    const { dags, servers } = await picture(planFor(['BER-EX01']));

    const seen = ['ber-ex01', 'ber-ex02', 'ber-ex03'].map((name) => `${name}.contoso.test`);
    assert.deepEqual([...dags], [['contoso@contoso.test/dag-ber', { name: 'DAG-BER', seen, policy: null }]]);
    assert.deepEqual(
      seen.map((id) => servers.get(id as ServerId)?.service),
      ['in', 'out', 'unknown'],
    );
  });

  it('finds the members that the policy file names by short and by full name, in the same organisation', async () => {
    const members = ['ber-ex01', 'ber-ex02.contoso.test', 'lon-ex04', 'fab-ex01', 'ber-ex09'];
    const { picture } = await aHouse(await open(), [{ name: 'dag-ber', members, witness: 'files' }]);
    const { dags, servers } = await picture(planFor(['BER-EX01']));

    assert.deepEqual(dags.get('contoso@contoso.test/dag-ber')?.policy, {
      members: [
        { name: 'ber-ex01', server: 'ber-ex01.contoso.test' },
        { name: 'ber-ex02.contoso.test', server: 'ber-ex02.contoso.test' },
        { name: 'lon-ex04', server: 'lon-ex04.contoso.test' },
        { name: 'fab-ex01', server: null },
        { name: 'ber-ex09', server: null },
      ],
      witness: true,
    });
    assert.equal(servers.get('lon-ex04.contoso.test' as ServerId)?.service, 'out');
  });

  it('sees who reports the DAG that a server is in by the policy file alone', async () => {
    const members = ['ber-ex01', 'lon-ex01'];
    const { picture } = await aHouse(await open(), [{ name: 'dag-ber', members, witness: 'files' }]);
    const plan = planFor(['LON-EX01']);
    const loaded = await picture(plan);

    const { seen } = loaded.dags.get('contoso@contoso.test/dag-ber') ?? {};
    assert.deepEqual(
      seen,
      ['ber-ex01', 'ber-ex02', 'ber-ex03'].map((name) => `${name}.contoso.test`),
    );
    const types = conflictsIn(loaded, plan, null).map(({ type }) => type);
    assert.ok(types.includes('quorum-unknown') && !types.includes('quorum'), types.join(', '));
  });

  it('finds the DAG of a server by the policy file alone', async () => {
    const { picture } = await aHouse(await open(), [
      { name: 'dag-lon', members: ['lon-ex01', 'lon-ex02'], witness: null },
    ]);
    const { dags } = await picture(planFor(['LON-EX01']));

    assert.equal(dags.get('contoso@contoso.test/dag-lon')?.policy?.members.length, 2);
  });

  it('holds what is still to be worked on, and nothing else', async () => {
    const database = await open();
    const { picture } = await aHouse(database);
    for (const [index, state] of changeStates.entries())
      await aChange(database, index + 1, planFor(['BER-EX01']), state);
    const { changes } = await picture(planFor(['BER-EX01']));

    assert.deepEqual(changes.map(({ state }) => state).sort(), ['approved', 'in-progress', 'proposed']);
  });

  it('holds changes of the servers, their DAGs and their sites, of the servers also those before, and no others', async () => {
    const database = await open();
    const { picture } = await aHouse(database);
    await aChange(database, 1, planFor(['BER-EX02']));
    await aChange(database, 2, planFor(['LON-EX01']));
    await aChange(database, 3, planFor(['FAB-EX01', 'LON-EX04', 'BER-EX01'], { window: windowOf(10) }));
    await aChange(database, 4, planFor(['BER-EX02'], { window: windowOf(10) }));
    await aChange(database, 5, planFor(['BER-EX01'], { window: windowOf(30) }));
    const ids = async (...names: string[]) => (await picture(planFor(names))).changes.map(({ id }) => id);

    assert.deepEqual(await ids('BER-EX01'), ['CHG-0003', 'CHG-0001']);
    assert.deepEqual(await ids('LON-EX04'), ['CHG-0003', 'CHG-0002']);
    assert.deepEqual(await ids('LON-ED01'), []);
  });

  it('lets what reads as lapsed or missed go, and what runs on past its window claim on', async () => {
    const database = await open();
    const { picture } = await aHouse(database);
    const ahead = windowOf(20);
    await aChange(database, 1, planFor(['BER-EX01']), 'proposed');
    await aChange(database, 2, planFor(['BER-EX01'], { window: windowOf(20, 2) }), 'approved');
    await aChange(database, 3, planFor(['BER-EX02'], { window: windowOf(19) }), 'in-progress');
    const at = async (now: Instant, length: number) => {
      const window = aWindow({ start: now, end: later(now, length) });
      const { changes } = await picture(planFor(['BER-EX01'], { window }), now);
      return changes.map(({ id, window: { end } }) => [id, end - now]);
    };

    assert.deepEqual(await at(ahead.start, HOUR), [
      ['CHG-0003', 1],
      ['CHG-0002', 2 * HOUR],
    ]);
    assert.deepEqual(await at(later(ahead.start, 2 * HOUR), HOUR), [['CHG-0003', 1]]);
  });

  it('warns where no rule is known for the servers and one can not be read', async () => {
    const database = await open();
    const { picture } = await aHouse(database);
    const plan = planFor(['BER-EX01']);
    await database.transaction(async (tx) => {
      await insertRule(tx, aRule());
      await tx.updateTable('maintenance_rules').set({ rule: '{' }).execute();
    });

    const outside = conflictsIn(await picture(plan), plan, null).filter(({ type }) => type === 'outside-rules');

    assert.deepEqual(
      outside.map(({ severity, with: rules, text }) => [severity, rules, text]),
      [
        [
          'warns',
          ['RULE-0001'],
          'RULE-0001 can not be read, so it is not known whether it lies in a maintenance rule for BER-EX01.',
        ],
      ],
    );
  });

  it('holds rules and the freezes of the time', async () => {
    const database = await open();
    const { picture } = await aHouse(database);
    const { window } = planFor(['BER-EX01']);
    await database.transaction(async (tx) => {
      await insertRule(tx, aRule());
      await insertFreeze(tx, aFreeze());
      await insertFreeze(
        tx,
        aFreeze({ id: 'FREEZE-0002' as never, start: later(window.start, -DAY), end: window.end }),
      );
    });
    const { rules, freezes } = await picture(planFor(['BER-EX01']));

    assert.deepEqual(rules, [aRule()]);
    assert.deepEqual(
      freezes.map(({ id }) => id),
      ['FREEZE-0002'],
    );
  });

  it('comes to the sentences that people read', async () => {
    const database = await open();
    const members = ['ber-ex01', 'ber-ex02', 'ber-ex03'];
    const { load, fleet } = await aHouse(database, [{ name: 'dag-ber', members, witness: null }]);
    await aChange(database, 1, planFor(['BER-EX03']));
    const found = await database.read((reader) =>
      conflictsOf(reader, { picture: load }, planFor(['BER-EX01']), { self: null, now: fleet.clock.now() }),
    );

    assert.deepEqual(
      found.map(({ text }) => text),
      [
        'CHG-0001 works on BER-EX03 of DAG-BER too: Fri 18 Dec 2026, 22:00 to Sat 19 Dec 2026, 02:00 Europe/Berlin (4 hours).',
        'DAG-BER has 3 members: 3 voters, 1 may be down. 3 would be: BER-EX01, with BER-EX02 out already and BER-EX03 in CHG-0001.',
        'While BER-EX01 is worked on no member of DAG-BER is in service: of 2 other members 1 is out and 1 is in CHG-0001.',
        'While BER-EX01 is worked on no Mailbox server of Berlin is in service: of 2 others 1 is out and 1 is in CHG-0001.',
      ],
    );
  });

  it('comes to the same conflicts by one picture of many plans as by one of each', async () => {
    const database = await open();
    const dags = [
      { name: 'dag-ber', members: ['ber-ex01', 'ber-ex02', 'ber-ex03'], witness: null },
      { name: 'dag-lon', members: ['lon-ex01', 'lon-ex04'], witness: 'files' },
    ];
    const { load, fleet } = await aHouse(database, dags);
    const now = fleet.clock.now();
    const names = ['BER-EX01', 'BER-EX02', 'BER-EX03', 'LON-EX01', 'LON-EX02', 'LON-EX03', 'LON-ED01', 'FAB-EX01'];
    const plans = Array.from({ length: 24 }, (_, index) => ({
      id: changeId(index + 1),
      plan: planFor(
        [0, 1 + (index % 3), 5].map((step) => names[(index + step) % names.length] ?? 'BER-EX01'),
        {
          window: windowOf(10 + (index % 5) / 6),
        },
      ),
    }));
    for (const { plan } of plans.slice(0, 12))
      await aChange(database, plans.findIndex((one) => one.plan === plan) + 1, plan);

    const shared = await database.read((reader) =>
      load(reader, { plans: plans.map(({ plan }) => plan), from: now, to: later(now, 90 * DAY), now }),
    );

    let found = 0;
    for (const { id, plan } of plans) {
      const own = await database.read((reader) => conflictsOf(reader, { picture: load }, plan, { self: id, now }));
      assert.deepEqual(conflictsIn(shared, plan, id), own, plan.servers.map(({ server }) => server).join());
      found += own.length;
    }
    assert.ok(found > 100, `${found} conflicts`);
  });
});
