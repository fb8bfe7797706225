import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unescapeText } from '../../../src/evidence/clixml/escapes.ts';
import { at, itemsAt, objs, read, tryRead } from './document.ts';

const one = (members: string) => objs(`<Obj RefId="0"><MS>${members}</MS></Obj>`);

test('a value reads the same as a primitive, as an object with ToString and as an object around a primitive', () => {
  const forms = [
    '<S N="Edition">Enterprise</S>',
    '<Obj N="Edition" RefId="1"><TN RefId="0"><T>X</T></TN><ToString>Enterprise</ToString><I32>2</I32></Obj>',
    '<Obj N="Edition" RefId="1"><S>Enterprise</S></Obj>',
  ];
  for (const form of forms) assert.equal(at(read(['Edition'], one(form)), 'Edition'), 'Enterprise', form);
});

test('an object keeps its inner primitive beside its ToString', () => {
  const document = read(['Role'], one('<Obj N="Role" RefId="1"><ToString>Mailbox</ToString><I32>2</I32></Obj>'));
  const [root] = document.roots;
  const found = document.find(root as NonNullable<typeof root>, ['Role']);

  assert.ok(found.kind === 'node');
  assert.deepEqual([found.node.text, found.node.coreTag, found.node.coreText], ['Mailbox', 'I32', '2']);
});

test('members are found under Props and under MS, also when an object has both', () => {
  const text = objs('<Obj RefId="0"><Props><S N="A">1</S></Props><MS><S N="B">2</S></MS></Obj>');
  const document = read(['A', 'B'], text);

  assert.equal(at(document, 'A'), '1');
  assert.equal(at(document, 'B'), '2');
});

test('a member that is there twice with one value is that value', () => {
  const text = objs('<Obj RefId="0"><Props><B N="A">true</B></Props><MS><B N="A">true</B></MS></Obj>');
  assert.equal(at(read(['A'], text), 'A'), 'true');
});

for (const [what, members] of [
  ['two values', '<B N="A">false</B><B N="A">true</B>'],
  ['a value and none', '<Nil N="A" /><B N="A">true</B>'],
  ['two objects', '<Obj N="A" RefId="1"><B>true</B></Obj><Obj N="A" RefId="2"><B>true</B></Obj>'],
  ['an escaped twin', '<B N="A">true</B><B N="_x0041_">false</B>'],
] as const) {
  test(`a member that is there twice with ${what} is a contradiction`, () => {
    assert.equal(at(read(['A'], one(members)), 'A'), 'flaw');
  });
}

test('Nil, absence and an empty list are three things', () => {
  const text = one('<Nil N="A" /><Obj N="C" RefId="1"><TN RefId="0"><T>L</T></TN><LST /></Obj>');
  const document = read(['A', 'B', 'C > []'], text);

  assert.equal(at(document, 'A'), 'nil');
  assert.equal(at(document, 'B'), 'absent');
  assert.deepEqual(itemsAt(document, 'C'), []);
});

test('a step into a value that has no members is a flaw, one past Nil is nil', () => {
  const document = read(['A > B', 'C > D'], one('<S N="A">text</S><Nil N="C" />'));

  assert.equal(at(document, 'A > B'), 'flaw');
  assert.equal(at(document, 'C > D'), 'nil');
});

for (const tag of ['LST', 'IE', 'STK', 'QUE']) {
  test(`${tag} is a list`, () => {
    const document = read(['A > []'], one(`<Obj N="A" RefId="1"><${tag}><S>x</S><Nil /><I32>3</I32></${tag}></Obj>`));
    assert.deepEqual(itemsAt(document, 'A'), ['x', 'nil', '3']);
  });
}

test('a dictionary is a list of entries with Key and Value', () => {
  const entry = (key: string, value: string) => `<En><S N="Key">${key}</S><I32 N="Value">${value}</I32></En>`;
  const text = one(`<Obj N="A" RefId="1"><DCT>${entry('x', '1')}${entry('y', '2')}</DCT></Obj>`);
  const document = read(['A > [] > Key', 'A > [] > Value'], text);
  const found = document.find(document.roots[0] as (typeof document.roots)[0], ['A']);
  assert.ok(found.kind === 'node');

  const entries = (document.items(found.node) ?? []).map((item) => {
    assert.ok(item.kind === 'node');
    const [key, value] = ['Key', 'Value'].map((name) => document.find(item.node, [name]));
    return [key?.kind === 'node' && key.node.text, value?.kind === 'node' && value.node.text];
  });
  assert.deepEqual(entries, [
    ['x', '1'],
    ['y', '2'],
  ]);
});

