import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { changesRounds } from './changes-crash/rig.ts';
import { seeded } from './random.ts';

test('killed while people act on changes, rollouts, maintenance rules and freezes, it leaves no half decision, loses nothing that it told, and goes on elsewhere', async () => {
  const scratch = temporaryFolder();
  const url = { kind: 'sqlite', path: join(scratch, 'changes.db') } as const;
  const tally = await changesRounds({
    rounds: 2,
    random: seeded(1),
    url,
    processes: 2,
    scratch: join(scratch, 'program'),
  });

  assert.deepEqual(tally.wrong, []);
  assert.equal(tally.kills, 2);
  for (const verb of ['change.proposed', 'rollout.proposed', 'rule.approved', 'freeze.set'])
    assert.ok((tally.verbs[verb] ?? 0) > 0, verb);
});
