import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, HOUR, type Instant } from '../../src/core/clock.ts';
import type { DigestContent, Named } from '../../src/digests/model.ts';
import { occasion } from '../../src/digests/occasion.ts';

const none: Named = { total: 0, first: [] };
const one: Named = { total: 1, first: [] };

function content(changes: Partial<DigestContent> = {}): DigestContent {
  return {
    asOf: 0 as Instant,
    zone: 'UTC',
    scope: null,
    since: 0 as Instant,
    totals: { ready: 0, failing: 0, unknown: 0, notApplicable: 0 },
    outdated: 0,
    readyMissingUpdate: 0,
    readyOutOfSupport: 0,
    neverReported: 0,
    staleEvidence: 0,
    knowledge: null,
    catalogueAsOf: null,
    newFailing: none,
    worse: none,
    fixed: none,
    stillFailing: 7,
    unknown: none,
    evidenceDue: 0,
    neverCame: 0,
    stale: none,
    stillUnknown: 3,
    known: none,
    newOutdated: none,
    supportEnded: 0,
    updated: none,
    joined: none,
    exempt: none,
    left: none,
    releases: [],
    moreReleases: 0,
    missed: 0,
    auditHead: { seq: 0, hash: '' },
    ...changes,
  };
}

const release = { releases: [{ build: '15.2.2562.56', label: 'x' }] };
const table: readonly [changes: Partial<DigestContent>, every: string, worse: string, due: string][] = [
  [{}, 'unchanged', 'unchanged', 'unchanged'],
  [{ newFailing: one }, 'changed', 'changed', 'below-minimum'],
  [{ worse: one }, 'changed', 'changed', 'below-minimum'],
  [{ unknown: one }, 'changed', 'changed', 'below-minimum'],
  [{ unknown: one, evidenceDue: 1 }, 'changed', 'changed', 'changed'],
  [{ stale: one }, 'changed', 'changed', 'changed'],
  [{ newOutdated: one }, 'changed', 'changed', 'below-minimum'],
  [{ newOutdated: one, supportEnded: 1 }, 'changed', 'changed', 'changed'],
  [{ fixed: one }, 'changed', 'below-minimum', 'below-minimum'],
  [{ known: one }, 'changed', 'below-minimum', 'below-minimum'],
  [{ updated: one }, 'changed', 'below-minimum', 'below-minimum'],
  [{ joined: one }, 'changed', 'below-minimum', 'below-minimum'],
  [{ exempt: one }, 'changed', 'below-minimum', 'below-minimum'],
  [{ left: one }, 'changed', 'below-minimum', 'below-minimum'],
  [release, 'changed', 'below-minimum', 'below-minimum'],
  [{ missed: 1 }, 'missed', 'missed', 'missed'],
  [{ missed: 1, newFailing: one }, 'changed', 'changed', 'missed'],
];

for (const [changes, ...expected] of table) {
  it(`decides for ${JSON.stringify(changes)}: ${expected.join(', ')}`, () => {
    const decided = (['every', 'worse', 'due'] as const).map((minimum) => occasion(content(changes), minimum, DAY));
    assert.deepEqual(
      decided.map(({ because }) => because),
      expected,
    );
    for (const { post, because } of decided) assert.equal(post, because === 'changed' || because === 'missed');
  });
}

it('posts where there is nothing to compare with, and when the last one is a week old, whatever the clocks did', () => {
  const of = (standing: number | null) => occasion(content(), 'due', standing);
  assert.deepEqual(of(null), { post: true, because: 'first' });
  assert.deepEqual(of(6 * DAY + HOUR), { post: false, because: 'unchanged' });
  for (const age of [7 * DAY - HOUR, 7 * DAY, 30 * DAY]) assert.deepEqual(of(age), { post: true, because: 'a-week' });
});
