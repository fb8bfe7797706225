import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { actOnAck } from '../../src/acknowledgements/act.ts';
import { exportAudit } from '../../src/audit/export.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { type AnyAnswer, type ChangeContext, present, type Presented } from '../../src/cards/present.ts';
import { actOnChange } from '../../src/changes/act.ts';
import type { ChangeAnswer, ChangeCommand, ChangeId } from '../../src/changes/model.ts';
import { exportChange } from '../../src/changes/story/export.ts';
import { exportHtml } from '../../src/changes/story/html.ts';
import { acks } from '../../src/cli/verbs/acks.ts';
import { approvals } from '../../src/cli/verbs/approvals.ts';
import { change as changeVerb } from '../../src/cli/verbs/change.ts';
import { changes as changesVerb } from '../../src/cli/verbs/changes.ts';
import { history } from '../../src/cli/verbs/history.ts';
import { openLog } from '../../src/config/log.ts';
import { readConfig } from '../../src/config/read.ts';
import { serverId } from '../../src/core/ids.ts';
import { keep } from '../../src/evidence/ingest.ts';
import { actOnPeople } from '../../src/people/act.ts';
import { rememberPerson } from '../../src/people/directory.ts';
import { personKey } from '../../src/people/identity.ts';
import { answer } from '../../src/questions/answer.ts';
import { parse } from '../../src/questions/parse.ts';
import { actOnServer } from '../../src/readiness/act-on-server.ts';
import { type House, openHouse } from '../../src/wire.ts';
import { escapes } from '../cards/escapes.ts';
import { hostileStrings } from '../cards/hostile-strings.ts';
import { brokenRules, walk } from '../support/card-rules.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { aBuild, anOrganisation, aReportFile, bySweep, known } from '../support/evidence.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readCsv } from '../support/read-csv.ts';

/** What a spreadsheet would take for a formula, and what ends a place in HTML or XML. */
const corpus: readonly string[] = [
  ...hostileStrings,
  '=HYPERLINK("https://evil.example")',
  '+1+cmd|calc!A0',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  ']]><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</td></tr></table><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' onfocus='alert(1)",
  '","level":"error","message":"forged',
  'line\n{"level":"error","message":"forged"}',
];

