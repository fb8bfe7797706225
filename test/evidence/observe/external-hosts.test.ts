import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adapted, custom, directory, legacy, list, modern, nil, observed, put, s } from './fixture.ts';
import type { Value } from './fixture.ts';

const directories = 'ExchangeInformation > VirtualDirectories';
const mapi = `${directories} > GetMapiVirtualDirectory`;
const names = ['ActiveSync', 'Ecp', 'Mapi', 'Oab', 'Owa', 'WebServices'].map((name) => `Get${name}VirtualDirectory`);

function hosts(root: Value): readonly string[] | string {
  const fact = observed(root).externalHosts;
  return fact.known ? fact.value : `(${fact.why})`;
}

/** A report in which no virtual directory has an external URL. */
function inside(): Value {
  return names.reduce((root, name) => put(root, `${directories} > ${name}`, directory()), modern());
}

test('the hosts of all external URLs are read, each once and sorted', () => {
  assert.deepEqual(hosts(modern()), ['mail.contoso.test', 'outlook.contoso.test']);
  for (const name of names) {
    const external = directory('https://MAIL.contoso.test:8443/x');
    for (const value of [external, list(external, directory()), list(directory(), external)]) {
      assert.deepEqual(hosts(put(inside(), `${directories} > ${name}`, value)), ['mail.contoso.test'], name);
    }
  }
});

test('a URL is read as a text and as an object too', () => {
  const url = 'https://mail.contoso.test/mapi';
  for (const value of [s(url), adapted({ Host: s('mail.contoso.test') }, url)]) {
    assert.deepEqual(hosts(put(inside(), mapi, adapted({ ExternalUrl: value }))), ['mail.contoso.test']);
  }
});

test('that there is no external URL is known where all six directories say so, and not otherwise', () => {
  assert.deepEqual(observed(inside()).externalHosts, { known: true, value: [], path: directories });
  for (const name of names) {
    const silent: readonly [Value | undefined, string][] = [
      [undefined, '(absent)'],
      [nil(), '(nil)'],
      [list(), '(nil)'],
      [list(directory(), nil()), '(nil)'],
      [adapted({}), '(absent)'],
      [s('MAPI'), '(unreadable)'],
      [directory('mail.contoso.test'), '(unreadable)'],
      [directory('ftp://mail.contoso.test/'), '(unreadable)'],
    ];
    for (const [value, why] of silent) {
      assert.equal(hosts(put(inside(), `${directories} > ${name}`, value)), why, `${name} ${JSON.stringify(value)}`);
    }
  }
});

test('one URL is enough, whatever the other directories do not say', () => {
  const root = put(inside(), mapi, directory('https://mail.contoso.test/mapi'));
  assert.deepEqual(hosts(put(root, `${directories} > GetOwaVirtualDirectory`, nil())), ['mail.contoso.test']);
});

test('without virtual directories nothing is known', () => {
  assert.equal(hosts(put(modern(), directories, undefined)), '(absent)');
  assert.equal(hosts(put(modern(), directories, nil())), '(nil)');
});

test('before October 2023 two directories stood by themselves: too few to say that there is no URL', () => {
  const [owa, ews] = ['GetOwaVirtualDirectory', 'GetWebServicesVirtualDirectory'];
  assert.deepEqual(hosts(legacy()), ['mail.contoso.test']);
  assert.equal(hosts(put(legacy(), `ExchangeInformation > ${owa}`, directory())), '(absent)');

  const ofEraB = put(modern(), directories, undefined);
  assert.equal(hosts(ofEraB), '(absent)');
  const exchange = 'members' in ofEraB ? ofEraB.members.ExchangeInformation : undefined;
  assert.ok(exchange !== undefined && 'members' in exchange);
  exchange.members[ews ?? ''] = custom({ ExternalUrl: s('https://ews.contoso.test/EWS/Exchange.asmx') });
  assert.deepEqual(hosts(ofEraB), ['ews.contoso.test']);
});
