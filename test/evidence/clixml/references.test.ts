import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, faultOf, itemsAt, objs, read, readIn } from './document.ts';

const one = (members: string) => objs(`<Obj RefId="0"><MS>${members}</MS></Obj>`);
const site = '<ToString>contoso.test/Configuration/Sites/Berlin</ToString>';

test('a Ref is the object it names, wherever that stands', () => {
  const wanted = `<Obj N="Site" RefId="1">${site}</Obj><Obj N="Other" RefId="2"><MS><Ref N="Site" RefId="1" /></MS></Obj>`;
  const unwanted = `<Obj N="X" RefId="9"><MS><Obj N="Y" RefId="1">${site}</Obj></MS></Obj><Obj N="Other" RefId="2"><MS><Ref N="Site" RefId="1" /></MS></Obj>`;
  const later = `<Obj N="Other" RefId="2"><MS><Ref N="Site" RefId="1" /></MS></Obj><Obj N="X" RefId="1">${site}</Obj>`;
  for (const members of [wanted, unwanted, later]) {
    assert.equal(at(read(['Other > Site', 'Site'], one(members)), 'Other > Site'), site.replace(/<[^>]+>/g, ''));
  }
});

test('an object that was written where nobody looks is read through its Ref with its members and lists', () => {
  const server = '<Props><B N="Enabled">true</B><Obj N="Applied" RefId="2"><LST><S>PING1</S></LST></Obj></Props>';
  const text = one(`<Obj N="Elsewhere" RefId="1">${server}</Obj><Ref N="Server" RefId="1" />`);
  const document = read(['Server > Enabled', 'Server > Applied > []'], text);

  assert.equal(at(document, 'Server > Enabled'), 'true');
  assert.deepEqual(itemsAt(document, 'Server > Applied'), ['PING1']);
});

test('the items of a list may be Refs', () => {
  const item = '<Obj RefId="5"><MS><S N="Name">W3Svc</S></MS></Obj>';
  const text = one(
    `<Obj N="All" RefId="1"><LST>${item}</LST></Obj><Obj N="Monitor" RefId="2"><LST><Ref RefId="5" /></LST></Obj>`,
  );
  const document = read(['Monitor > [] > Name'], text);
  const list = document.find(document.roots[0] as (typeof document.roots)[0], ['Monitor']);
  assert.ok(list.kind === 'node');

  const [first] = document.items(list.node) ?? [];
  assert.ok(first?.kind === 'node');
  const name = document.find(first.node, ['Name']);
  assert.equal(name.kind === 'node' && name.node.text, 'W3Svc');
});

test('a Ref to nothing leads nowhere', () => {
  assert.equal(at(read(['A'], one('<Ref N="A" RefId="77" />')), 'A'), 'flaw');
  assert.equal(at(read(['A'], one('<Ref N="A" />')), 'A'), 'flaw');
});

test('a Ref to an id that two objects bear leads nowhere', () => {
  const text = one(
    '<Obj N="X" RefId="1"><B>true</B></Obj><Obj N="Y" RefId="1"><B>false</B></Obj><Ref N="A" RefId="1" />',
  );
  assert.equal(at(read(['A'], text), 'A'), 'flaw');
});

test('an object at a wanted path that contains a Ref to itself is refused with the line', () => {
  const direct = faultOf(['A > B'], one('\n<Obj N="A" RefId="1"><MS>\n<Ref N="B" RefId="1" /></MS></Obj>'));
  assert.deepEqual([direct.kind, direct.line, direct.detail], ['cyclic', 3, 'Ref 1']);

  const indirect = one(
    '<Obj N="A" RefId="1"><MS><Obj N="X" RefId="2"><MS><Ref N="Y" RefId="0" /></MS></Obj></MS></Obj>',
  );
  assert.equal(faultOf(['A > B'], indirect).kind, 'cyclic');
});

test('a circle where nobody looks is left alone: the invariant culture is its own parent', () => {
  const culture = '<Obj N="Locale" RefId="1"><Props><Ref N="Parent" RefId="1" /></Props></Obj>';
  assert.equal(at(read(['A'], one(`${culture}<S N="A">x</S>`)), 'A'), 'x');
});

test('two objects that refer to each other are no endless way', () => {
  const text = one(
    '<Obj N="X" RefId="1"><MS><Ref N="B" RefId="2" /></MS></Obj><Obj N="Y" RefId="2"><MS><Ref N="B" RefId="1" /></MS></Obj><Ref N="A" RefId="1" />',
  );
  const document = read(['A > B > B > B > C'], text);

  assert.equal(at(document, 'A > B > B > B > C'), 'absent');
});

test('past its bound the reader forgets what only a Ref could reach, and still reads what is wanted', () => {
  const many = Array.from({ length: 200 }, (_, i) => `<Obj RefId="${i + 10}"><MS><S N="A">${i}</S></MS></Obj>`).join(
    '',
  );
  const text = one(`<Obj N="X" RefId="1"><LST>${many}</LST></Obj><S N="A">wanted</S><Ref N="B" RefId="209" />`);
  const document = read(['A', 'B > A'], text, { remembered: 100 });

  assert.equal(at(document, 'A'), 'wanted');
  assert.equal(at(document, 'B > A'), 'flaw');
  assert.equal(at(read(['A', 'B > A'], text), 'B > A'), '199');
});

test('a document is read once more only for a Ref that names what was passed over', () => {
  const lacking = (paths: readonly string[], members: string) => {
    const result = readIn('wanted', paths, one(members));
    assert.ok('document' in result);
    return result.document.lacking;
  };
  const elsewhere = '<Obj N="X" RefId="1"><MS><S N="B">x</S></MS></Obj>';

  assert.equal(lacking(['A > B'], `${elsewhere}<Ref N="A" RefId="1" />`), true);
  assert.equal(lacking(['A > B', 'X > B'], `${elsewhere}<Ref N="A" RefId="1" />`), false);
  assert.equal(lacking(['A > B', 'X > C'], `${elsewhere}<Ref N="A" RefId="1" />`), true);
  assert.equal(lacking(['A > B'], `${elsewhere}<Ref N="Unwanted" RefId="1" />`), false);
  assert.equal(lacking(['A > B'], `${elsewhere}<Ref N="A" RefId="99" />`), false);
});

test('a list too long to remember is not known through a Ref, the same list at its wanted place is', () => {
  const long = `<LST>${'<S>x</S>'.repeat(100)}</LST>`;
  assert.equal(itemsAt(read(['A > []'], one(`<Obj N="X" RefId="1">${long}</Obj><Ref N="A" RefId="1" />`)), 'A'), null);
  assert.equal(itemsAt(read(['A > []'], one(`<Obj N="A" RefId="1">${long}</Obj>`)), 'A')?.length, 100);
});
