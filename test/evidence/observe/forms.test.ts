import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Observation } from '../../../src/evidence/observation.ts';
import { adapted, b, exportOf, i32, modern, nil, observed, observeText, put, s } from './fixture.ts';
import type { Value } from './fixture.ts';

type FactName = { [K in keyof Observation]: Observation[K] extends Fact<unknown> ? K : never }[keyof Observation];

const service = 'ExchangeInformation > DependentServices > Monitor';
const probe = 'ExchangeInformation > ExchangeEmergencyMitigationServiceResult';
const server = 'ExchangeInformation > GetExchangeServer';

test('mitigations in one text are the same as in a list, and a text with anything else is not known', () => {
  const ids = (value: Value) => {
    const fact = observed(put(modern(), `${server} > MitigationsApplied`, value)).mitigationsApplied;
    return fact.known ? fact.value : null;
  };

  assert.deepEqual(ids(s('PING1')), ['PING1']);
  assert.deepEqual(ids(s('M2.1.0,PING1')), ['M2.1.0', 'PING1']);
  assert.deepEqual(ids(adapted({}, 'PING1, M2.1.0')), ['PING1', 'M2.1.0']);
  for (const text of ['PING1 failed', 'no PING1', 'PING1,', 'System.Collections.ArrayList']) {
    assert.equal(ids(s(text)), null, text);
  }
});

test('what an enumeration names and what it numbers is the same state', () => {
  const state = (status: Value, startType: Value) => {
    const root = put(put(modern(), `${service} > 1 > Status`, status), `${service} > 1 > StartType`, startType);
    const { serviceStatus, serviceStartType } = observed(root);
    return [serviceStatus, serviceStartType].map((fact) => (fact.known ? fact.value : null));
  };

  assert.deepEqual(state(i32(4), i32(2)), ['Running', 'Automatic']);
  assert.deepEqual(state(i32(1), i32(4)), ['Stopped', 'Disabled']);
  assert.deepEqual(state(s('running'), s('AUTOMATIC')), ['Running', 'Automatic']);
  assert.deepEqual(state(s('Hibernating'), i32(9)), ['Hibernating', '9']);
});

test('an HTTP status is read by its name too', () => {
  const status = (value: Value) => {
    const fact = observed(put(modern(), `${probe} > StatusCode`, value)).ocsProbe;
    return fact.known ? fact.value : null;
  };

  assert.equal(status(s('OK')), 200);
  assert.equal(status(s('ProxyAuthenticationRequired')), 407);
  assert.equal(status(s('Reachable')), null);
});

test('an object whose text and primitive contradict each other is not known', () => {
  const twofold = (name: string, shown: string, primitive: string) =>
    `<Obj N="${name}"><ToString>${shown}</ToString>${primitive}</Obj>`;
  const cases: readonly [name: FactName, good: string, bad: string, member: string][] = [
    [
      'serverSwitch',
      twofold('MitigationsEnabled', 'True', '<B>true</B>'),
      twofold('MitigationsEnabled', 'False', '<B>true</B>'),
      '<B N="MitigationsEnabled">true</B>',
    ],
    [
      'ocsProbe',
      twofold('StatusCode', 'OK', '<I32>200</I32>'),
      twofold('StatusCode', 'Forbidden', '<I32>200</I32>'),
      '<I32 N="StatusCode">200</I32>',
    ],
    [
      'serviceStatus',
      twofold('Status', 'Running', '<I32>4</I32>'),
      twofold('Status', 'Running', '<I32>1</I32>'),
      '<S N="Status">Running</S>',
    ],
    [
      'build',
      twofold('FileVersion', '', '<S>15.02.2562.056</S>'),
      twofold('FileVersion', '15.02.2562.056', '<S>15.02.2562.017</S>'),
      '<S N="FileVersion">15.02.2562.056</S>',
    ],
  ];
  for (const [name, good, bad, member] of cases) {
    const readIn = (replacement: string) => {
      const text = exportOf(modern());
      const at = text.lastIndexOf(member);
      assert.ok(at > 0, member);
      const result = observeText(text.slice(0, at) + replacement + text.slice(at + member.length));
      assert.ok(result.ok && result.value.kind === 'report');
      return result.value.observation[name];
    };
    assert.deepEqual(readIn(good), observed(modern())[name], name);
    const fact = readIn(bad);
    assert.ok(!fact.known && fact.why === 'unreadable', `${name} reads ${JSON.stringify(fact)}`);
  }
});

test('words after a file version say nothing, a second version does', () => {
  const place = 'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion';
  const build = (text: string) => observed(put(modern(), place, s(text))).build;

  assert.deepEqual(build('15.02.2562.056 (built by: EX)'), observed(modern()).build);
  for (const text of ['15.02.2562.056 (was 15.02.2562.037)', '15.02.2562.056b', '15.02.2562.056.1']) {
    assert.equal(build(text).known, false, text);
  }
});

test('a role that only ServerRole tells is believed where it is Edge', () => {
  const role = (place: string, value: Value, isEdge: Value | undefined) => {
    const root = put(modern(), `${server} > IsEdgeServer`, isEdge);
    const holder = place.split(' > ').reduce<Value | undefined>((at, step) => {
      return at !== undefined && 'members' in at ? at.members[step] : undefined;
    }, root);
    assert.ok(holder !== undefined && 'members' in holder);
    holder.members.ServerRole = value;
    const fact = observed(root).role;
    return fact.known ? fact.value : null;
  };

  for (const place of [server, 'ExchangeInformation > BuildInformation']) {
    assert.equal(role(place, s('Edge'), undefined), 'edge');
    assert.equal(role(place, adapted({}, 'Edge'), nil()), 'edge');
    assert.equal(role(place, s('Mailbox'), undefined), null);
    assert.equal(role(place, s('Edge'), b(false)), 'mailbox');
  }
});

test('a directory object gives its name in each of its forms', () => {
  const dag = (value: Value) => {
    const fact = observed(
      put(modern(), 'ExchangeInformation > GetMailboxServer > DatabaseAvailabilityGroup', value),
    ).dag;
    return fact.known ? fact.value : undefined;
  };

  assert.equal(dag(s('DAG-BER')), 'DAG-BER');
  assert.equal(dag(adapted({}, 'contoso.test/Configuration/DAG-BER')), 'DAG-BER');
  assert.equal(dag(adapted({}, 'CN=DAG\\, BER,CN=Database Availability Groups,DC=contoso,DC=test')), 'DAG, BER');
  assert.equal(dag(adapted({ Name: s('DAG-BER') })), 'DAG-BER');
  assert.equal(dag(nil()), null);
});
