import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Rendered, RenderRequest } from '../../src/delivery/model.ts';
import { announce } from '../../src/delivery/announce.ts';
import { findConversation } from '../../src/delivery/conversations.ts';
import type { PostAudience } from '../../src/teams/audience.ts';
import { renderCall } from '../../src/teams/render/call.ts';
import { renderChange } from '../../src/teams/render/change.ts';
import { renderAcknowledgement } from '../../src/teams/render/acknowledgement.ts';
import { ana, bo, type DeskHouse, everybody, openDeskHouse, OPS } from './desk-house.ts';

describe('what is posted of changes and acknowledgements', () => {
  let house: DeskHouse;
  let audience: PostAudience = 'names';
  before(async () => {
    house = await openDeskHouse();
    for (const who of everybody) await house.write(who, 'help', 'alone');
    const form = await house.write(ana, 'plan ber-ex02 28 november 22:00 for 4h: october update');
    await house.press(ana, form, 'Propose');
    const ack = await house.write(ana, 'ack ber-ex03 until 31 december: waiting for the board');
    await house.press(ana, ack, 'Acknowledge');
  });
  after(() => house.close());

  const draw = async (kind: 'change' | 'change-call' | 'acknowledgement', over: Partial<RenderRequest> = {}) => {
    const drawing = { audienceOf: async () => audience, zone: 'Europe/Berlin', viewOf: house.viewOf };
    const render = { change: renderChange, 'change-call': renderCall, acknowledgement: renderAcknowledgement }[kind];
    return house.bot.database.read(async (reader): Promise<Rendered> => {
      const conversation = await findConversation(reader, OPS);
      assert.ok(conversation);
      const now = house.bot.clock.now();
      return render(drawing)(reader, {
        conversation,
        kind,
        subject: 'CHG-0001',
        repeat: false,
        attempts: 0,
        now,
        ...over,
      });
    });
  };
  const textOf = (rendered: Rendered): string => {
    assert.ok(rendered.kind === 'message', JSON.stringify(rendered));
    return JSON.stringify(rendered.message);
  };
  const ackId = async () => {
    const [row] = await house.bot.database.read((reader) =>
      reader.selectFrom('acknowledgements').select('id').execute(),
    );
    return row?.id ?? '';
  };

  it('names servers where all may read them, and nowhere else', async () => {
    const subjects = {
      change: 'CHG-0001',
      'change-call': 'CHG-0001 reminder',
      acknowledgement: `${await ackId()} remind`,
    } as const;
    for (const [kind, subject] of Object.entries(subjects)) {
      audience = 'names';
      assert.match(textOf(await draw(kind as 'change', { subject })), /BER-EX0/, kind);
      audience = 'counts';
      assert.doesNotMatch(textOf(await draw(kind as 'change', { subject })), /ber-ex/i, kind);
      audience = 'later';
      assert.deepEqual(await draw(kind as 'change', { subject }), { kind: 'later', why: 'roster' }, kind);
      assert.doesNotMatch(textOf(await draw(kind as 'change', { subject, attempts: 3 })), /ber-ex/i, kind);
      audience = 'nobody';
      assert.deepEqual(await draw(kind as 'change', { subject }), { kind: 'superseded', why: 'not-a-reader' }, kind);
    }
    audience = 'names';
  });

  it('is nothing where the change, the call or the acknowledgement is not there', async () => {
    const gone = { kind: 'superseded', why: 'no-change' };
    assert.deepEqual(await draw('change', { subject: 'CHG-0099' }), gone);
    for (const subject of ['CHG-0099 start', 'CHG-0001 dance', 'CHG-0001', 'nothing'])
      assert.deepEqual(await draw('change-call', { subject }), gone, subject);
    assert.deepEqual(await draw('acknowledgement', { subject: 'x remind' }), {
      kind: 'superseded',
      why: 'no-acknowledgement',
    });
  });

  it('that is over is not said late, and is kept up to date where it stands or may stand', async () => {
    const subject = 'CHG-0001 start';
    assert.deepEqual(await draw('change-call', { subject }), { kind: 'superseded', why: 'over' });
    assert.match(textOf(await draw('change-call', { subject, repeat: true })), /CHG-0001/);

    const { clock } = house.bot;
    await house.bot.database.transaction(async (tx) => {
      const outlet = { clock, jobs: { enqueue: async () => undefined } };
      await announce(tx, outlet, { conversation: OPS, kind: 'change-call', subject, thread: null });
    });
    assert.deepEqual(await draw('change-call', { subject }), { kind: 'superseded', why: 'over' });
    await house.bot.database.transaction((tx) =>
      tx.updateTable('outbox').set({ sent_at: clock.now() }).where('subject', '=', subject).execute(),
    );

    assert.match(textOf(await draw('change-call', { subject })), /CHG-0001/);
  });

  it('in a chat of one person is drawn for that person', async () => {
    const chatOf = (who: typeof ana) => house.bot.database.read((reader) => findConversation(reader, `a:${who.id}`));
    const [own, others] = [await chatOf(ana), await chatOf(bo)];
    assert.ok(own && others);

    assert.doesNotMatch(textOf(await draw('change', { conversation: own })), /"Approve"/);
    assert.match(textOf(await draw('change', { conversation: others })), /"Approve"/);
  });
});
