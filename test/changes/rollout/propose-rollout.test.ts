import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ChangeId } from '../../../src/changes/model.ts';
import { loadRollout } from '../../../src/changes/rollout/store.ts';
import { loadAsked } from '../../../src/changes/store.ts';
import { onBothDialects } from '../../support/database.ts';
import { known } from '../../support/evidence.ts';
import { ANA, OPS, type User, VI } from '../plan-house.ts';
import { aRolloutHouse, form, refusal, type RolloutHouse, shown } from './rollout-house.ts';

onBothDialects((_name, open) => {
  let house: RolloutHouse;

  beforeEach(async () => {
    house = await aRolloutHouse(await open());
  });

  describe('the preview of a rollout', () => {
    it('shows its changes and what is left out, and writes nothing', async () => {
      const { parts, left, unplaced, title } = await house.preview();

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
      assert.deepEqual(await house.verbs(), []);
      assert.deepEqual(await house.posts(), []);
    });

    it('takes a DAG or a site by name, without case, and says what else stands there', async () => {
      assert.deepEqual(
        (await house.preview('dag-par')).parts.map(({ title }) => title),
        ['DAG-PAR'],
      );
      const berlin = await house.preview('site:berlin');
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
      await house.propose('DAG-PAR');

      const { parts, left } = await house.preview();

      assert.deepEqual(
        parts.map(({ title }) => title),
        ['DAG-BER'],
      );
      assert.equal(left.find(({ name }) => name === 'FAIL-01')?.why, 'CHG-0001 is open for it already.');
    });
  });

  describe('proposing a rollout', () => {
    it('proposes every change with one card, one deed and a row of each in the log', async () => {
      const { rollout, parts, waiting, may, notice } = shown(await house.propose());

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
      assert.deepEqual(await house.verbs(), [
        'rollout.proposed ROLLOUT-0001',
        'change.proposed CHG-0001',
        'change.proposed CHG-0002',
      ]);
      assert.deepEqual(await house.posts(), [
        `rollout ROLLOUT-0001 ${OPS}`,
        'rollout ROLLOUT-0001 a:ana',
        'rollout ROLLOUT-0001 a:bo',
      ]);
    });

    it('keeps what was proposed, and each change knows its rollout', async () => {
      const { rollout } = shown(await house.propose());

      assert.deepEqual(await house.database.read((reader) => loadRollout(reader, rollout.id)), rollout);
      assert.equal((await house.change('CHG-0002' as ChangeId))?.record.rollout, 'ROLLOUT-0001');
      assert.equal((await house.change('CHG-0002' as ChangeId))?.plan.reason, 'Cut off since July');
      assert.deepEqual(
        rollout.left.map(({ name }) => name),
        ['FAIL-03'],
      );
    });

    it('asks those who may approve about each change', async () => {
      await house.propose();

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
      const first = shown(await house.propose('outdated', { once }));
      const again = shown(
        await house.say(ANA, { kind: 'rollout', scope: 'outdated', hash: 'any', reason: 'Again' }, { once }),
      );

      assert.equal(again.rollout.id, first.rollout.id);
      assert.equal(again.notice, first.notice);
      assert.equal((await house.verbs()).length, 3);
    });

    it('comes back as it is now where things have moved since it was seen', async () => {
      const { hash, scope } = await house.preview();
      await house.fleet.report('NEW-01', {
        site: known('Paris'),
        dag: known(null),
        build: known({ major: 15, minor: 2, build: 2562, revision: 37 }),
      });

      const again = form(await house.say(ANA, { kind: 'rollout', scope, hash, reason: 'Cut off' }));

      assert.equal(again.problem?.message, 'It comes to something else now than what you saw.');
      assert.notEqual(again.hash, hash);
      assert.equal(again.reason, 'Cut off');
      assert.deepEqual(await house.verbs(), []);
    });

    it('is refused without a reason, with nothing to do, and to who may not propose', async () => {
      const { hash, scope } = await house.preview();
      const without = form(await house.say(ANA, { kind: 'rollout', scope, hash, reason: ' ' }));
      const london = await house.preview('London');
      const nothing = form(await house.say(ANA, { kind: 'rollout', scope: 'London', hash: london.hash, reason: 'x' }));

      assert.equal(without.problem?.message, 'The reason is missing.');
      assert.equal(nothing.problem?.message, 'No server needs a build that could be planned.');
      assert.match(refusal(await house.say(VI, { kind: 'rollout', scope, hash, reason: 'x' })), /^not-allowed/);
      assert.deepEqual(await house.verbs(), []);
    });
  });
});
