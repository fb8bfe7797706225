import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { appendAudit } from '../../src/audit/append.ts';
import { acks } from '../../src/cli/verbs/acks.ts';
import { approvals } from '../../src/cli/verbs/approvals.ts';
import { change as changeVerb } from '../../src/cli/verbs/change.ts';
import { changes } from '../../src/cli/verbs/changes.ts';
import { history } from '../../src/cli/verbs/history.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { exportChange, exportJson } from '../../src/changes/story/export.ts';
import { exportHtml } from '../../src/changes/story/html.ts';
import { changeStory, serverStory } from '../../src/changes/story/story.ts';
import { serverId, sha256 } from '../../src/core/ids.ts';
import { answer } from '../../src/questions/answer.ts';
import { hostileStrings } from '../cards/hostile-strings.ts';
import { catalogue } from '../readiness/subjects.ts';
import { onBothDialects, openSqlite } from '../support/database.ts';
import { aBuild, known } from '../support/evidence.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ANA, anExecutionHouse, BO, type ExecutionHouse, OLE } from './execution-house.ts';

const FIRST = serverId('ber-ex01.contoso.test');
const SECOND = serverId('ber-ex02.contoso.test');
const OLD = { build: known(aBuild('15.2.2562.37')) };
const NEW = { build: known(aBuild('15.2.2562.56')) };

/** Started, ticked, done; the first server is proven, then the second. */
async function lived(a: ExecutionHouse, reason = 'October update'): Promise<ChangeId> {
  await a.fleet.report('BER-EX01', OLD);
  await a.fleet.report('BER-EX02', OLD);
  const { id, plan, planHash } = await a.change('approved', { plan: { reason } });
  await a.database.transaction((tx) =>
    appendAudit(tx, a.clock.now(), {
      actor: ANA,
      verb: 'change.proposed',
      subject: id,
      before: null,
      after: { state: 'proposed', plan: planHash, planned: JSON.parse(JSON.stringify(plan)) },
    }),
  );
  a.clock.set('2026-11-28T22:05:00Z');
  await a.press(ANA, { kind: 'start', change: id });
  await a.press(OLE, { kind: 'tick', change: id, server: FIRST, done: true });
  await a.press(OLE, { kind: 'tick', change: id, server: SECOND, done: true });
  await a.press(ANA, { kind: 'finish', change: id });
  a.clock.set('2026-11-29T06:12:00Z');
  await a.fleet.report('BER-EX01', NEW);
  await a.fleet.report('BER-EX02', NEW);
  return id;
}

onBothDialects((_, open) => {
  test('a change tells what happened to it in order, each deed with its hash', async () => {
    const a = await anExecutionHouse(await open());
    const id = await lived(a);
    const { told, deeds } = await a.database.read((reader) => changeStory(reader, id, 100));
    const texts = told.map(({ text }) => text);

    assert.equal(deeds, told.length);
    assert.match(
      texts[0] ?? '',
      /^Ana proposed it: BER-EX01 and BER-EX02, Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 UTC \(4 hours\)\.$/,
    );
    assert.deepEqual(told[0]?.notes, ['Reason: October update', 'Risk: low']);
    assert.deepEqual(texts.slice(1, 5), [
      'Ana started it.',
      'Ole ticked BER-EX01 off.',
      'Ole ticked BER-EX02 off.',
      'Ana said that it is done.',
    ]);
    assert.match(texts.at(-1) ?? '', /^It was verified/);
    assert.ok(told.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash)));
    assert.ok(told.every((one, index) => index === 0 || one.seq > (told[index - 1]?.seq ?? 0)));
  });

  test('a server tells of the changes that planned it, the newest first', async () => {
    const a = await anExecutionHouse(await open());
    const id = await lived(a);
    const { told } = await a.database.read((reader) => serverStory(reader, FIRST, 3));

    assert.equal(told.length, 3);
    assert.match(told[0]?.text ?? '', new RegExp(`^${id}: It was verified`));
  });

  test('an export holds what its hashes are made of, and every proof', async () => {
    const a = await anExecutionHouse(await open());
    const id = await lived(a);
    const found = await a.database.read((reader) => exportChange(reader, a.app, id, a.clock.now()));
    assert.ok(found);

    assert.equal(found.view.state, 'verified');
    assert.ok(found.chain.length >= 6);
    for (const { hashed, hash } of found.chain) assert.equal(sha256(hashed ?? ''), hash);
    const json = JSON.parse(JSON.stringify(exportJson(found)));
    assert.equal(json.plan.window.start, '2026-11-28T22:00:00.000Z');
    assert.deepEqual(
      json.servers.map((one: { name: string; proof: { proven: boolean } }) => [one.name, one.proof.proven]),
      [
        ['BER-EX01', true],
        ['BER-EX02', true],
      ],
    );
    assert.equal(
      await a.database.read((reader) => exportChange(reader, a.app, 'CHG-0999' as ChangeId, a.clock.now())),
      null,
    );
  });
});

