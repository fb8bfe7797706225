import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../../src/core/actor.ts';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { reportsOf } from '../../src/evidence/store.ts';
import { personKey } from '../../src/people/identity.ts';
import type { ReaderRules } from '../../src/people/readers.ts';
import { deleteGrant, insertGrant } from '../../src/people/store.ts';
import { actOnServer, type ServerApp } from '../../src/readiness/act-on-server.ts';
import { fleetSummary } from '../../src/readiness/fleet.ts';
import { auditHead } from '../../src/audit/head.ts';
import { type JudgedServer, rejudge } from '../../src/readiness/project.ts';
import { rememberedFleet } from '../../src/readiness/remembered.ts';
import { readServerAct } from '../../src/readiness/read-server-act.ts';
import type { ServerAnswer, ServerCommand } from '../../src/readiness/retire-model.ts';
import { startWatch } from '../../src/readiness/watch.ts';
import { settled } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, anInventoryFile, aListedServer, known } from '../support/evidence.ts';
import { aFleet } from './fleets.ts';
import { catalogue, NOW } from './subjects.ts';

const tenantId = '11111111-1111-1111-1111-111111111111';
const ana: Actor = { kind: 'user', tenantId, aadObjectId: 'aaaaaaaa-0000-0000-0000-000000000001', name: 'Ana Ortiz' };
const eve: Actor = { kind: 'user', tenantId, aadObjectId: 'eeeeeeee-0000-0000-0000-000000000009', name: 'Eve' };
const rules: ReaderRules = { admins: ['aaaaaaaa-0000-0000-0000-000000000001'], viewers: [], demo: false };

