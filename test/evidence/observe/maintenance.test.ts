import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../src/evidence/observation.ts';
import { adapted, custom, enumeration, i32, legacy, list, modern, nil, observed, put, s } from './fixture.ts';
import type { Value } from './fixture.ts';

const maintenance = 'ExchangeInformation > ServerMaintenance';
const node = `${maintenance} > GetClusterNode`;
const states = `${maintenance} > GetServerComponentState`;
const inactive = `${maintenance} > InactiveComponents`;

function plain(fact: Fact<unknown>): unknown {
  return fact.known ? fact.value : `(${fact.why})`;
}

for (const [era, make] of [
  ['of today', modern],
  ['of era A', legacy],
] as const) {
  const nodeOf = (value: Value | undefined) => observed(put(make(), node, value)).clusterNode;
  const stateOf = (value: Value) => plain(nodeOf(adapted({ Name: s('BER-EX01'), State: value }, 'BER-EX01')));

  test(`in an export ${era} the state of a cluster's node is read in each of its forms`, () => {
    ['Up', 'Down', 'Paused', 'Joining'].forEach((name, number) => {
      for (const form of [s(name), i32(number), enumeration(name, number)]) assert.equal(stateOf(form), name);
    });
    assert.deepEqual(nodeOf(custom({ State: s('Paused') })), { known: true, value: 'Paused', path: `${node} > State` });
  });

  test(`in an export ${era} a node's state that a cluster does not have is not known`, () => {
    for (const form of [s('Unknown'), i32(-1), i32(4), enumeration('Unknown', -1), enumeration('Up', 1), s('')]) {
      assert.equal(stateOf(form), '(unreadable)', JSON.stringify(form));
    }
  });

  test(`in an export ${era} a node that tells no state is not known, and no node is`, () => {
    assert.deepEqual(nodeOf(nil()), { known: true, value: null, path: node });
    assert.deepEqual(nodeOf(undefined), { known: false, why: 'absent', path: `${node} > State` });
    for (const odd of [
      adapted({ Name: s('BER-EX01') }, 'BER-EX01'),
      adapted({ State: nil() }, 'BER-EX01'),
      list(adapted({ State: s('Down') })),
      s('BER-EX01'),
    ]) {
      assert.equal(plain(nodeOf(odd)), '(unreadable)', JSON.stringify(odd));
    }
  });

  test(`in an export ${era} without ServerMaintenance nothing of it is known`, () => {
    const gone = observed(put(make(), maintenance, undefined));
    const empty = observed(put(make(), maintenance, nil()));

    assert.deepEqual([gone.clusterNode, gone.inactiveComponents].map(plain), ['(absent)', '(absent)']);
    assert.deepEqual([empty.clusterNode, empty.inactiveComponents].map(plain), ['(nil)', '(nil)']);
  });

  test(`in an export ${era} no inactive component is known only where Exchange gave their states`, () => {
    const empty = put(make(), inactive, list());
    assert.deepEqual(plain(observed(empty).inactiveComponents), []);

    assert.deepEqual(observed(put(empty, states, nil())).inactiveComponents, {
      known: false,
      why: 'nil',
      path: states,
    });
    const listed = put(put(make(), inactive, list(s('HubTransport'))), states, nil());
    assert.deepEqual(plain(observed(listed).inactiveComponents), ['HubTransport']);
  });
}

test('era A left the list Nil where no component was inactive', () => {
  const ofEraA = put(legacy(), inactive, nil());
  assert.deepEqual(observed(ofEraA).inactiveComponents, { known: true, value: [], path: inactive });
  assert.equal(plain(observed(put(ofEraA, states, nil())).inactiveComponents), '(nil)');
  assert.equal(plain(observed(put(ofEraA, states, undefined)).inactiveComponents), '(nil)');
  assert.equal(plain(observed(put(modern(), inactive, nil())).inactiveComponents), '(nil)');
});