describe('what is written for people', () => {
  test('nothing a person says breaks out of the page', async () => {
    const a = await anExecutionHouse(await openSqlite());
    const tags = /<\/?([a-z0-9]+)(?: [^<>]*)?>/gi;
    const id = await lived(a, 'plain');
    const clean = await a.database.read((reader) => exportChange(reader, a.app, id, a.clock.now()));
    assert.ok(clean);
    const expected = [...exportHtml(clean).matchAll(tags)].map((match) => match[0]).join('');
    assert.match(expected, /default-src 'none'/);

    for (const hostile of [
      ...hostileStrings,
      '"><img src=x onerror=alert(1)>',
      "' onload='x",
      '</style><script>',
      '</title>',
      '<!--',
      ']]>',
    ]) {
      const view = {
        ...clean.view,
        change: {
          ...clean.view.change,
          plan: { ...clean.view.change.plan, reason: hostile, impact: hostile, backout: hostile },
        },
        servers: clean.view.servers.map((server) => ({ ...server, name: hostile, aim: hostile })),
      };
      const told = clean.told.map((one) => ({ ...one, text: hostile, notes: one.notes.map(() => hostile) }));
      const page = exportHtml({ ...clean, view, told });
      assert.equal([...page.matchAll(tags)].map((match) => match[0]).join(''), expected, hostile);
      assert.doesNotMatch(page, /[\u202a-\u202e\u2066-\u2069]/);
    }
    await a.database.close();
  });

  test('the command line lists, shows, exports and tells', async () => {
    const a = await anExecutionHouse(await openSqlite());
    const id = await lived(a);
    const printed: string[] = [];
    const output = {
      width: 120,
      out: (text: string) => void printed.push(text),
      err: (text: string) => void printed.push(text),
    };
    const house = { database: a.database, changes: a.app };
    const at = { json: false, now: a.clock.now() };
    const said = () => printed.splice(0).join('\n');

    assert.equal(await changes(house, output, { ...at, filter: 'open' }), 0);
    assert.match(said(), /No change \(open\)/);
    assert.equal(await changes(house, output, { ...at, filter: 'all' }), 0);
    assert.match(said(), /CHG-0001.*verified/);
    assert.equal(await changeVerb(house, output, 'chg-1', { ...at, file: null }), 0);
    assert.match(said(), /Ole ticked BER-EX02 off/);
    assert.equal(await changeVerb(house, output, '7', { ...at, file: null }), 2);
    assert.match(said(), /There is no change 7/);
    const folder = temporaryFolder();
    for (const name of ['one.json', 'one.html']) {
      assert.equal(await changeVerb(house, output, id, { ...at, file: join(folder, name) }), 0);
      assert.match(readFileSync(join(folder, name), 'utf8'), /CHG-0001/);
    }
    assert.equal(await changeVerb(house, output, id, { ...at, file: join(folder, 'one.txt') }), 2);
    said();
    assert.equal(await history(house, output, 'ber-ex01', at), 0);
    assert.match(said(), /Report BER-EX01.xml came in: build 15.2.2562.56/);
    assert.equal(await history(house, output, 'CHG-9', at), 2);
    assert.equal(await acks(house, output, at), 0);
    assert.equal(await approvals(house, output, { ...at, person: null }), 0);
    assert.equal(await approvals(house, output, { ...at, person: 'nobody' }), 2);
    await a.database.close();
  });

  test('answers list changes, tell their story, and give no names where counts only are shown', async () => {
    const a = await anExecutionHouse(await openSqlite());
    const id = await lived(a);
    const desk = { database: a.database, clock: a.clock, catalogue: () => catalogue, changes: a.app };

    const list = await answer(desk, { kind: 'changes', filter: 'closed', page: 9 }, 'names', BO);
    assert.equal(list.kind === 'changes' && list.rows[0]?.id, id);
    const story = await answer(desk, { kind: 'story', change: 'chg 1' }, 'names', BO);
    assert.equal(story.kind === 'story' && story.told[0]?.who, 'Ana');
    const missing = await answer(desk, { kind: 'story', change: 'CHG-0042' }, 'names', BO);
    assert.equal(missing.kind === 'did-you-mean' && missing.suggestions[0]?.title, id);
    const mine = await answer(desk, { kind: 'approvals' }, 'names', BO);
    assert.deepEqual(mine.kind === 'approvals' && [mine.known, mine.rows.length], [true, 0]);
    const nobody = await answer(desk, { kind: 'approvals' }, 'names', null);
    assert.equal(nobody.kind === 'approvals' && nobody.known, false);
    for (const kind of ['story', 'changes', 'approvals'] as const) {
      const intent =
        kind === 'story'
          ? { kind, change: id }
          : kind === 'changes'
            ? ({ kind, filter: 'all', page: 1 } as const)
            : { kind };
      assert.equal((await answer(desk, intent, 'counts', BO)).kind, 'counts-only');
    }
    const server = await answer(desk, { kind: 'history', server: SECOND }, 'names', BO);
    assert.ok(server.kind === 'history' && server.told.length > 3 && server.reports.length === 2);
    await a.database.close();
  });
});