const person = (name: string, id: string) => ({ kind: 'user', tenantId: 'tenant', aadObjectId: id, name }) as const;
/** Nothing that a reader of a page, a terminal or a card would act upon unseen. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;
const TAGS =
  /^<(?:!DOCTYPE html|html lang="en"|meta charset="utf-8"|meta http-equiv="Content-Security-Policy" content="[^"<>]*"|meta name="viewport" content="width=device-width"|th scope="(?:row|col)"|(?:p|span) class="[a-z]+"|\/?(?:html|head|title|style|body|h1|h2|p|table|thead|tr|th|td|ol|li|code|br|span))>$/;

describe('what a person or a report says, from every input to every output', () => {
  let house: House;
  let clock: FakeClock;
  const logged: string[] = [];
  const printed: string[] = [];
  const output = {
    width: 100,
    out: (text: string) => void printed.push(text),
    err: (text: string) => void printed.push(text),
  };

  before(async () => {
    const folder = temporaryFolder();
    const read = readConfig({
      BOT_AUTH: 'off',
      HOST: '127.0.0.1',
      VIEWERS: 'tenant',
      DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
      REPORT_STORE: join(folder, 'reports'),
      LOG_LEVEL: 'debug',
    });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    clock = fakeClock('2026-11-21T09:00:00Z');
    house = await openHouse(read.config, openLog(read.config, { write: (line) => void logged.push(line) }), clock);
  });
  after(() => house.close());

  it('is tried with more than sixty texts', () => assert.ok(new Set(corpus).size >= 60));

  for (const [number, hostile] of corpus.entries()) {
    it(`${JSON.stringify(hostile.slice(0, 40))} breaks out of no card, page, table, terminal or log`, async () => {
      const { cards, change } = await through(number, hostile);
      assert.ok(cards.length > 10);
      for (const { card, text } of cards) holds(card, text);

      const exported = await house.database.read((reader) => exportChange(reader, house.changes, change, clock.now()));
      assert.ok(exported);
      const page = exportHtml(exported);
      for (const [tag] of page.replace(/<style>[^<]*<\/style>/, '').matchAll(/<[^>]*>?/g)) assert.match(tag, TAGS);
      assert.doesNotMatch(page.replaceAll('\n', ''), UNSEEN);

      const ask = { json: false, now: clock.now() };
      await changeVerb(house, output, change, { ...ask, file: null });
      for (const text of printed.splice(0)) assert.doesNotMatch(text.replaceAll('\n', ''), UNSEEN);

      for (const line of logged.splice(0)) {
        assert.match(line, /^[^\n]*\n$/);
        const { message } = JSON.parse(line) as { message: string };
        assert.notEqual(message, 'forged');
        // What people write is in no line, as long as it is no word that may stand there by chance.
        if (hostile.trim().length > 12) assert.ok(!line.includes(JSON.stringify(hostile).slice(1, -1)), line);
      }
    });
  }

  it('stays in its cell of the audit log, which a spreadsheet takes for no formula, and the chain holds', async () => {
    let csv = '';
    await house.database.read((reader) =>
      exportAudit(reader, { format: 'csv' }, (text) => {
        csv += text;
      }),
    );
    const lines = readCsv(csv);
    const width = lines[0]?.length;
    assert.ok(lines.length > 5);
    for (const cells of lines) {
      assert.equal(cells.length, width);
      for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    }
    assert.ok((await house.database.read((reader) => verifyAudit(reader))).ok);
  });

  it('moves nothing in the lists of the command line', async () => {
    const ask = { json: false, now: clock.now() };
    await acks(house, output, ask);
    await changesVerb(house, output, { ...ask, filter: 'all' });
    await approvals(house, output, { ...ask, person: null });
    await history(house, output, 'CHG-0001', ask);
    for (const text of printed.splice(0)) for (const line of text.split('\n')) assert.doesNotMatch(line, UNSEEN);
  });

  function holds(card: Presented['card'], text: string): void {
    assert.deepEqual(brokenRules(card), [], text);
    assert.doesNotMatch(text, /[<>\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\{\{/u);
    for (const node of walk(JSON.parse(JSON.stringify(card)))) {
      if (node.type !== 'TextBlock') continue;
      for (const shown of String(node.text).split('\n\n')) assert.deepEqual(escapes(shown), [], shown);
    }
  }

  /** The text as every name and in every field, and the cards that came of it. */
  async function through(number: number, hostile: string): Promise<{ cards: Presented[]; change: ChangeId }> {
    const cards: Presented[] = [];
    const context: ChangeContext = { zone: 'UTC', once: () => randomUUID(), audience: 'names' };
    const shown = <One extends AnyAnswer>(one: One): One => {
      cards.push(present(one, context));
      return one;
    };
    const [ana, bo] = [person(hostile, `ana-${number}`), person(hostile, `bo-${number}`)];
    const fqdn = `h${number}.contoso.test`;
    const id = serverId(fqdn);
    // What stands for a name has to be one; the report may say what it likes of its place.
    const named = { name: hostile.slice(0, 64).trim() || 'blank', fqdn, site: known(hostile), dag: known(hostile) };
    const file = aReportFile({
      ...named,
      organisation: anOrganisation(),
      generatedAt: known(clock.now()),
      build: known(aBuild('15.2.2562.37')),
    });
    await keep(house.intake(), bySweep, hostile, file);
    await house.database.transaction(async (tx) => {
      for (const one of [ana, bo]) await rememberPerson(tx, clock.now(), one, one.name);
    });

    const doer = { actor: ana, standing: 'member' } as const;
    const once = () => randomUUID();
    const say = async (command: ChangeCommand, by: typeof ana | typeof bo = ana): Promise<ChangeAnswer> =>
      shown(await actOnChange(house.changes, { ...doer, actor: by, place: null, once: once(), command }));
    // No more than the doors let through: what is longer is refused there.
    const [reason, short] = [hostile.slice(0, 5_000), hostile.slice(0, 300)];
    const ack = async (text: string) =>
      shown(
        await actOnAck(house.acknowledgements, {
          ...doer,
          place: null,
          once: once(),
          command: { kind: 'make', servers: [id], until: '2026-11-25', zone: 'UTC', reason: text },
        }),
      );
    await ack(reason);
    // Where a text is refused, one that is not has to stand in its place: what it hangs on comes after.
    await ack('the board meets');
    shown(await actOnAck(house.acknowledgements, { ...doer, place: null, once: once(), command: { kind: 'list' } }));

    const form = await say({ kind: 'form', servers: [short, id], change: null, reason });
    const draft = {
      type: 'normal',
      servers: [{ server: id, target: 'build:15.2.2562.56', order: '1' }],
      ...{ date: '2026-11-28', time: '22:00', hours: '4', zone: 'UTC', risk: '', adPrep: false },
    };
    assert.ok(form.kind === 'change-form' || form.kind === 'refused');
    const whole = { ...draft, reason, impact: reason, backout: reason };
    const first = await say({ kind: 'propose', draft: whole });
    const proposed =
      first.kind === 'change'
        ? first
        : await say({ kind: 'propose', draft: { ...draft, reason: 'October update', impact: '', backout: '' } });
    if (proposed.kind !== 'change') throw new Error(JSON.stringify(proposed));
    const { id: change, planHash } = proposed.view.change;
    await say({
      kind: 'edit',
      change,
      plan: planHash,
      draft: { ...whole, type: short, date: short, zone: short },
    });
    await say({ kind: 'reject', change, plan: planHash, reason }, bo);
    await say({ kind: 'approve', change, plan: planHash }, bo);
    await say({ kind: 'cancel', change, reason });
    await say({ kind: 'fail', change, reason });
    await say({ kind: 'review', change, verdict: 'objected', reason }, bo);
    await say({ kind: 'show', change: hostile as ChangeId });

    const people = { ...doer, actor: bo };
    const named2 = { person: personKey(ana), name: hostile };
    shown(
      await actOnPeople(house.people, {
        ...people,
        once: once(),
        command: { kind: 'grant', role: 'operator', ...named2 },
      }),
    );
    const days = { from: '2026-11-25', until: '2026-11-26', zone: 'UTC' };
    shown(
      await actOnPeople(house.people, {
        ...people,
        once: once(),
        command: { kind: 'delegate', ...named2, ...days, reason },
      }),
    );

    for (const text of [reason, 'switched off']) {
      const command = {
        kind: 'retire',
        server: id,
        replacedBy: text === reason ? hostile : null,
        reason: text,
      } as const;
      shown(await actOnServer(house.servers, { ...doer, once: once(), command }));
    }
    shown(await actOnServer(house.servers, { ...doer, once: once(), command: { kind: 'revive-form', server: fqdn } }));
    for (const text of [reason, 'back'])
      shown(
        await actOnServer(house.servers, {
          ...doer,
          once: once(),
          command: { kind: 'revive', server: id, reason: text },
        }),
      );

    for (const text of [
      hostile,
      `server ${hostile}`,
      `failing in ${hostile}`,
      `why ${hostile}`,
      `server ${fqdn}`,
      `history ${change}`,
      `history ${fqdn}`,
    ])
      shown(await answer(house.desk, parse(text), 'names', ana));
    return { cards, change };
  }
});
