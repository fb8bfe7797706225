import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adapted,
  array,
  enumeration,
  flag,
  hashtable,
  int,
  list,
  missing,
  record,
  text,
  writeClixml,
} from '../../src/demo/generator/clixml.ts';

const lines = (xml: string): string[] => xml.split('\r\n').map((line) => line.trim());

test('text is escaped as Export-Clixml escapes it', () => {
  const xml = writeClixml([text('a<b>&\r\nc _x000D_ \ud800 tail'), text('_not_x00_')]);

  assert.match(xml, /<S>a&lt;b&gt;&amp;_x000D__x000A_c _x005F_x000D_ _xD800_ tail<\/S>/);
  assert.match(xml, /<S>_not_x00_<\/S>/);
});

test('an emoji and other letters stay as they are', () => {
  assert.match(writeClixml([text('Zürich 🛡')]), /<S>Zürich 🛡<\/S>/);
});

test('an object that occurs twice is written once and referred to', () => {
  const shared = record([['Name', text('a')]]);

  const written = lines(
    writeClixml([
      record([
        ['First', shared],
        ['Again', shared],
      ]),
    ]),
  );

  assert.ok(written.includes('<Obj N="First" RefId="1">'));
  assert.ok(written.includes('<Ref N="Again" RefId="1" />'));
});

test('equal type names are written once and referred to', () => {
  const written = lines(writeClixml([array([record([]), record([])])]));

  assert.equal(written.filter((line) => line === '<T>System.Management.Automation.PSCustomObject</T>').length, 1);
  assert.equal(written.filter((line) => line === '<TNRef RefId="1" />').length, 1);
});

test('missing values, empty text and empty containers have their short forms', () => {
  const written = lines(
    writeClixml([
      record([
        ['A', missing],
        ['B', text('')],
        ['C', list([])],
        ['D', hashtable([])],
        ['E', int(null)],
        ['F', flag(null)],
      ]),
    ]),
  );

  for (const expected of ['<Nil N="A" />', '<S N="B" />', '<LST />', '<DCT />', '<Nil N="E" />', '<Nil N="F" />']) {
    assert.ok(written.includes(expected), expected);
  }
});

test('properties, notes, text and the number of an enumeration stand in the order of the format', () => {
  const written = lines(
    writeClixml([adapted(['A.B'], 'as text', [['Mode', enumeration('A.Mode', 'On', 1)]], [['Note', flag(true)]])]),
  );

  const order = [
    '</TN>',
    '<ToString>as text</ToString>',
    '<Props>',
    '<I32>1</I32>',
    '</Props>',
    '<MS>',
    '<B N="Note">true</B>',
  ];
  const places = order.map((line) => written.indexOf(line));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.ok(!places.includes(-1));
});

test('what came through a remoting job has its types marked', () => {
  assert.match(writeClixml([record([])], { deserialized: true }), /<T>Deserialized\.System\.Object<\/T>/);
});
