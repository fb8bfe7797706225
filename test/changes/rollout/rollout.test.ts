import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ChangeAnswer, ChangeId } from '../../../src/changes/model.ts';
import type { RolloutAnswer, RolloutId } from '../../../src/changes/rollout/model.ts';
import { loadRollout } from '../../../src/changes/rollout/store.ts';
import { loadAsked, loadChange } from '../../../src/changes/store.ts';
import { changeStory } from '../../../src/changes/story/story.ts';
import { wakeChange } from '../../../src/changes/wake.ts';
import { HOUR } from '../../../src/core/clock.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import { known } from '../../support/evidence.ts';
import { onBothDialects } from '../../support/database.ts';
import { ANA, aPlanHouse, aUser, BO, CY, OPS, type PlanHouse, type User, VI } from '../plan-house.ts';

type Form = Extract<RolloutAnswer, { readonly kind: 'rollout-form' }>;
type Shown = Extract<RolloutAnswer, { readonly kind: 'rollout' }>;

function form(answer: ChangeAnswer): Form {
  if (answer.kind !== 'rollout-form') throw new Error(JSON.stringify(answer));
  return answer;
}

function shown(answer: ChangeAnswer): Shown {
  if (answer.kind !== 'rollout') throw new Error(JSON.stringify(answer));
  return answer;
}

function refusal(answer: ChangeAnswer): string {
  return answer.kind === 'refused' ? `${answer.refusal.code}: ${answer.refusal.message}` : answer.kind;
}

