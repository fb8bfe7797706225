import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type ServerId, serverId } from '../../src/core/ids.ts';
import { noteChange } from '../../src/digests/change-log.ts';
import { diff } from '../../src/digests/diff.ts';
import { differenceSince } from '../../src/digests/difference-since.ts';
import { type ChangeKind, MOST_NAMED } from '../../src/digests/model.ts';
import { headSeq } from '../../src/digests/store.ts';
import type { ToldState } from '../../src/digests/told-state.ts';
import { type CheckId, gateIds, type Scope } from '../../src/readiness/model.ts';
import type { Standing } from '../../src/readiness/project.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import { anAssessment } from '../support/factories.ts';

const gates = ['evidence-age', 'ocs-signing', 'url-rewrite'] as const;
const ids = ['a', 'b', 'c', 'd'].map((name) => serverId(`${name}.contoso.test`));

const standing = fc
  .record({
    fails: fc.subarray([...gates]),
    unknowns: fc.subarray([...gates]),
    missesUpdate: fc.boolean(),
    outOfSupport: fc.boolean(),
    site: fc.constantFrom('Berlin', 'Paris', null),
    edge: fc.boolean(),
  })
  .map(({ edge, fails, unknowns, missesUpdate, outOfSupport, site }) => (server: ServerId): Standing => {
    const verdicts = (list: readonly CheckId[], verdict: 'fail' | 'unknown') => list.map((id) => [id, { verdict }]);
    const checks = edge
      ? Object.fromEntries(gateIds.map((id) => [id, { verdict: 'notApplicable' as const }]))
      : Object.fromEntries([...verdicts(unknowns, 'unknown'), ...verdicts(fails, 'fail')]);
    return { assessment: anAssessment({ server, checks, missesUpdate, outOfSupport }), site, dag: null };
  });

/** A few servers judged at once; null: it has left. */
const step = fc.array(fc.tuple(fc.constantFrom(...ids), fc.option(standing)), { minLength: 1, maxLength: 4 });

type Snapshot = ReadonlyMap<ServerId, Standing>;

/** The lists as whoever sees the whole fleet twice would write them. */
function compared(then: Snapshot, now: Snapshot, scope: Scope | null): Record<ChangeKind, ServerId[]> {
  const inside = ({ site }: Standing) => scope === null || site === scope.value;
  const of = (snapshot: Snapshot, which: (one: Standing) => boolean) =>
    new Set([...snapshot].filter(([, one]) => inside(one) && which(one)).map(([id]) => id));
  const being = (snapshot: Snapshot, readiness: string) =>
    of(snapshot, ({ assessment }) => assessment.readiness === readiness);
  const all = (snapshot: Snapshot) => of(snapshot, () => true);
  const failed = (snapshot: Snapshot, id: ServerId) =>
    snapshot.get(id)?.assessment.checks.filter((check) => check.gate && check.verdict === 'fail') ?? [];
  const both = (...sets: readonly Set<ServerId>[]) => ids.filter((id) => sets.every((set) => set.has(id)));
  const but = (set: Set<ServerId>, without: Set<ServerId>) => ids.filter((id) => set.has(id) && !without.has(id));
  const missing = (snapshot: Snapshot) => of(snapshot, ({ assessment }) => assessment.missesUpdate);
  const ended = (snapshot: Snapshot) => of(snapshot, ({ assessment }) => assessment.outOfSupport);
  const exempt = (snapshot: Snapshot) => being(snapshot, 'notApplicable');
  const stale = (snapshot: Snapshot) =>
    of(snapshot, ({ assessment }) =>
      assessment.checks.some(({ id, verdict }) => id === 'evidence-age' && verdict === 'unknown'),
    );
  const outdated = (snapshot: Snapshot) => new Set([...missing(snapshot), ...ended(snapshot)]);
  return {
    newFailing: but(being(now, 'failing'), being(then, 'failing')),
    worse: both(being(then, 'failing'), being(now, 'failing')).filter((id) =>
      failed(now, id).some((check) => !failed(then, id).some((before) => before.id === check.id)),
    ),
    fixed: both(being(then, 'failing'), being(now, 'ready')),
    unknown: but(being(now, 'unknown'), being(then, 'unknown')),
    known: both(being(then, 'unknown'), being(now, 'ready')),
    newOutdated: ids.filter(
      (id) => (missing(now).has(id) && !missing(then).has(id)) || (ended(now).has(id) && !ended(then).has(id)),
    ),
    updated: but(outdated(then), outdated(now)).filter((id) => all(now).has(id)),
    stale: both(stale(now), all(then)).filter(
      (id) => !stale(then).has(id) && then.get(id)?.assessment.readiness === now.get(id)?.assessment.readiness,
    ),
    joined: [
      ...but(being(now, 'ready'), all(then)),
      ...but(exempt(now), all(then)),
      ...both(exempt(then), being(now, 'ready')),
    ].sort(),
    exempt: ids.filter((id) => exempt(now).has(id) && all(then).has(id) && !exempt(then).has(id)),
    left: but(all(then), all(now)),
  };
}

