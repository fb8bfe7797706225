import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import type { Target } from '../../src/changes/model.ts';
import { aimOf, readTarget, targetsFor, targetValue, usualTarget } from '../../src/changes/target.ts';
import { assess } from '../../src/readiness/assess.ts';
import type { ServerRow } from '../../src/readiness/model.ts';
import { aBuild, known } from '../support/evidence.ts';
import { aServerRow } from '../support/factories.ts';
import { aSubject, withBuild } from '../readiness/subjects.ts';

const catalogue = shippedCatalogue();

function rowOf(subject: ReturnType<typeof aSubject>): ServerRow {
  return { ...aServerRow({ name: 'BER-EX01' }), assessment: assess(subject) };
}

function values(row: ServerRow): string[] {
  return targetsFor(row, catalogue).map(({ value }) => value);
}

const read = (text: string, row: ServerRow, kept: Target | null = null, replacedBy: string | null = null) =>
  readTarget(text, row, { catalogue, kept, replacedBy });

describe('targetsFor', () => {
  it('proposes the newest update of the CU first', () => {
    assert.deepEqual(values(rowOf(withBuild('15.2.2562.37'))), ['build:15.2.2562.56', 'retired']);
  });

  it('proposes SE for a 2019 CU14 and CU15', () => {
    for (const build of ['15.2.1544.4', '15.2.1748.10', '15.2.1748.39']) {
      assert.equal(values(rowOf(withBuild(build)))[0], 'build:15.2.2562.56', build);
    }
  });

  it('proposes CU15 with its newest public update before CU14, as SE can only be planned after that', () => {
    for (const build of ['15.2.1118.7', '15.2.1258.39', '15.2.221.12']) {
      const row = rowOf(withBuild(build));
      assert.deepEqual(
        values(row),
        ['build:15.2.1748.39', 'build:15.2.2562.56', 'build:15.2.1748.10', 'retired'],
        build,
      );
      assert.match(usualTarget(row, catalogue)?.title ?? '', /Exchange 2019 CU15 Oct25SU\), a step on the way$/);
    }
  });

  it('proposes retirement where no way in place exists', () => {
    assert.deepEqual(values(rowOf(withBuild('15.1.2375.7'))), ['retired']);
    assert.equal(usualTarget(rowOf(withBuild('15.1.2375.7')), catalogue)?.value, 'retired');
  });

  it('proposes the gate that a repair makes pass', () => {
    const stopped = rowOf(aSubject({ serviceStatus: known('Stopped') }));
    assert.equal(values(stopped)[0], 'gate:mitigation-service');
    const off = rowOf(aSubject({ serverSwitch: known(false), urlRewrite: known(false) }));
    assert.deepEqual(values(off).slice(0, 2), ['gate:mitigations-enabled', 'gate:url-rewrite']);
  });

  it('proposes nothing for a server that needs nothing, though it may still be retired', () => {
    const fine = rowOf(aSubject());
    assert.equal(usualTarget(fine, catalogue), null);
    assert.deepEqual(values(fine), ['retired']);
  });

  it('proposes a restart as the build that is there', () => {
    assert.equal(values(rowOf(aSubject({ pendingReboot: known(true) })))[0], 'build:15.2.2562.56');
  });

  it('offers only what it takes back', () => {
    const subjects = [
      withBuild('15.2.2562.37'),
      withBuild('15.2.1748.39'),
      withBuild('15.2.1118.7'),
      withBuild('15.1.2375.7'),
      aSubject({ pendingReboot: known(true) }),
      aSubject({ serviceStatus: known('Stopped'), build: known(aBuild('15.2.2562.43')) }),
    ];
    for (const row of subjects.map(rowOf)) {
      for (const { value } of targetsFor(row, catalogue)) {
        const target = read(value, row);
        assert.ok(target.ok, `${value}: ${JSON.stringify(target)}`);
        assert.equal(targetValue(target.value), value);
      }
    }
  });
});

describe('readTarget', () => {
  const row = rowOf(withBuild('15.2.2562.37'));

  it('names a build by its label', () => {
    const target = read('build:15.2.2562.56', row);
    assert.ok(target.ok);
    assert.equal(aimOf(target.value), 'build 15.2.2562.56 or later (Exchange SE RTM Oct26SU)');
  });

  it('reads who takes the place of a server', () => {
    const target = read('retired:NEW-01', row, null, 'new-01.contoso.test');
    assert.ok(target.ok);
    assert.deepEqual(target.value, { kind: 'retired', replacedBy: 'new-01.contoso.test' });
    assert.equal(read('retired:NEW-01', row).ok, false);
    assert.equal(read('retired:x', row, null, row.id).ok, false);
  });

  it('refuses what the server can not come to, or has', () => {
    const refused = ['', 'nonsense', 'build:', 'build:99.9.9.9', 'gate:nonsense', 'gate:__proto__', 'x'.repeat(9_000)];
    for (const text of refused) assert.equal(read(text, row).ok, false, text);
    assert.deepEqual(
      ['build:15.2.2562.37', 'build:15.2.2562.17', 'gate:url-rewrite'].map((text) => {
        const target = read(text, row);
        return target.ok ? 'taken' : target.refusal.code;
      }),
      ['conflict', 'conflict', 'conflict'],
    );
    const old = read('build:15.2.2562.56', rowOf(withBuild('15.1.2507.61')));
    assert.ok(!old.ok);
    assert.match(old.refusal.hint, /retirement/);
  });

  it('keeps the target of a plan that is edited, though it is met by now', () => {
    const kept: Target = { kind: 'build', build: '15.2.2562.37', label: 'Exchange SE RTM Feb26SU' };
    const target = read('build:15.2.2562.37', row, kept);
    assert.ok(target.ok);
    assert.equal(target.value, kept);
  });
});
