import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY } from '../../src/core/clock.ts';
import type { ServerId } from '../../src/core/ids.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { deleteRetirement, insertRetirement } from '../../src/readiness/retirements/store.ts';
import { answer } from '../../src/questions/answer.ts';
import type { Desk } from '../../src/questions/desk.ts';
import type { Answer, Audience, Intent } from '../../src/questions/model.ts';
import { parse } from '../../src/questions/parse.ts';
import { aListedServer } from '../support/evidence.ts';
import { aDesk, reportOf } from './a-desk.ts';

const cutOff = '15.2.2562.37';
const many = Array.from({ length: 14 }, (_, index) =>
  reportOf(`ham-ex${String(index + 1).padStart(2, '0')}.contoso.test`, { build: cutOff, site: 'Hamburg', dag: null }),
);

describe('answers', () => {
  let desk: Desk & { close(): Promise<void> };
  const say = (text: string, audience: Audience = 'names') => answer(desk, parse(text), audience);
  const press = (intent: Intent) => answer(desk, intent, 'names');

  before(async () => {
    desk = await aDesk(
      [
        reportOf('ber-ex01.contoso.test'),
        reportOf('ber-ex02.contoso.test', { build: cutOff }),
        reportOf('ex01.contoso.test', { build: '15.2.2562.46', site: 'Paris', dag: 'Paris' }),
        reportOf('ex01.fabrikam.test', { organisation: 'Fabrikam', site: 'Fabrikam', dag: null }),
        reportOf('mailhub.contoso.test', { build: '15.1.2507.61', dag: null }),
        ...many,
      ],
      [aListedServer()],
    );
  });
  after(() => desk.close());

  test('a short name finds its server without case', async () => {
    const found = as(await say('why BER-EX02'), 'why');

    assert.equal(found.server.id, 'ber-ex02.contoso.test');
    assert.equal(found.server.assessment.readiness, 'failing');
  });

  test('a name that is nearly right is offered and never answered about', async () => {
    const asked = as(await say('why ber-ex2'), 'did-you-mean');

    assert.equal(asked.because, 'no-match');
    assert.ok(asked.suggestions.some((one) => one.title === 'BER-EX02'));
    assert.deepEqual(asked.suggestions[0]?.ask.kind, 'why');
  });

  test('a short name of two organisations is asked back with both fqdns', async () => {
    const asked = as(await say('server ex01'), 'did-you-mean');

    assert.equal(asked.because, 'several');
    assert.deepEqual(asked.suggestions.map((one) => one.title).sort(), ['ex01.contoso.test', 'ex01.fabrikam.test']);
  });

  test('the offered choice leads to exactly that server', async () => {
    const asked = as(await say('server ex01'), 'did-you-mean');
    const chosen = asked.suggestions.find((one) => one.title === 'ex01.fabrikam.test');

    assert.equal(as(await press(chosen?.ask ?? { kind: 'help' }), 'server').server.id, 'ex01.fabrikam.test');
  });

  test('a name near to nothing gets a card without suggestions', async () => {
    assert.deepEqual(as(await say('why qqqqzzzz-9'), 'did-you-mean').suggestions, []);
  });

  test('a retired server is told as retired, with its history', async () => {
    const id = 'mailhub.contoso.test' as ServerId;
    const by = { kind: 'cli', user: 'ops' } as const;
    const measure = { clock: desk.clock, catalogue: desk.catalogue, maxEvidenceAge: 8 * DAY, listeners: [] };
    await desk.database.transaction(async (tx) => {
      await insertRetirement(tx, { server: id, at: desk.clock.now(), by, reason: 'gone', replacedBy: null });
      await rejudge(measure, tx, [id]);
    });

    assert.equal(as(await say('why mailhub'), 'server-retired').server.retirement.reason, 'gone');
    const history = as(await say('history mailhub'), 'history');
    assert.deepEqual([history.retired?.name, history.reports.length], ['MAILHUB', 1]);
    assert.equal(as(await say('status'), 'fleet').fleet.retired, 1);

    await desk.database.transaction(async (tx) => {
      await deleteRetirement(tx, id);
      await rejudge(measure, tx, [id]);
    });
    assert.equal(as(await say('status'), 'fleet').fleet.retired, 0);
  });

  test('nobody has the failing servers while none is acknowledged or planned', async () => {
    const { attention } = as(await say('status'), 'fleet');
    assert.ok(attention.failing > 0);
    assert.equal(attention.unattended, attention.failing);
    assert.deepEqual(as(await say('failing'), 'failing').attention, {});
  });

  test('a server that is only listed is known and unknown', async () => {
    const found = as(await say('why gho-ex01'), 'why');

    assert.equal(found.server.assessment.readiness, 'unknown');
    assert.equal(found.server.file, null);
  });

  test('a bare server name without digits is answered about', async () => {
    assert.equal(as(await say('Mailhub'), 'server').server.id, 'mailhub.contoso.test');
  });

  test('history tells the reports', async () => {
    const told = as(await say('history ber-ex02'), 'history');

    assert.deepEqual([told.total, told.reports[0]?.build], [1, cutOff]);
  });

  test('the failing list has pages of twelve and clamps the page', async () => {
    const first = as(await say('failing'), 'failing');
    const beyond = as(await say('failing page 99'), 'failing');

    assert.equal(first.rows.length, 12);
    assert.equal(beyond.page, beyond.pages);
    assert.equal(first.total, (first.pages - 1) * 12 + beyond.rows.length);
    assert.equal(first.total, first.fleet.totals.failing);
  });

  for (const [scope, kind, servers] of [
    ['Hamburg', 'site', 14],
    ['HAMBURG', 'site', 14],
    ['dag-ber', 'dag', 1],
    ['SE', 'product', 15],
    ['Exchange 2016', 'product', 1],
    ['2019', 'product', 0],
    ['exchange server se', 'product', 15],
  ] as const) {
    test(`failing in ${scope} is a ${kind}`, async () => {
      const list = as(await press({ kind: 'failing', scope, cause: null, page: 1 }), 'failing');

      assert.equal(list.scope?.by, kind);
      assert.equal(list.total, servers);
    });
  }

  test('a scope that is nearly right is offered', async () => {
    const asked = as(await say('failing in Hambrug'), 'did-you-mean');

    assert.deepEqual([asked.what, asked.suggestions[0]?.title], ['scope', 'Hamburg (site)']);
  });

  test('a site and a DAG of one name are asked back, and the choice is exact', async () => {
    const asked = as(await say('outdated in Paris'), 'did-you-mean');
    const dag = asked.suggestions.find((one) => one.title === 'Paris (DAG)');

    assert.equal(asked.because, 'several');
    assert.deepEqual(as(await press(dag?.ask ?? { kind: 'help' }), 'outdated').scope, { by: 'dag', value: 'Paris' });
  });

  test('unknown lists as many servers as the fleet counts, with what is not known', async () => {
    const list = as(await say('unknown'), 'unknown');

    assert.deepEqual(
      list.rows.map((row) => row.id),
      ['gho-ex01.contoso.test'],
    );
    assert.equal(list.total, list.fleet.totals.unknown);
    assert.ok(list.causes.some(({ check }) => check === 'evidence-age'));
  });

  test('outdated lists ready servers too', async () => {
    const list = as(await say('outdated in site:Paris'), 'outdated');

    assert.deepEqual(
      list.rows.map((row) => [row.id, row.assessment.readiness]),
      [['ex01.contoso.test', 'ready']],
    );
  });

  test('judge answers about a build and refuses what is none', async () => {
    assert.equal(as(await say('judge 15.02.2562.037'), 'build').build, cutOff);
    assert.match(as(await say('judge nonsense'), 'refused').refusal.hint, /judge 15\.2\.2562\.37/);
  });

  test('one ticked server is answered about, several are asked back, none is refused', async () => {
    const one = await press({ kind: 'ticked', servers: ['ber-ex02.contoso.test'] });
    const two = await press({ kind: 'ticked', servers: ['ber-ex02.contoso.test', 'ber-ex01.contoso.test'] });
    const none = await press({ kind: 'ticked', servers: [] });

    assert.equal(as(one, 'why').server.id, 'ber-ex02.contoso.test');
    assert.deepEqual(
      as(two, 'did-you-mean').suggestions.map((each) => each.title),
      ['BER-EX01', 'BER-EX02'],
    );
    assert.equal(as(none, 'refused').refusal.message, 'No server is ticked.');
  });

  test('what is not understood gets three commands that are, about real servers', async () => {
    const { examples } = as(await say('make me a sandwich'), 'not-understood');

    assert.equal(examples.length, 3);
    for (const example of examples) {
      const told = await say(example);
      assert.ok(!['not-understood', 'did-you-mean', 'refused'].includes(told.kind), `${example}: ${told.kind}`);
    }
  });

  test('what is not understood but names a server gets commands about that server', async () => {
    assert.deepEqual(as(await say('please reboot ber-ex02 tonight'), 'not-understood').examples, [
      'why BER-EX02',
      'server BER-EX02',
      'history BER-EX02',
    ]);
  });

  test('whoever may see counts only never sees the name of a server, site or DAG', async () => {
    const asked = [
      'hi',
      'help',
      'status',
      'failing',
      'failing in Hambrug',
      'outdated',
      'unknown',
      'why ber-ex02',
      'why ber-ex2',
      'server ex01',
    ];
    const also = ['history ber-ex02', 'judge 15.2.2562.37', 'nonsense text', 'reboot ber-ex02', 'Mailhub'];
    const intents: Intent[] = [
      ...[...asked, ...also].map(parse),
      { kind: 'ticked', servers: ['ber-ex02.contoso.test'] },
    ];

    for (const intent of intents) {
      const told = await answer(desk, intent, 'counts');
      const said = JSON.stringify(told.kind === 'not-understood' ? told.examples : told).toLowerCase();
      for (const name of ['ber-ex', 'ham-ex', 'mailhub', 'gho-ex', 'hamburg', 'dag-ber', 'fabrikam', 'contoso']) {
        assert.ok(!said.includes(name), `${JSON.stringify(intent)} tells ${name}`);
      }
    }
  });
});

test('an empty fleet has an answer to everything', async () => {
  const desk = await aDesk([]);
  try {
    for (const text of [
      'hi',
      'status',
      'failing',
      'outdated in SE',
      'why ex01',
      'history ex01',
      'gibberish',
      'judge 15.2.2562.37',
    ]) {
      assert.ok(await answer(desk, parse(text), 'names'), text);
    }
  } finally {
    await desk.close();
  }
});

function as<Kind extends Answer['kind']>(told: Answer, kind: Kind): Answer & { kind: Kind } {
  assert.equal(told.kind, kind, JSON.stringify(told).slice(0, 300));
  return told as Answer & { kind: Kind };
}