test('every primitive tag keeps its text', () => {
  const tags = { S: 'a b', B: 'true', I32: '-1', I64: '9', U32: '7', Db: '0.5', DT: '2026-11-20T06:12:44+01:00' };
  const more = { TS: 'PT0S', G: '6f0b…', Version: '15.2.1118.25', BA: 'AAEC', URI: 'http://proxy/', By: '1', C: '65' };
  for (const [tag, text] of Object.entries({ ...tags, ...more })) {
    assert.equal(at(read(['A'], one(`<${tag} N="A">${text}</${tag}>`)), 'A'), text);
  }
});

test('escapes are undone once, in values and in names', () => {
  assert.equal(unescapeText('a_x000D__x000A_b'), 'a\r\nb');
  assert.equal(unescapeText('_x005F_x000D_'), '_x000D_');
  assert.equal(unescapeText('_xD83D__xDE00_'), '\u{1F600}');
  assert.equal(unescapeText('_x00e9_ _x12_ _xZZZZ_ a_b'), '\u00e9 _x12_ _xZZZZ_ a_b');
  assert.equal(at(read(['A_B'], one('<S N="A_x005F_B">x_x005F_y</S>')), 'A_B'), 'x_y');
});

test('entities of XML, CDATA and comments inside a value are part of its text or not, as XML says', () => {
  const text = one('<S N="A">a &lt;b&gt; &amp;<!-- no --> &#174;<![CDATA[ <c> ]]>&#x20;d</S>');
  assert.equal(at(read(['A'], text), 'A'), 'a <b> & \u00ae <c>  d');
});

test('an element inside a value makes the value a flaw', () => {
  assert.equal(at(read(['A'], one('<B N="A">tr<S>x</S>ue</B>')), 'A'), 'flaw');
});

test('two values in one object make it a flaw', () => {
  assert.equal(at(read(['A'], one('<Obj N="A" RefId="1"><B>true</B><B>false</B></Obj>')), 'A'), 'flaw');
  const twice = '<Obj N="A" RefId="1"><ToString>x</ToString><ToString>y</ToString></Obj>';
  assert.equal(at(read(['A'], one(twice)), 'A'), 'flaw');
});

test('type names are kept, and repeated through TNRef', () => {
  const text = objs(
    '<Obj RefId="0"><TN RefId="0"><T>Deserialized.A</T><T>B</T></TN></Obj><Obj RefId="1"><TNRef RefId="0" /></Obj>',
  );
  const document = read(['X'], text);

  assert.deepEqual(
    document.roots.map((root) => root.types),
    [
      ['Deserialized.A', 'B'],
      ['Deserialized.A', 'B'],
    ],
  );
});

test('several top-level objects, and one list of them, are the same', () => {
  const items = '<Obj RefId="1"><MS><S N="A">1</S></MS></Obj><Obj RefId="2"><MS><S N="A">2</S></MS></Obj>';
  for (const text of [objs(items), objs(`<Obj RefId="0"><LST>${items}</LST></Obj>`)]) {
    const document = read(['A'], text);
    const found = document.roots.map((root) => document.find(root, ['A']));
    assert.deepEqual(
      found.map((one) => one.kind === 'node' && one.node.text),
      ['1', '2'],
    );
  }
});

test('what nobody wants is not built', () => {
  const text = one('<S N="A">1</S><Obj N="B" RefId="1"><MS><S N="C">2</S></MS></Obj>');
  const [root] = read(['A'], text).roots;

  assert.equal(root?.first?.name, 'A');
  assert.equal(root?.first?.next, null);
});

test('however the text is cut into chunks, the document is the same', () => {
  const text = one('<S N="A">a &amp; b\r\nc</S><Obj N="B" RefId="1"><LST><S>_x005F_x</S></LST></Obj>');
  for (let cut = 1; cut < text.length; cut += 1) {
    const result = tryRead(['A', 'B > []'], [text.slice(0, cut), text.slice(cut)]);
    assert.ok('document' in result, `cut at ${cut}`);
    assert.equal(at(result.document, 'A'), 'a & b\nc');
    assert.deepEqual(itemsAt(result.document, 'B'), ['_x']);
  }
});