onBothDialects((name, open) => {
  it('what was logged since any point tells what two whole fleets compared would', async () => {
    const database = await open();
    const note = noteChange(fakeClock());
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.constantFrom(null, { by: 'site' as const, value: 'Berlin' }),
        async (steps, pick, scope) => {
          await database.transaction((tx) => tx.deleteFrom('readiness_changes').execute());
          const points: { readonly seq: number; readonly fleet: Snapshot }[] = [{ seq: 0, fleet: new Map() }];
          const fleet = new Map<ServerId, Standing>();
          for (const changes of steps) {
            await database.transaction(async (tx) => {
              const judged = [...new Map(changes)].map(([server, make]) => ({
                server,
                before: fleet.get(server) ?? null,
                after: make?.(server) ?? null,
              }));
              await note(
                tx,
                judged.filter((one) => one.before ?? one.after),
              );
              for (const { server, after } of judged) after ? fleet.set(server, after) : fleet.delete(server);
            });
            points.push({ seq: await database.read(headSeq), fleet: new Map(fleet) });
          }
          const point = points[pick % points.length];
          if (!point) return;

          const { lists } = await database.read((reader) => differenceSince(reader, point.seq, scope));

          const expected = compared(point.fleet, fleet, scope);
          for (const [list, servers] of Object.entries(expected)) {
            const found = lists[list as ChangeKind];
            assert.deepEqual(found.first.map(({ id }) => id).sort(), servers, list);
            assert.equal(found.total, servers.length, list);
          }
        },
      ),
      { numRuns: name === 'SQLite' ? 60 : 25 },
    );
  });

  it('logs nothing where nothing that is told has changed', async () => {
    const database = await open();
    const note = noteChange(fakeClock());
    const one = (site: string, observed: number): Standing => ({
      assessment: anAssessment({ server: ids[0] as ServerId, judgedAt: observed as never }),
      site,
      dag: null,
    });
    const judge = (before: Standing | null, after: Standing | null) =>
      database.transaction((tx) => note(tx, [{ server: ids[0] as ServerId, before, after }]));

    await judge(null, one('Berlin', 1));
    await judge(one('Berlin', 1), one('Berlin', 2));
    assert.equal(await database.read(headSeq), 1);
    await judge(one('Berlin', 2), one('Paris', 3));
    await judge(one('Paris', 3), null);
    assert.equal(await database.read(headSeq), 3);
  });
});

function told(state: Partial<ToldState>): ToldState {
  return {
    readiness: 'ready',
    failing: [],
    unknown: [],
    neverReported: false,
    missesUpdate: false,
    outOfSupport: false,
    site: null,
    dag: null,
    product: null,
    ...state,
  };
}

it('names the worst first, at most as many as fit, and counts all', () => {
  const changes = Array.from({ length: 100 }, (_, n) => ({
    server: serverId(`s${String(n).padStart(3, '0')}.contoso.test`),
    was: null,
    is: told({ readiness: 'failing', failing: n === 77 ? ['ocs-signing'] : ['url-rewrite'] }),
  }));
  const { newFailing } = diff(changes).lists;
  assert.equal(newFailing.total, 100);
  assert.equal(newFailing.first.length, MOST_NAMED);
  assert.deepEqual(
    newFailing.first.slice(0, 2).map(({ id }) => id),
    ['s077.contoso.test', 's000.contoso.test'],
  );
});

it('says that a server lost support though it missed an update already', () => {
  const change = {
    server: ids[0] as ServerId,
    was: told({ missesUpdate: true }),
    is: told({ missesUpdate: true, outOfSupport: true }),
  };
  const { lists, supportEnded } = diff([change]);
  assert.deepEqual(lists.newOutdated.first[0]?.causes, ['support-lifecycle']);
  assert.equal(supportEnded, 1);
});