onBothDialects((_name, open) => {
  let house: PlanHouse;

  beforeEach(async () => {
    house = await aPlanHouse(await open(), { policy: { ...defaultPolicy, fallbacks: ['vi'] } });
  });

  const preview = async (scope = 'outdated') => form(await house.say(ANA, { kind: 'rollout-form', scope, reason: '' }));
  const propose = async (scope = 'outdated', over = {}) => {
    const { hash, scope: value } = await preview(scope);
    return house.say(ANA, { kind: 'rollout', scope: value, hash, reason: 'Cut off since July' }, over);
  };
  const approve = (user: User, { rollout, hash }: Shown) =>
    house.say(user, { kind: 'approve-rollout', rollout: rollout.id, hash });
  const states = ({ parts }: Shown) => parts.map(({ state }) => state);
  const change = (id: ChangeId) => house.database.read((reader) => loadChange(reader, id));
  const posts = async () =>
    (await house.outbox()).map(({ kind, subject, conversation_id }) => `${kind} ${subject} ${conversation_id}`);
  const verbs = () =>
    house.database.read(async (reader) =>
      (await reader.selectFrom('audit').selectAll().orderBy('seq').execute())
        .filter(({ verb }) => /^(?:change|rollout)\./.test(verb))
        .map(({ verb, subject }) => `${verb} ${subject}`),
    );

  describe('the preview of a rollout', () => {
    it('shows its changes and what is left out, and writes nothing', async () => {
      const { parts, left, unplaced, title } = await preview();

      assert.equal(title, 'All outdated servers');
      assert.deepEqual(
        parts.map((part) => `${part.title}: ${part.servers.map(({ name }) => name).join(' ')}`),
        ['DAG-BER: BEHIND-01 OLD-01', 'DAG-PAR: FAIL-01 FAIL-02'],
      );
      assert.deepEqual(
        left.map(({ name }) => name),
        ['FAIL-03'],
      );
      assert.deepEqual(unplaced, []);
      assert.deepEqual(await verbs(), []);
      assert.deepEqual(await posts(), []);
    });

    it('takes a DAG or a site by name, without case, and says what else stands there', async () => {
      assert.deepEqual(
        (await preview('dag-par')).parts.map(({ title }) => title),
        ['DAG-PAR'],
      );
      const berlin = await preview('site:berlin');
      assert.equal(berlin.scope, 'site:Berlin');
      assert.deepEqual(
        berlin.left.map(({ name, why }) => `${name}: ${why}`),
        [
          'EDGE-01: It needs nothing.',
          'OPEN-01: What it needs is not known: Get a report of OPEN-01 without gaps.',
          'READY-01: It needs nothing.',
        ],
      );
    });

    it('refuses what is no DAG and no site, and who may not propose', async () => {
      const ask = (user: User, scope: string) => house.say(user, { kind: 'rollout-form', scope, reason: '' });

      assert.equal(
        refusal(await ask(ANA, 'Exchange 2016')),
        'invalid: A rollout is for a DAG or a site, not for a product.',
      );
      assert.equal(refusal(await ask(ANA, 'DAG-PARIS')), 'not-found: There is no DAG or site DAG-PARIS.');
      assert.equal(refusal(await ask(ANA, 'qqqqq')), 'not-found: There is no DAG or site qqqqq.');
      assert.match(refusal(await ask(VI, 'outdated')), /^not-allowed/);
    });

    it('finds the changes that are open already', async () => {
      await propose('DAG-PAR');

      const { parts, left } = await preview();

      assert.deepEqual(
        parts.map(({ title }) => title),
        ['DAG-BER'],
      );
      assert.equal(left.find(({ name }) => name === 'FAIL-01')?.why, 'CHG-0001 is open for it already.');
    });
  });

  describe('proposing a rollout', () => {
    it('proposes every change with one card, one deed and a row of each in the log', async () => {
      const { rollout, parts, waiting, may, notice } = shown(await propose());

      assert.deepEqual(rollout.changes, ['CHG-0001', 'CHG-0002']);
      assert.equal(notice, 'ROLLOUT-0001: 2 changes are proposed.');
      assert.equal(waiting, 2);
      assert.deepEqual(
        parts.map(({ change: id, title }) => `${id} ${title}`),
        ['CHG-0001 DAG-BER', 'CHG-0002 DAG-PAR'],
      );
      assert.deepEqual(
        may.map(({ name }) => name),
        ['Bo', 'Cy'],
      );
      assert.deepEqual(await verbs(), [
        'rollout.proposed ROLLOUT-0001',
        'change.proposed CHG-0001',
        'change.proposed CHG-0002',
      ]);
      assert.deepEqual(await posts(), [
        `rollout ROLLOUT-0001 ${OPS}`,
        'rollout ROLLOUT-0001 a:ana',
        'rollout ROLLOUT-0001 a:bo',
      ]);
    });

    it('keeps what was proposed, and each change knows its rollout', async () => {
      const { rollout } = shown(await propose());

      assert.deepEqual(await house.database.read((reader) => loadRollout(reader, rollout.id)), rollout);
      assert.equal((await change('CHG-0002' as ChangeId))?.record.rollout, 'ROLLOUT-0001');
      assert.equal((await change('CHG-0002' as ChangeId))?.plan.reason, 'Cut off since July');
      assert.deepEqual(
        rollout.left.map(({ name }) => name),
        ['FAIL-03'],
      );
    });

    it('asks those who may approve about each change', async () => {
      await propose();

      const asked = await house.database.read((reader) => loadAsked(reader, ['CHG-0001', 'CHG-0002'] as ChangeId[]));

      assert.deepEqual(asked.map(({ change: id, person }) => `${id} ${person.split('/')[1]}`).sort(), [
        'CHG-0001 bo',
        'CHG-0001 cy',
        'CHG-0002 bo',
        'CHG-0002 cy',
      ]);
    });

    it('happens once, however often it is pressed', async () => {
      const once = 'the-same-press';
      const first = shown(await propose('outdated', { once }));
      const again = shown(
        await house.say(ANA, { kind: 'rollout', scope: 'outdated', hash: 'any', reason: 'Again' }, { once }),
      );

      assert.equal(again.rollout.id, first.rollout.id);
      assert.equal(again.notice, first.notice);
      assert.equal((await verbs()).length, 3);
    });

    it('comes back as it is now where things have moved since it was seen', async () => {
      const { hash, scope } = await preview();
      await house.fleet.report('NEW-01', {
        site: known('Paris'),
        dag: known(null),
        build: known({ major: 15, minor: 2, build: 2562, revision: 37 }),
      });

      const again = form(await house.say(ANA, { kind: 'rollout', scope, hash, reason: 'Cut off' }));

      assert.equal(again.problem?.message, 'It comes to something else now than what you saw.');
      assert.notEqual(again.hash, hash);
      assert.equal(again.reason, 'Cut off');
      assert.deepEqual(await verbs(), []);
    });

    it('is refused without a reason, with nothing to do, and to who may not propose', async () => {
      const { hash, scope } = await preview();
      const without = form(await house.say(ANA, { kind: 'rollout', scope, hash, reason: ' ' }));
      const london = await preview('London');
      const nothing = form(await house.say(ANA, { kind: 'rollout', scope: 'London', hash: london.hash, reason: 'x' }));

      assert.equal(without.problem?.message, 'The reason is missing.');
      assert.equal(nothing.problem?.message, 'No server needs a build that could be planned.');
      assert.match(refusal(await house.say(VI, { kind: 'rollout', scope, hash, reason: 'x' })), /^not-allowed/);
      assert.deepEqual(await verbs(), []);
    });
  });

  describe('approving a rollout', () => {
    it('gives one vote on every change, and the last one approves them all', async () => {
      const made = shown(await propose());

      const first = shown(await approve(BO, made));
      assert.deepEqual(states(first), ['proposed', 'proposed']);
      assert.equal(first.notice, 'Your approval of 2 changes of ROLLOUT-0001 counts. 2 wait for one more person.');

      const second = shown(await approve(CY, first));
      assert.deepEqual(states(second), ['approved', 'approved']);
      assert.equal(second.notice, '2 changes of ROLLOUT-0001 are approved.');
      assert.equal(second.waiting, 0);
      assert.deepEqual((await verbs()).slice(3), [
        'change.voted CHG-0001',
        'change.voted CHG-0002',
        'rollout.approved ROLLOUT-0001',
        'change.approved CHG-0001',
        'change.approved CHG-0002',
        'rollout.approved ROLLOUT-0001',
      ]);
    });

    it('is told in the story of each change', async () => {
      const made = shown(await propose('DAG-PAR'));
      await approve(BO, made);

      const { told } = await house.database.read((reader) => changeStory(reader, 'CHG-0001' as ChangeId, 10));

      assert.match(told[0]?.text ?? '', /^Ana proposed it with ROLLOUT-0001: FAIL-01 and FAIL-02, /);
      assert.equal(told[1]?.text, 'Bo approved it. That is 1 of 2 approvals.');
    });

    it('gives each approved change a card of its own where work is talked of', async () => {
      const made = shown(await propose());
      await approve(BO, made);
      await approve(CY, made);

      const cards = (await posts()).filter((post) => post.startsWith('change '));

      assert.deepEqual(cards, [
        `change CHG-0001 ${OPS}`,
        'change CHG-0001 a:ana',
        `change CHG-0002 ${OPS}`,
        'change CHG-0002 a:ana',
      ]);
    });

    it('is refused to whoever proposed it, by the name of a change, and nothing is written', async () => {
      await house.database.transaction(async (tx) => {
        await tx
          .insertInto('role_grants')
          .values({ person: 'user:tenant-1/ana', role: 'approver', granted_by: '{}', granted_at: 0 })
          .execute();
      });
      const made = shown(await propose());

      const answer = shown(await approve(ANA, made));

      assert.match(answer.notice ?? '', /^CHG-0001: You asked for this change/);
      assert.equal((await verbs()).length, 3);
      assert.match(refusal(await approve(aUser('Zed'), made)), /^not-allowed/);
    });

    it('is refused where a change was edited or decided since it was seen, and shows it as it is now', async () => {
      const made = shown(await propose());
      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0002' as ChangeId });

      const answer = shown(await approve(BO, made));

      assert.match(answer.notice ?? '', /^ROLLOUT-0001 is not what you saw any more/);
      assert.deepEqual(states(answer), ['proposed', 'withdrawn']);
      assert.equal(answer.waiting, 1);
      assert.equal(
        shown(await approve(BO, answer)).notice,
        'Your approval of 1 change of ROLLOUT-0001 counts. 1 waits for one more person.',
      );
    });

    it('keeps a vote that was given on one of them before', async () => {
      const made = shown(await propose());
      const first = await change('CHG-0001' as ChangeId);
      await house.say(BO, { kind: 'approve', change: 'CHG-0001' as ChangeId, plan: first?.planHash ?? '' });

      const answer = shown(await approve(BO, made));
      const again = shown(await approve(BO, made));

      assert.match(answer.notice ?? '', /^Your approval of 1 change of ROLLOUT-0001 counts/);
      assert.match(again.notice ?? '', /^You have voted on this plan already/);
    });

    it('happens once, however often it is pressed', async () => {
      const made = shown(await propose());
      const press = { kind: 'approve-rollout', rollout: made.rollout.id, hash: made.hash } as const;
      const [one, other] = await Promise.all([
        house.say(BO, press, { once: 'p' }),
        house.say(BO, press, { once: 'p' }),
      ]);

      assert.equal(shown(one).notice, shown(other).notice);
      assert.equal((await verbs()).filter((verb) => verb.startsWith('rollout.approved')).length, 1);
    });

    it('finds none that waits once their windows have begun', async () => {
      const made = shown(await propose());
      house.fleet.clock.advance(60 * 24 * HOUR);

      const answer = shown(await approve(BO, made));

      assert.match(answer.notice ?? '', /^No change of ROLLOUT-0001 waits for approval/);
      assert.deepEqual(states(answer), ['lapsed', 'lapsed']);
    });

    it('is refused by the name of the change that stands in a conflict nobody has overridden', async () => {
      const made = shown(await propose());
      const target = await change('CHG-0002' as ChangeId);
      if (!target) throw new Error('gone');
      const { window, servers } = target.plan;
      const second = await house.say(ANA, {
        kind: 'propose',
        despite: true,
        draft: {
          type: 'normal',
          servers: servers.map(({ server }, index) => ({
            server,
            target: 'build:15.2.2562.56',
            order: String(index + 1),
          })),
          date: window.local.slice(0, 10),
          time: window.local.slice(11),
          hours: '4',
          zone: window.zone,
          reason: 'Beside it',
          risk: '',
          impact: '',
          backout: '',
          adPrep: false,
        },
      });
      assert.equal(second.kind, 'change');

      const answer = shown(await approve(BO, made));

      assert.match(answer.notice ?? '', /^CHG-0002: .*is in CHG-0003 too/);
      assert.deepEqual(states(answer), ['proposed', 'proposed']);
      assert.equal((await verbs()).filter((verb) => verb.startsWith('change.voted')).length, 0);
    });
  });

  describe('a rollout that waits', () => {
    it('follows whatever becomes of one of its changes', async () => {
      await propose();
      const wanted = async () =>
        (await house.outbox()).find(({ conversation_id }) => conversation_id === OPS)?.wanted ?? 0;
      const before = await wanted();

      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0001' as ChangeId });

      assert.equal(await wanted(), before + 1);
    });

    it('reminds of its first change that waits only, and of the next one once that is gone', async () => {
      const build = known({ major: 15, minor: 2, build: 2562, revision: 37 });
      await house.fleet.report('LON-01', { site: known('London'), dag: known(null), build });
      const { parts } = shown(await propose());
      assert.equal(parts[0]?.window.start, parts[2]?.window.start);
      const said = async (call: string) =>
        (await posts()).filter((post) => post.includes(` ${call} `)).map((post) => post.split(' ').slice(1).join(' '));
      const wake = async () => {
        for (const part of parts)
          if (part.change !== null) {
            const id = part.change;
            await house.database.transaction((tx) => wakeChange(tx, house.app, id));
          }
      };

      house.fleet.clock.advance(5 * HOUR);
      await wake();
      assert.deepEqual(await said('reminder'), ['CHG-0001 reminder a:bo']);
      assert.notEqual((await change('CHG-0003' as ChangeId))?.record.remindedAt, null);

      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0001' as ChangeId });
      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0002' as ChangeId });
      house.fleet.clock.advance(5 * HOUR);
      await wake();
      assert.deepEqual(await said('escalation'), ['CHG-0003 escalation a:vi']);
    });

    it('is told as unknown where there is none', async () => {
      const answer = await house.say(BO, { kind: 'show-rollout', rollout: 'ROLLOUT-0009' as RolloutId });

      assert.equal(refusal(answer), 'not-found: There is no rollout ROLLOUT-0009.');
    });
  });
});
