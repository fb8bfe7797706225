import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ChangeId } from '../../../src/changes/model.ts';
import type { RolloutId } from '../../../src/changes/rollout/model.ts';
import { changeStory } from '../../../src/changes/story/story.ts';
import { wakeChange } from '../../../src/changes/wake.ts';
import { HOUR } from '../../../src/core/clock.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import { onBothDialects } from '../../support/database.ts';
import { known } from '../../support/evidence.ts';
import { ANA, aUser, BO, CY, OPS } from '../plan-house.ts';
import { aRolloutHouse, refusal, type RolloutHouse, type Shown, shown } from './rollout-house.ts';

const states = ({ parts }: Shown) => parts.map(({ state }) => state);

onBothDialects((_name, open) => {
  let house: RolloutHouse;

  beforeEach(async () => {
    house = await aRolloutHouse(await open());
  });

  describe('approving a rollout', () => {
    it('gives one vote on every change, and the last one approves them all', async () => {
      const made = shown(await house.propose());

      const first = shown(await house.approve(BO, made));
      assert.deepEqual(states(first), ['proposed', 'proposed']);
      assert.equal(first.notice, 'Your approval of 2 changes of ROLLOUT-0001 counts. 2 wait for one more person.');

      const second = shown(await house.approve(CY, first));
      assert.deepEqual(states(second), ['approved', 'approved']);
      assert.equal(second.notice, '2 changes of ROLLOUT-0001 are approved.');
      assert.equal(second.waiting, 0);
      assert.deepEqual((await house.verbs()).slice(3), [
        'change.voted CHG-0001',
        'change.voted CHG-0002',
        'rollout.approved ROLLOUT-0001',
        'change.approved CHG-0001',
        'change.approved CHG-0002',
        'rollout.approved ROLLOUT-0001',
      ]);
    });

    it('says how many more people it takes where the policy asks for more than two', async () => {
      const three = { low: 3, medium: 3, high: 3 };
      const approvals = { ...defaultPolicy.approvals, normal: three };
      house = await aRolloutHouse(await open(), { ...defaultPolicy, approvals });

      const first = shown(await house.approve(BO, shown(await house.propose())));

      assert.equal(first.notice, 'Your approval of 2 changes of ROLLOUT-0001 counts. 2 wait for 2 more people.');
    });

    it('is told in the story of each change', async () => {
      const made = shown(await house.propose('DAG-PAR'));
      await house.approve(BO, made);

      const { told } = await house.database.read((reader) => changeStory(reader, 'CHG-0001' as ChangeId, 10));

      assert.match(told[0]?.text ?? '', /^Ana proposed it with ROLLOUT-0001: FAIL-01 and FAIL-02, /);
      assert.equal(told[1]?.text, 'Bo approved it. That is 1 of 2 approvals.');
    });

    it('gives each approved change a card of its own where work is talked of', async () => {
      const made = shown(await house.propose());
      await house.approve(BO, made);
      await house.approve(CY, made);

      const cards = (await house.posts()).filter((post) => post.startsWith('change '));

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
      const made = shown(await house.propose());

      const answer = shown(await house.approve(ANA, made));

      assert.match(answer.notice ?? '', /^CHG-0001: You asked for this change/);
      assert.equal((await house.verbs()).length, 3);
      assert.match(refusal(await house.approve(aUser('Zed'), made)), /^not-allowed/);
    });

    it('is refused where a change was edited or decided since it was seen, and shows it as it is now', async () => {
      const made = shown(await house.propose());
      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0002' as ChangeId });

      const answer = shown(await house.approve(BO, made));

      assert.match(answer.notice ?? '', /^ROLLOUT-0001 is not what you saw any more/);
      assert.deepEqual(states(answer), ['proposed', 'withdrawn']);
      assert.equal(answer.waiting, 1);
      assert.equal(
        shown(await house.approve(BO, answer)).notice,
        'Your approval of 1 change of ROLLOUT-0001 counts. 1 waits for one more person.',
      );
    });

    it('keeps a vote that was given on one of them before', async () => {
      const made = shown(await house.propose());
      const first = await house.change('CHG-0001' as ChangeId);
      await house.say(BO, { kind: 'approve', change: 'CHG-0001' as ChangeId, plan: first?.planHash ?? '' });

      const answer = shown(await house.approve(BO, made));
      const again = shown(await house.approve(BO, made));

      assert.match(answer.notice ?? '', /^Your approval of 1 change of ROLLOUT-0001 counts/);
      assert.match(again.notice ?? '', /^You have voted on this plan already/);
    });

    it('tells apart what it approves and what waits on', async () => {
      const made = shown(await house.propose());
      const first = await house.change('CHG-0001' as ChangeId);
      await house.say(CY, { kind: 'approve', change: 'CHG-0001' as ChangeId, plan: first?.planHash ?? '' });

      const answer = shown(await house.approve(BO, made));

      assert.equal(
        answer.notice,
        'Your approval of 2 changes of ROLLOUT-0001 counts. 1 is approved, 1 waits for one more person.',
      );
    });

    it('happens once, however often it is pressed', async () => {
      const made = shown(await house.propose());
      const press = { kind: 'approve-rollout', rollout: made.rollout.id, hash: made.hash } as const;
      const [one, other] = await Promise.all([
        house.say(BO, press, { once: 'p' }),
        house.say(BO, press, { once: 'p' }),
      ]);

      assert.equal(shown(one).notice, shown(other).notice);
      assert.equal((await house.verbs()).filter((verb) => verb.startsWith('rollout.approved')).length, 1);
    });

    it('finds none that waits once their windows have begun', async () => {
      const made = shown(await house.propose());
      house.fleet.clock.advance(60 * 24 * HOUR);

      const answer = shown(await house.approve(BO, made));

      assert.match(answer.notice ?? '', /^No change of ROLLOUT-0001 waits for approval/);
      assert.deepEqual(states(answer), ['lapsed', 'lapsed']);
    });

    it('is refused by the name of the change that stands in a conflict nobody has overridden', async () => {
      const made = shown(await house.propose());
      const target = await house.change('CHG-0002' as ChangeId);
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

      const answer = shown(await house.approve(BO, made));

      assert.match(answer.notice ?? '', /^CHG-0002: .*is in CHG-0003 too/);
      assert.deepEqual(states(answer), ['proposed', 'proposed']);
      assert.equal((await house.verbs()).filter((verb) => verb.startsWith('change.voted')).length, 0);
    });
  });

  describe('a rollout that waits', () => {
    it('follows whatever becomes of one of its changes', async () => {
      await house.propose();
      const wanted = async () =>
        (await house.outbox()).find(({ conversation_id }) => conversation_id === OPS)?.wanted ?? 0;
      const before = await wanted();

      await house.say(ANA, { kind: 'withdraw', change: 'CHG-0001' as ChangeId });

      assert.equal(await wanted(), before + 1);
    });

    it('reminds of its first change that waits only, and of the next one once that is gone', async () => {
      const build = known({ major: 15, minor: 2, build: 2562, revision: 37 });
      await house.fleet.report('LON-01', { site: known('London'), dag: known(null), build });
      const { parts } = shown(await house.propose());
      assert.equal(parts[0]?.window.start, parts[2]?.window.start);
      const said = async (call: string) =>
        (await house.posts())
          .filter((post) => post.includes(` ${call} `))
          .map((post) => post.split(' ').slice(1).join(' '));
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
      assert.notEqual((await house.change('CHG-0003' as ChangeId))?.record.remindedAt, null);

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
