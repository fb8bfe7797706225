import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Observation } from '../../../src/evidence/observation.ts';
import {
  b,
  custom,
  dt,
  emptied,
  exportOf,
  legacy,
  list,
  modern,
  nil,
  observed,
  observeText,
  put,
  s,
  xmlOf,
} from './fixture.ts';
import type { Value } from './fixture.ts';

type FactName = { [K in keyof Observation]: Observation[K] extends Fact<unknown> ? K : never }[keyof Observation];

const service = 'ExchangeInformation > DependentServices > Monitor';
const probe = 'ExchangeInformation > ExchangeEmergencyMitigationServiceResult';
const modules = 'ExchangeInformation > IISSettings > IISModulesInformation > ModuleList';
const server = 'ExchangeInformation > GetExchangeServer';
const summary = 'ExchangeInformation > ExchangeEmergencyMitigationService';

/** Every member a gate reads, and the facts that hang on it. */
const gateMembers: Record<string, readonly FactName[]> = {
  GenerationTime: ['generatedAt'],
  [`${server} > IsEdgeServer`]: ['role'],
  'ExchangeInformation > BuildInformation > ExchangeSetup': ['build'],
  'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion': ['build'],
  'OrganizationInformation > GetOrganizationConfig': ['organisationSwitch'],
  'OrganizationInformation > GetOrganizationConfig > MitigationsEnabled': ['organisationSwitch'],
  [`${server} > MitigationsEnabled`]: ['serverSwitch'],
  [`${server} > MitigationsApplied`]: ['mitigationsApplied'],
  [`${server} > MitigationsApplied > 0`]: ['mitigationsApplied'],
  'ExchangeInformation > DependentServices': ['serviceStatus', 'serviceStartType'],
  [service]: ['serviceStatus', 'serviceStartType'],
  [`${service} > 1`]: ['serviceStatus', 'serviceStartType'],
  [`${service} > 1 > Name`]: ['serviceStatus', 'serviceStartType'],
  [`${service} > 1 > Status`]: ['serviceStatus'],
  [`${service} > 1 > StartType`]: ['serviceStartType'],
  [probe]: ['ocsProbe', 'mitigationsOnOffer'],
  [`${probe} > StatusCode`]: ['ocsProbe'],
  [`${probe} > Content`]: ['mitigationsOnOffer'],
  'ExchangeInformation > IISSettings': ['urlRewrite'],
  'ExchangeInformation > IISSettings > IISModulesInformation': ['urlRewrite'],
  [modules]: ['urlRewrite'],
  [`${modules} > 1 > Name`]: ['urlRewrite'],
};

const legacyMembers: Record<string, readonly FactName[]> = {
  GenerationTime: ['generatedAt'],
  [`${server} > IsEdgeServer`]: ['role'],
  'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion': ['build'],
  [summary]: [
    'organisationSwitch',
    'serverSwitch',
    'serviceStatus',
    'serviceStartType',
    'ocsProbe',
    'mitigationsApplied',
    'mitigationsBlocked',
  ],
  [`${summary} > MitigationServiceOrgState`]: ['organisationSwitch'],
  [`${summary} > MitigationServiceSrvState`]: ['serverSwitch'],
  [`${summary} > MitigationWinServiceState`]: ['serviceStatus', 'serviceStartType'],
  [`${summary} > MitigationServiceEndpoint`]: ['ocsProbe'],
  [`${summary} > MitigationsApplied`]: ['mitigationsApplied'],
  'ExchangeInformation > IISModulesInformation': ['urlRewrite'],
  'ExchangeInformation > IISModulesInformation > ModuleList': ['urlRewrite'],
  'ExchangeInformation > IISModulesInformation > ModuleList > 0 > Name': ['urlRewrite'],
};

// What is knowledge and not its absence: an empty list of mitigations has none (the heartbeat's gate asks for PING1 in
// it), a probe that is Nil failed, and a shorter list of mitigations is a list.
const known = new Set([
  `empty ${server} > MitigationsApplied`,
  `drop ${server} > MitigationsApplied > 0`,
  `empty ${summary} > MitigationsApplied`,
  `nil ${probe}`,
  `nil ${summary} > MitigationServiceEndpoint`,
]);

const harms: Record<string, (root: Value, path: string) => Value> = {
  drop: (root, path) => put(root, path, undefined),
  nil: (root, path) => put(root, path, nil()),
  empty: (root, path) => put(root, path, emptied(root, path)),
};

for (const [era, make, members] of [
  ['of today', modern, gateMembers],
  ['of era A', legacy, legacyMembers],
] as const) {
  for (const [harm, apply] of Object.entries(harms)) {
    test(`in an export ${era}, a gate's member with "${harm}" makes exactly its facts unknown`, () => {
      const whole = observed(make());
      let tried = 0;
      for (const [path, hurt] of Object.entries(members)) {
        if (known.has(`${harm} ${path}`)) continue;
        const harmed = observed(apply(make(), path));
        for (const [name, fact] of Object.entries(whole) as [FactName, Fact<unknown>][]) {
          if (fact === null || typeof fact !== 'object' || !('known' in fact)) continue;
          const now = harmed[name];
          if (hurt.includes(name)) assert.equal(now.known, false, `${harm} ${path}: ${name} is known`);
          else if (!harmsAround(path, name)) assert.deepEqual(now, fact, `${harm} ${path}: ${name} changed`);
        }
        tried += 1;
      }
      assert.ok(tried > 8);
    });
  }
}

