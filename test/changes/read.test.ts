import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { castVote } from '../../src/changes/approvals/cast.ts';
import { changeFilters } from '../../src/changes/filter.ts';
import type { Change, ChangeId } from '../../src/changes/model.ts';
import { usualPicture } from './pictures.ts';
import { approvalsOf, countChanges, listChanges, ownWaiting } from '../../src/changes/read.ts';
import { stateAt } from '../../src/changes/state-at.ts';
import { changeStates } from '../../src/changes/states.ts';
import { insertChange } from '../../src/changes/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { ANA, aUser, BO, CLI, CY, DI } from '../people/house.ts';
import { onBothDialects, openSqlite } from '../support/database.ts';
import { aChange, aDecisionHouse, chatId, type DecisionHouse } from './decision-house.ts';

function idOf(number: number): ChangeId {
  return `CHG-${String(number).padStart(4, '0')}` as ChangeId;
}

async function keep(house: DecisionHouse, ...changes: readonly Change[]): Promise<void> {
  await house.database.transaction(async (tx) => {
    for (const change of changes) await insertChange(tx, change);
  });
}

onBothDialects((_name, open) => {
  test('each list shows what reads so at the time, and the counts agree with the lists', async () => {
    const house = await aDecisionHouse(await open());
    const now = house.clock.now();
    const changes = changeStates.map((state, index) => aChange(now, { id: idOf(index + 1), state }));
    await keep(house, ...changes);
    const { start, end } = aChange(now).plan.window;
    const expected = (at: typeof now) =>
      Object.fromEntries(changes.map((change) => [change.id, stateAt(change, at)] as const));

    for (const at of [now, later(start, -1), start, later(end, -1), end]) {
      const counts = await house.database.read((reader) => countChanges(reader, at));
      for (const filter of changeFilters) {
        const rows = await house.database.read((reader) => listChanges(reader, house.changes, filter, at));
        assert.equal(rows.length, counts[filter], filter);
        for (const row of rows) assert.equal(row.state, expected(at)[row.id], `${filter} ${row.id}`);
      }
      const idsOf = async (filter: 'waiting' | 'missed' | 'coming' | 'open' | 'closed') =>
        (await house.database.read((reader) => listChanges(reader, house.changes, filter, at))).map(
          ({ state }) => state,
        );
      assert.deepEqual(await idsOf('waiting'), at < start ? ['proposed'] : []);
      assert.deepEqual(await idsOf('coming'), at < end ? ['approved'] : []);
      assert.deepEqual(await idsOf('missed'), at < end ? ['missed'] : ['missed', 'missed']);
      assert.equal(counts.open + counts.closed, changes.length);
    }
  });

  test('open changes come by their window, closed ones the newest first, in pages', async () => {
    const house = await aDecisionHouse(await open());
    const now = house.clock.now();
    await keep(
      house,
      aChange(later(now, 3 * HOUR), { id: idOf(1) }),
      aChange(now, { id: idOf(2) }),
      aChange(later(now, HOUR), { id: idOf(3) }),
      aChange(now, { id: idOf(4), state: 'verified' }),
      aChange(now, { id: idOf(5), state: 'failed' }),
    );
    const ids = async (...rest: [Parameters<typeof listChanges>[2], { limit: number; offset: number }?]) =>
      (await house.database.read((reader) => listChanges(reader, house.changes, rest[0], now, rest[1]))).map(
        ({ id }) => id,
      );
    assert.deepEqual(await ids('open'), [idOf(2), idOf(3), idOf(1)]);
    assert.deepEqual(await ids('closed'), [idOf(5), idOf(4)]);
    assert.deepEqual(await ids('all', { limit: 2, offset: 2 }), [idOf(3), idOf(2)]);
  });

  test('an emergency waits for its review until somebody has decided, whatever its reason says', async () => {
    const house = await aDecisionHouse(await open());
    const now = house.clock.now();
    const review = { dueAt: later(now, DAY), overdueToldAt: null, decided: null };
    const decided = { at: now, by: BO, verdict: 'accepted' as const, reason: '"decided":null' };
    const emergency = (id: number, record: Partial<Change['record']>) => {
      const change = aChange(now, { id: idOf(id), state: 'verified' }, { type: 'emergency' });
      return { ...change, record: { ...change.record, ...record } };
    };
    await keep(
      house,
      emergency(1, { review }),
      emergency(2, { review: { ...review, decided } }),
      emergency(3, { closing: '"decided":null' }),
    );
    const rows = await house.database.read((reader) => listChanges(reader, house.changes, 'review', later(now, DAY)));
    assert.deepEqual(
      rows.map(({ id, reviewOverdue }) => [id, reviewOverdue]),
      [[idOf(1), true]],
    );
  });

  test('what waits for somebody is exactly what they can decide on', async () => {
    const berlin = { by: 'site', value: 'Berlin' } as const;
    const fin = aUser('Fin Falk', 7);
    const house = await aDecisionHouse(await open(), {
      policy: { approvers: [{ scope: berlin, people: [BO.aadObjectId] }], fallbacks: [fin.aadObjectId] },
    });
    const now = house.clock.now();
    for (const user of [BO, CY, DI]) await house.person(user, ['approver']);
    const eve = aUser('Eve Ek', 5);
    for (const user of [eve, fin, ANA]) await house.person(user, ['operator']);
    await house.lend(CY, eve, now, later(now, DAY));
    await house.lend(ANA, DI, later(now, -DAY), later(now, HOUR));
    await aServer(house.database, 'b.example.test', 'Berlin');
    await aServer(house.database, 'h.example.test', 'Hamburg');
    const of = (id: number, server: string, over: Partial<Change> = {}) =>
      aChange(
        now,
        { id: idOf(id), ...over },
        {
          servers: [{ server: serverId(server), target: { kind: 'retired', replacedBy: null } }],
        },
      );
    const escalated = of(5, 'h.example.test');
    const changes = [
      of(1, 'b.example.test'),
      of(2, 'h.example.test'),
      of(3, 'h.example.test', { requester: CY }),
      of(4, 'h.example.test', { requester: eve, createdAt: later(now, 2 * HOUR) }),
      { ...escalated, record: { ...escalated.record, escalatedAt: now } },
    ];
    await keep(house, ...changes);
    house.clock.set(later(now, 3 * HOUR));
    const at = house.clock.now();

    for (const user of [ANA, BO, CY, DI, eve, fin]) {
      const waiting = await house.database.read((reader) => approvalsOf(reader, house.changes, user, at));
      const can: ChangeId[] = [];
      for (const change of changes) {
        const casting = { vote: 'approve', plan: change.planHash, reason: null } as const;
        const tried = await house.database.transaction((tx) =>
          castVote(tx, house.changes, { actor: user }, change, at, casting),
        );
        if (tried.ok) can.push(change.id);
      }
      assert.deepEqual(
        waiting.map(({ id }) => id),
        can,
        user.name ?? '',
      );
    }
    assert.deepEqual(await house.database.read((reader) => approvalsOf(reader, house.changes, CLI, at)), []);
    const own = await house.database.read((reader) => ownWaiting(reader, house.changes, CY, at));
    assert.deepEqual(
      own.map(({ id }) => id),
      [idOf(3)],
    );
  });

  test('a line says who was asked and has not answered, and how many have', async () => {
    const two = { low: 2, medium: 2, high: 2 };
    const house = await aDecisionHouse(await open(), {
      policy: { approvals: { standard: two, normal: two, emergency: two } },
    });
    for (const user of [BO, CY]) await house.person(user, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);
    const [row] = await house.database.read((reader) =>
      listChanges(reader, house.changes, 'waiting', house.clock.now()),
    );
    assert.equal(row?.given, 1);
    assert.equal(row?.needed, 2);
    assert.deepEqual(
      row?.waitsFor.flatMap(({ name }) => name ?? []),
      ['Cy Chen'],
    );
  });
});

