import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parsed } from '../../../src/evidence/observation.ts';
import { objs } from '../clixml/document.ts';
import {
  adapted,
  b,
  custom,
  exportOf,
  list,
  modern,
  nil,
  observeText,
  organisationDn,
  put,
  s,
  xmlOf,
} from './fixture.ts';
import type { Value } from './fixture.ts';

function refusal(text: string): { code: string; message: string; hint: string } {
  const result = observeText(text, 'a.xml');
  assert.ok(!result.ok, JSON.stringify(result));
  assert.ok(result.refusal.message.startsWith('a.xml'), result.refusal.message);
  assert.ok(result.refusal.hint.length > 10);
  return result.refusal;
}

function servers(text: string): Extract<Parsed, { kind: 'inventory' }>['servers'] {
  const result = observeText(text);
  assert.ok(result.ok && result.value.kind === 'inventory', JSON.stringify(result));
  return result.value.servers;
}

function listed(name: string, more: Record<string, Value> = {}, make: typeof adapted = adapted): Value {
  const value = make({
    Name: s(name),
    Fqdn: s(`${name}.contoso.test`),
    IsEdgeServer: b(false),
    AdminDisplayVersion: s('Version 15.2 (Build 2562.17)'),
    Site: s('contoso.test/Configuration/Sites/Berlin'),
    DistinguishedName: s(`CN=${name},CN=Servers,${organisationDn}`),
    ...more,
  });
  return value;
}

const path = 'ExchangeInformation > GetExchangeServer';

test('a report without a name for its server is refused', () => {
  const nameless = put(put(modern(), `${path} > Name`, undefined), `${path} > Fqdn`, nil());
  assert.match(refusal(exportOf(nameless)).message, /does not say which server/);
  assert.match(refusal(exportOf(custom({}))).message, /does not say which server/);
});

test('either name is enough', () => {
  for (const [gone, left] of [
    ['Name', 'fqdn'],
    ['Fqdn', 'name'],
  ] as const) {
    const result = observeText(exportOf(put(modern(), `${path} > ${gone}`, undefined)));
    assert.ok(result.ok && result.value.kind === 'report' && result.value.observation[left] !== null);
  }
});

test('a name that can be no name of a server is refused with what it reads', () => {
  for (const bad of ['a b', '<b>x</b>', 'x'.repeat(300), '..', 'a\r\nb', '[x](http://y)']) {
    assert.match(refusal(exportOf(put(modern(), `${path} > Fqdn`, s(bad)))).message, /no server's name/, bad);
  }
});

test('two names that contradict each other are refused', () => {
  const text = exportOf(modern()).replace('<S N="Fqdn">', '<S N="Fqdn">EVIL.contoso.test</S><S N="Fqdn">');
  assert.match(refusal(text).message, /Fqdn twice: EVIL\.contoso\.test, BER-EX01\.contoso\.test/);
});

test('an export whose data is Nil says so', () => {
  assert.match(refusal(exportOf(nil())).message, /no data: its HealthCheckerExchangeServer is empty/);
});

test('several reports in one file are refused, one beside an empty one is taken', () => {
  const report = xmlOf(custom({ HealthCheckerExchangeServer: modern() }));
  const empty = xmlOf(custom({ HealthCheckerExchangeServer: nil() }));

  assert.match(refusal(objs(report + report)).message, /holds the reports of 2 servers/);
  assert.ok(observeText(objs(empty + report)).ok);
});

test('other CLIXML is refused by what it is', () => {
  const services =
    '<Obj RefId="0"><TN RefId="0"><T>Deserialized.System.ServiceProcess.ServiceController</T></TN><Props><S N="Name">x</S></Props></Obj>';
  assert.match(refusal(objs(services)).message, /objects of the type System\.ServiceProcess\.ServiceController/);
  assert.match(
    refusal(objs(xmlOf(custom({ DCList: list(), ExList: list() })))).message,
    /ratio of domain controller cores/,
  );
  assert.match(refusal(objs('<S>hello</S>')).message, /unknown type/);
  assert.match(refusal(objs('')).message, /holds no objects/);
  assert.match(refusal(objs(services)).hint, /HealthChecker-<server>-<date>\.xml.*Get-ExchangeServer \| Export-Clixml/);
});

test('an inventory lists its servers, whole, selected, wrapped or alone', () => {
  const whole = xmlOf(listed('BER-EX01')) + xmlOf(listed('BER-EX02', { IsEdgeServer: b(true) }));
  const selected = xmlOf(listed('BER-EX01', {}, custom)) + xmlOf(listed('BER-EX02', { IsEdgeServer: b(true) }, custom));

  for (const text of [objs(whole), objs(selected), objs(`<Obj RefId="99"><LST>${whole}</LST></Obj>`)]) {
    const [first, second, ...rest] = servers(text);
    assert.deepEqual(first, {
      name: 'BER-EX01',
      fqdn: 'BER-EX01.contoso.test',
      organisation: { id: 'contosoorg@contoso.test', name: 'ContosoORG' },
      role: { known: true, value: 'mailbox', path: 'IsEdgeServer' },
      displayedBuild: {
        known: true,
        value: { major: 15, minor: 2, build: 2562, revision: 17 },
        path: 'AdminDisplayVersion',
      },
      site: { known: true, value: 'Berlin', path: 'Site' },
    });
    assert.equal(second?.role.known && second.role.value, 'edge');
    assert.equal(rest.length, 0);
  }
  assert.equal(servers(objs(xmlOf(listed('BER-EX01')))).length, 1);
});

test('half an inventory is refused as a whole', () => {
  const bad = [listed('X', { Fqdn: nil() }), listed('X', { Name: s('') }), custom({ Other: s('x') })];
  for (const value of bad) {
    assert.match(
      refusal(objs(xmlOf(listed('BER-EX01')) + xmlOf(value))).message,
      /no complete inventory: object 2 of 2/,
    );
  }
});

test('a server that is listed twice alike is listed once, twice differently is a refusal', () => {
  const one = xmlOf(listed('BER-EX01'));
  assert.equal(servers(objs(one + one)).length, 1);
  const other = xmlOf(listed('BER-EX01', { IsEdgeServer: b(true) }));
  assert.match(refusal(objs(one + other)).message, /BER-EX01\.contoso\.test twice/);
});