/** The content of a probe goes with the probe; era A's summary takes everything of the service with it. */
function harmsAround(path: string, name: FactName): boolean {
  return path === summary && name === 'mitigationsOnOffer';
}

test('an empty list of mitigations has none, one without a readable item is not known', () => {
  const applied = (value: Value) => observed(put(modern(), `${server} > MitigationsApplied`, value)).mitigationsApplied;

  assert.deepEqual(applied(list()), { known: true, value: [], path: `${server} > MitigationsApplied` });
  assert.equal(applied(list(s('PING1'), s(''))).known, false);
  assert.equal(applied(list(s('PING1'), nil())).known, false);
});

test("a gate's member that is there twice with two values is not known", () => {
  const doubled: readonly [path: string, twin: string, name: FactName][] = [
    [`${server} > MitigationsEnabled`, xmlOf(b(false), 'MitigationsEnabled'), 'serverSwitch'],
    [`${server} > IsEdgeServer`, xmlOf(b(true), 'IsEdgeServer'), 'role'],
    [`${probe} > StatusCode`, xmlOf({ tag: 'I32', text: '503' }, 'StatusCode'), 'ocsProbe'],
    [
      'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion',
      xmlOf(s('15.02.2562.017'), 'FileVersion'),
      'build',
    ],
    ['GenerationTime', xmlOf(dt('2026-11-21T00:00:00Z'), 'GenerationTime'), 'generatedAt'],
  ];
  for (const [path, twin, name] of doubled) {
    const text = exportOf(modern());
    const member = path.split(' > ').at(-1) ?? '';
    const at = text.lastIndexOf(`N="${member}"`);
    const start = text.lastIndexOf('<', at);
    const result = observeText(text.slice(0, start) + twin + text.slice(start));

    assert.ok(result.ok && result.value.kind === 'report', member);
    const fact = result.value.observation[name];
    assert.ok(!fact.known && fact.why === 'unreadable', `${member} reads ${JSON.stringify(fact)}`);
  }
});

test('values of the wrong kind are not known, and say what stands there', () => {
  const wrong: readonly [path: string, value: Value, name: FactName, raw: string][] = [
    [`${server} > MitigationsEnabled`, s('yes'), 'serverSwitch', 'yes'],
    [`${server} > IsEdgeServer`, custom({}), 'role', ''],
    [`${probe} > StatusCode`, s('Fine'), 'ocsProbe', 'Fine'],
    [`${probe} > StatusCode`, { tag: 'I32', text: '20000' }, 'ocsProbe', '20000'],
    ['GenerationTime', dt('2026-11-20T06:12:44'), 'generatedAt', '2026-11-20T06:12:44'],
    ['GenerationTime', dt('2026-13-40T06:12:44Z'), 'generatedAt', '2026-13-40T06:12:44Z'],
    ['ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion', s('15.2.2562'), 'build', '15.2.2562'],
    [
      'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion',
      s('Version 15.2 (Build 2562.17)'),
      'build',
      'Version 15.2 (Build 2562.17)',
    ],
    [modules, s('RewriteModule'), 'urlRewrite', 'RewriteModule'],
    [service, s('MSExchangeMitigation'), 'serviceStatus', 'MSExchangeMitigation'],
  ];
  for (const [path, value, name, raw] of wrong) {
    const fact = observed(put(modern(), path, value))[name];
    assert.ok(!fact.known && fact.why === 'unreadable', `${path} ${JSON.stringify(fact)}`);
    assert.equal(fact.raw, raw);
  }
});

test('what is unreadable is cut to 200 characters', () => {
  const fact = observed(put(modern(), `${server} > MitigationsEnabled`, s('x'.repeat(5_000)))).serverSwitch;
  assert.ok(!fact.known && fact.why === 'unreadable' && fact.raw.length === 200);
});

test('where Health Checker could not read ExSetup, the version beside it is not the exact build', () => {
  const place = 'ExchangeInformation > BuildInformation > ExchangeSetup';
  const setup = (failed: Value) =>
    put(modern(), place, custom({ FileVersion: s('15.02.2562.017'), FailedGetExSetup: failed }));

  for (const failed of [b(true), s(''), nil(), s('perhaps')]) assert.equal(observed(setup(failed)).build.known, false);
  assert.equal(observed(setup(b(false))).build.known, true);
});

test('a probe that is Nil failed; one that is not there says nothing', () => {
  assert.deepEqual(observed(put(modern(), probe, nil())).ocsProbe, { known: true, value: null, path: probe });
  assert.deepEqual(observed(put(modern(), probe, undefined)).ocsProbe, {
    known: false,
    why: 'absent',
    path: `${probe} > StatusCode`,
  });
  const gone = observed(put(modern(), `${probe} > StatusCode`, undefined)).ocsProbe;
  assert.deepEqual(gone, { known: false, why: 'absent', path: `${probe} > StatusCode` });
});

test('a service that is not among the watched ones is absent', () => {
  const observation = observed(put(modern(), `${service} > 1`, undefined));
  assert.ok(!observation.serviceStatus.known && observation.serviceStatus.why === 'absent');
});