onBothDialects((_, open) => {
  async function aHouse() {
    const told: JudgedServer[] = [];
    const logged: number[] = [];
    const fleet = aFleet(await open(), [
      async (tx, judged) => {
        told.push(...judged);
        logged.push((await auditHead(tx)).seq);
      },
    ]);
    await fleet.report('EX-01', { build: known(aBuild('15.2.2562.37')) });
    await fleet.report('EX-02');
    told.length = 0;
    logged.length = 0;
    const app: ServerApp = {
      database: fleet.database,
      clock: fleet.clock,
      log: silentLog,
      rules,
      rejudge: (tx, servers) => rejudge(fleet.context, tx, servers),
    };
    const act = (command: ServerCommand, more: { actor?: Actor; once?: string; standing?: 'member' | 'guest' } = {}) =>
      actOnServer(app, { actor: ana, standing: 'member', once: 'press-1', ...more, command });
    const summary = () => fleet.database.read((reader) => fleetSummary(reader, fleet.clock.now(), catalogue.asOf));
    const deeds = () =>
      fleet.database.read((reader) =>
        reader.selectFrom('audit').selectAll().where('verb', 'like', 'server.%').orderBy('seq').execute(),
      );
    return { fleet, told, logged, act, summary, deeds };
  }
  const id = 'ex-01.contoso.test' as never;
  const gone: ServerCommand = { kind: 'retire', server: id, replacedBy: 'ex-02', reason: 'moved to Thames' };

  test('what follows from retiring or reviving a server comes after it in the log', async () => {
    const { logged, act, deeds } = await aHouse();

    await act(gone);
    await act({ kind: 'revive', server: id, reason: 'needed again' });

    const rows = await deeds();
    assert.deepEqual(
      rows.map(({ verb }) => verb),
      ['server.retired', 'server.revived'],
    );
    assert.deepEqual(
      logged,
      rows.map(({ seq }) => Number(seq)),
    );
  });

  test('a retired server leaves the counts and the lists at once, and is told as retired', async () => {
    const { fleet, told, act, summary, deeds } = await aHouse();
    const remembered = rememberedFleet(fleet.database);
    const list = () => remembered.list({ kind: 'failing', scope: null, cause: null, now: NOW, page: 1, pageSize: 12 });
    assert.equal((await list()).total, 1);

    const answer = as(await act(gone), 'server-retired');

    assert.equal(answer.server.retirement.replacedBy?.name, 'EX-02');
    assert.match(answer.notice ?? '', /EX-01 is retired/);
    const after = await summary();
    assert.deepEqual([after.servers, after.totals.failing, after.retired], [1, 0, 1]);
    assert.equal((await list()).total, 0, 'the remembered list too');
    assert.deepEqual(
      told.map(({ server, before, after: now }) => [server, before?.assessment.readiness, now]),
      [['ex-01.contoso.test', 'failing', null]],
    );
    assert.deepEqual(
      (await deeds()).map(({ verb, subject }) => [verb, subject]),
      [['server.retired', 'ex-01.contoso.test']],
    );
  });

  test('a press delivered again retires once, and another one says who did it', async () => {
    const { act, deeds } = await aHouse();
    const first = as(await act(gone), 'server-retired');
    const again = as(await act(gone), 'server-retired');
    const other = as(await act(gone, { once: 'press-2' }), 'server-retired');

    assert.equal(again.notice, first.notice);
    assert.match(other.notice ?? '', /retired already, by Ana Ortiz/);
    assert.equal((await deeds()).length, 1);
  });

  test('a report that comes later is kept and does not bring it back', async () => {
    const { fleet, act, summary } = await aHouse();
    await act(gone);
    await fleet.clock.advance(HOUR);
    await fleet.report('EX-01', { build: known(aBuild('15.2.2562.56')) });

    const reports = await fleet.database.read((reader) => reportsOf(reader, id, { limit: 9, offset: 0 }));
    assert.equal(reports.total, 2);
    assert.equal((await summary()).servers, 1);
    const shown = as(await act({ kind: 'retire-form', server: 'EX-01' }), 'server-retired');
    assert.ok((shown.server.newestReport ?? 0) > shown.server.retirement.at);
  });

  test('judging everything anew leaves it out and comes to an end', async () => {
    const { fleet, act, summary } = await aHouse();
    await act(gone);
    await fleet.clock.advance(30 * DAY);
    const watch = startWatch({ database: fleet.database, context: fleet.context, log: silentLog });
    await watch.caughtUp;
    await watch.stop();

    assert.equal((await summary()).servers, 1);
  });

  test('an inventory that lists it does not count it as missing', async () => {
    const { fleet, act, summary } = await aHouse();
    const list = ['EX-01', 'EX-02'].map((name) => aListedServer({ name, fqdn: `${name}.contoso.test` }));
    await fleet.take(anInventoryFile(list), 'inventory.xml');
    assert.deepEqual((await summary()).completeness, { listed: 2, reported: 2 });
    await act(gone);

    assert.deepEqual((await summary()).completeness, { listed: 1, reported: 1 });
  });

  test('revived, it is judged by its newest evidence in the same moment', async () => {
    const { act, summary, deeds } = await aHouse();
    await act(gone);
    as(await act({ kind: 'revive-form', server: 'ex-01' }), 'server-revive-form');
    const answer = as(await act({ kind: 'revive', server: id, reason: 'still needed' }), 'server-revived');

    assert.equal(answer.readiness, 'failing');
    assert.deepEqual([(await summary()).servers, (await summary()).retired], [2, 0]);
    assert.deepEqual(
      (await deeds()).map(({ verb }) => verb),
      ['server.retired', 'server.revived'],
    );
    assert.match(
      as(await act({ kind: 'revive', server: id, reason: 'x' }, { once: 'p' }), 'refused').refusal.message,
      /not retired/,
    );
  });

  test('forms only read, and name what can not be', async () => {
    const { act, deeds } = await aHouse();
    const form = as(await act({ kind: 'retire-form', server: 'ex-01', replacedBy: 'new-77' }), 'server-retire-form');
    assert.deepEqual(form.replacedBy, { id: 'new-77', name: 'new-77', known: false });
    assert.match(as(await act({ kind: 'retire-form', server: 'ex-09' }), 'refused').refusal.hint, /EX-01 or EX-02/);
    assert.match(
      as(await act({ kind: 'retire-form', server: 'ex-01', replacedBy: 'EX-01' }), 'refused').refusal.message,
      /replace itself/,
    );
    assert.match(
      as(await act({ ...gone, reason: '  ' } as ServerCommand), 'refused').refusal.message,
      /reason is missing/,
    );
    assert.equal((await deeds()).length, 0);
  });

  test('whose role was revoked while the press waited for another write does nothing', async () => {
    const { fleet, act, deeds } = await aHouse();
    const person = personKey(eve as Extract<Actor, { kind: 'user' }>);
    await fleet.database.transaction((tx) =>
      insertGrant(tx, { person, role: 'operator', granted_by: '{}', granted_at: NOW }),
    );
    for (const command of [gone, { kind: 'revive', server: id, reason: 'back' } as const]) {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const writing = fleet.database.transaction(async (tx) => {
        await released;
        await deleteGrant(tx, person, 'operator');
      });
      const waiting = act(command, { actor: eve });
      await settled();
      release();
      await writing;
      assert.equal(as(await waiting, 'refused').refusal.code, 'not-allowed');
      await fleet.database.transaction((tx) =>
        insertGrant(tx, { person, role: 'operator', granted_by: '{}', granted_at: NOW }),
      );
    }
    assert.deepEqual(await deeds(), []);
  });

  test('who is no operator, and every guest, is refused before anything is read', async () => {
    const { act, deeds } = await aHouse();
    assert.equal(as(await act(gone, { actor: eve }), 'refused').refusal.code, 'not-allowed');
    assert.equal(as(await act(gone, { standing: 'guest' }), 'refused').refusal.code, 'not-allowed');
    assert.equal((await deeds()).length, 0);
  });
});

test('a form brings the reason that was written into it, and nothing strange passes', () => {
  const act = { server: { kind: 'retire', server: 'EX-01.contoso.test', replacedBy: 'a' } };
  assert.deepEqual(readServerAct({ act, once: 'o', reason: 'gone', replacedBy: ' ' }), {
    once: 'o',
    command: { kind: 'retire', server: 'ex-01.contoso.test', replacedBy: null, reason: 'gone' },
  });
  for (const data of [
    null,
    {},
    { act: { server: { kind: 'unreadable' } }, once: 'o' },
    { act, once: '' },
    { act, once: 'o', reason: 'x'.repeat(5_001) },
  ]) {
    assert.equal(readServerAct(data), null);
  }
});

function as<Kind extends ServerAnswer['kind']>(
  answer: ServerAnswer,
  kind: Kind,
): Extract<ServerAnswer, { kind: Kind }> {
  assert.equal(answer.kind, kind, JSON.stringify(answer));
  return answer as Extract<ServerAnswer, { kind: Kind }>;
}