test('an approval asks the database no more where the fleet is large and many changes are open', async () => {
  const asked: number[] = [];
  for (const others of [1, 40]) {
    const raw = await openSqlite();
    const counter = counting(raw);
    const house = await aDecisionHouse(counter.database, { picture: usualPicture });
    for (let number = 0; number < 6; number += 1)
      await house.person(aUser(`Person ${number}`, 30 + number), ['approver']);
    await keep(
      house,
      ...Array.from({ length: others }, (_, index) =>
        aChange(
          house.clock.now(),
          { id: idOf(index + 2) },
          {
            servers: [{ server: serverId(`s${index}.example.test`), target: { kind: 'retired', replacedBy: null } }],
          },
        ),
      ),
    );
    const change = await house.proposal();
    await house.post(change, chatId(ANA));
    const before = counter.queries();
    await house.approve(aUser('Person 0', 30), change);
    asked.push(counter.queries() - before);
    await raw.close();
  }
  assert.ok((asked[1] ?? 0) <= (asked[0] ?? 0), asked.join(' and then '));
  assert.ok((asked[0] ?? 0) <= 42, `${asked[0]} queries`);
});

async function aServer(database: Database, id: string, site: string): Promise<void> {
  await database.transaction((tx) =>
    tx
      .insertInto('servers')
      .values({
        id,
        name: id.toUpperCase(),
        short_name: id,
        fqdn: id,
        organisation_id: null,
        organisation_name: null,
        role: 'mailbox',
        displayed_build: null,
        site,
        dag: null,
        current_report: null,
        listed: true,
        first_seen: 0,
      })
      .execute(),
  );
}

/** A database that counts the statements it is asked for. */
function counting(raw: Database): { readonly database: Database; queries(): number } {
  let queries = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    database: {
      ...raw,
      read: (work) => raw.read((reader) => work(reader.withPlugin(plugin))),
      transaction: (work) => raw.transaction((tx) => work(tx.withPlugin(plugin) as typeof tx)),
    },
    queries: () => queries,
  };
}
