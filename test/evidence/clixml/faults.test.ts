import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf, NAMESPACE, objs, tryRead } from './document.ts';

const good = objs('\n<Obj RefId="0">\n<MS><S N="A">x</S></MS>\n</Obj>\n');

test('cut anywhere, a document ends in the middle, and says on which line', () => {
  for (let length = 1; length < good.length; length += 1) {
    const text = good.slice(0, length);
    const fault = faultOf(['A'], text);
    assert.deepEqual([fault.kind, fault.line], ['truncated', text.split('\n').length], `cut at ${length}`);
  }
});

test('nothing, and nothing but white space, is empty', () => {
  for (const text of ['', ' ', '\r\n\t ']) assert.equal(faultOf(['A'], text).kind, 'empty');
});

test('what does not begin as XML is named by how it begins', () => {
  assert.deepEqual(faultOf(['A'], '{"Servers": [1]}'), { kind: 'not-xml', line: 1, detail: '{"Servers": [1]}' });
});

for (const [what, text, detail] of [
  ['HTML', '<html><body/></html>', 'html'],
  ['another namespace', '<Objs xmlns="urn:x"/>', 'Objs'],
  ['no namespace', '<Objs/>', 'Objs'],
  ['an object as the root', `<Obj xmlns="${NAMESPACE}"/>`, 'Obj'],
] as const) {
  test(`${what} is another kind of XML`, () => {
    assert.deepEqual(faultOf(['A'], text), { kind: 'other-root', line: 1, detail });
  });
}

const laughs = '<!DOCTYPE Objs [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>';
const outside = '<!DOCTYPE Objs [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
for (const [what, prolog, inner] of [
  ['entities in entities', laughs, '&b;'],
  ['an external entity', outside, '&x;'],
  ['an external document type', '<!DOCTYPE Objs SYSTEM "http://127.0.0.1/x.dtd">', ''],
  ['a document type that defines nothing', '<!DOCTYPE Objs>', ''],
] as const) {
  test(`${what}: a document type is refused before anything is expanded`, () => {
    assert.equal(faultOf(['A'], `${prolog}${objs(`<S>${inner}</S>`)}`).kind, 'document-type');
  });
}

test('an entity that XML does not define is malformed, also when it bears the name of a method', () => {
  for (const name of ['nbsp', 'toString', 'constructor', '__proto__']) {
    const fault = faultOf(['A'], objs(`<Obj RefId="0"><MS><S N="A">&${name};</S></MS></Obj>`));
    assert.equal(fault.kind, 'malformed', name);
  }
});

for (const [what, text] of [
  ['a wrong end tag', objs('<Obj RefId="0"></Props>')],
  ['two roots', `${good}<Objs/>`],
  ['text after the end', `${good}x`],
  ['a character XML forbids', objs('<S>\u0000</S>')],
  ['an attribute twice', objs('<Obj RefId="0" RefId="1"/>')],
] as const) {
  test(`${what} is malformed`, () => {
    const fault = faultOf(['A'], text);
    assert.equal(fault.kind, 'malformed');
    assert.doesNotMatch(fault.detail, /[\n\r]|^$/);
  });
}

test('an encoding that is not accepted is refused by name, an accepted one is not', () => {
  const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?>${good}`;

  for (const name of ['windows-1252', 'ISO-8859-1', 'shift_jis']) {
    const fault = faultOf(['A'], declared(name));
    assert.equal(fault.kind, 'encoding');
    assert.ok(fault.detail.includes(name));
  }
  for (const name of ['utf-8', 'UTF-16', 'us-ascii']) assert.ok('document' in tryRead(['A'], declared(name)), name);
});

test('deeper than the bound is refused on the way down, wanted or not', () => {
  const deep = (open: string, close: string) => objs(open.repeat(10_000) + close.repeat(10_000));

  assert.equal(faultOf(['A'], deep('<Obj RefId="0"><MS>', '</MS></Obj>')).kind, 'too-deep');
  assert.equal(faultOf(['A'], deep('<x>', '</x>')).kind, 'too-deep');
  assert.equal(faultOf(['A'], objs(`<Obj RefId="0">${'<LST>'.repeat(10_000)}`)).kind, 'too-deep');
  assert.ok('document' in tryRead(['A'], objs('<x>'.repeat(500) + '</x>'.repeat(500))));
});

test('one value longer than the bound is refused before it is whole', () => {
  const chunks = [
    objs('<Obj RefId="0"><MS><S N="A">').replace('</Objs>', ''),
    ...Array.from({ length: 20 }, () => 'x'.repeat(100)),
  ];
  const result = tryRead(['A'], chunks, { text: 1_000 });

  assert.ok('fault' in result && result.fault.kind === 'too-long');
});

test('so are a comment, a name and white space', () => {
  for (const start of ['<!-- ', '<', '<Objs a="', ' <']) {
    const filler = start === ' <' ? ' ' : 'x';
    const chunks = [
      start === ' <' ? `<Objs xmlns="${NAMESPACE}">` : start,
      ...Array.from({ length: 20 }, () => filler.repeat(100)),
    ];
    const result = tryRead(['A'], chunks, { text: 1_000 });
    assert.ok('fault' in result && result.fault.kind === 'too-long', start);
  }
});

test('more wanted values than the bound are refused', () => {
  const text = objs(`<Obj RefId="0"><LST>${'<S>x</S>'.repeat(200)}</LST></Obj>`);
  assert.equal(faultOf(['A > []', '[]'], text, { wanted: 100 }).kind, 'too-many');
});
