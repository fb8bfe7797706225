import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sha256 } from '../../../src/core/ids.ts';
import { startParsePool } from '../../../src/evidence/parse/pool.ts';
import { objs } from '../clixml/document.ts';
import { adapted, custom, exportOf, modern, put as set, s, xmlOf } from '../observe/fixture.ts';
import { aPool, filesOf, refusalOf } from './folder.ts';

const report = exportOf(modern());
const name = 'HealthChecker-BER-EX01.contoso.test-20261120061244.xml';

test('a report is read, named by its bytes and kept as gzip', async (t) => {
  const { store, put, parse } = aPool(t);
  put(name, report);

  const result = await parse(name);

  assert.ok(result.ok, JSON.stringify(result));
  const id = sha256(report);
  assert.equal(result.value.id, id);
  assert.equal(result.value.size, Buffer.byteLength(report));
  assert.equal(result.value.parsed.kind, 'report');
  assert.deepEqual(filesOf(store), [`${id.slice(0, 2)}/${id}.xml.gz`]);
  assert.equal(gunzipSync(readFileSync(join(store, id.slice(0, 2), `${id}.xml.gz`))).toString(), report);
});

test('an inventory is read, and gzip of the same bytes is the same report', async (t) => {
  const { store, put, parse } = aPool(t);
  const server = adapted({
    Name: s('A'),
    Fqdn: s('a.contoso.test'),
    AdminDisplayVersion: s('Version 15.2 (Build 1.1)'),
  });
  const text = objs(xmlOf(server));
  put('plain.xml', text);
  put('packed.xml', gzipSync(text));

  const [plain, packed] = [await parse('plain.xml'), await parse('packed.xml')];

  assert.ok(plain.ok && plain.value.parsed.kind === 'inventory');
  assert.deepEqual(plain, packed);
  assert.equal(filesOf(store).length, 1);
});

test('a value that stands elsewhere in the file is read through its Ref, in a second pass', async (t) => {
  const { store, put, parse } = aPool(t);
  const server = report.slice(
    report.indexOf('<Obj N="GetExchangeServer"'),
    report.indexOf('<Obj N="GetMailboxServer"'),
  );
  const moved = report
    .replace(server, '<Ref N="GetExchangeServer" RefId="501" />')
    .replace(
      '<Obj N="OSInformation"',
      `${server.replace('N="GetExchangeServer"', 'N="Elsewhere" RefId="501"')}<Obj N="OSInformation"`,
    );
  put('moved.xml', gzipSync(moved));
  put('whole.xml', report);

  const [one, other] = [await parse('moved.xml'), await parse('whole.xml')];

  assert.ok(one.ok && other.ok, JSON.stringify(one));
  assert.deepEqual(one.value.parsed, other.value.parsed);
  assert.equal(one.value.id, sha256(moved));
  assert.equal(filesOf(store).length, 2);
});

test('UTF-16 and a byte order mark make another file of the same report', async (t) => {
  const { put, parse } = aPool(t);
  put('utf8.xml', report);
  put('utf16.xml', Buffer.from(`\ufeff${report}`, 'utf16le'));

  const [utf8, utf16] = [await parse('utf8.xml'), await parse('utf16.xml')];

  assert.ok(utf8.ok && utf16.ok);
  assert.notEqual(utf8.value.id, utf16.value.id);
  assert.deepEqual(utf8.value.parsed, utf16.value.parsed);
});

test('more files than workers are all answered, each with its own', async (t) => {
  const { put, parse } = aPool(t, { workers: 2 });
  const names = Array.from({ length: 12 }, (_, i) => `EX${i}`);
  for (const one of names) {
    put(
      `${one}.xml`,
      exportOf(set(modern(), 'ExchangeInformation > GetExchangeServer > Fqdn', s(`${one}.contoso.test`))),
    );
  }

  const results = await Promise.all(names.map((one) => parse(`${one}.xml`)));

  const servers = results.map(
    (result) => result.ok && result.value.parsed.kind === 'report' && result.value.parsed.observation.fqdn,
  );
  assert.deepEqual(
    servers,
    names.map((one) => `${one}.contoso.test`),
  );
});

test('what is refused leaves nothing in the store', async (t) => {
  const { store, put, parse } = aPool(t);
  put('cut.xml', report.slice(0, -20));
  put('other.xml', objs(xmlOf(custom({ A: s('x') }))));

  refusalOf(await parse('cut.xml'), 'cut.xml');
  refusalOf(await parse('other.xml'), 'other.xml');

  assert.deepEqual(filesOf(store), []);
});

test('a worker that takes too long is replaced, and the next file is read', async (t) => {
  const slow = aPool(t, { limits: { maxTime: 1 } });
  slow.put(name, report);

  for (let round = 0; round < 2; round += 1) {
    const refusal = refusalOf(await slow.parse(name), name);
    assert.equal(refusal.code, 'too-large');
    assert.match(refusal.message, /was not read within 0\.001 seconds/);
  }
  assert.deepEqual(filesOf(slow.store), []);
});

test('a worker that runs out of memory takes nothing along, and the next file is read', async (t) => {
  const { store, put, parse } = aPool(t, { limits: { maxHeap: 24, maxValues: 10_000_000 } });
  const wide = Array.from({ length: 400_000 }, (_, i) => `<S>mitigation ${i}</S>`).join('');
  put('wide.xml', report.replace('<S>PING1</S>', wide));
  put(name, report);

  const refusal = refusalOf(await parse('wide.xml'), 'wide.xml');

  assert.equal(refusal.code, 'too-large');
  assert.match(refusal.message, /needs more than 24 MB/);
  assert.ok((await parse(name)).ok);
  assert.equal(filesOf(store).length, 1);
});

test('close ends files under way and waiting, and nothing is taken after it', async (t) => {
  const { put, pool, parse, store } = aPool(t);
  put(name, report);

  const under = [parse(name), parse(name), parse(name)];
  await pool.close();
  for (const result of await Promise.all(under)) {
    if (!result.ok) assert.equal(refusalOf(result, name).code, 'unavailable');
  }

  assert.equal(refusalOf(await parse(name), name).code, 'unavailable');
  assert.deepEqual(
    filesOf(store).filter((one) => one.endsWith('.tmp')),
    [],
  );
  await pool.close();
});

test('a start sweeps the copies of writers that are gone, and no others', async (t) => {
  const { store, put, parse, folder } = aPool(t);
  put(name, report);
  mkdirSync(join(store, 'growing'), { recursive: true });
  const here = hostname().replace(/[^\w-]/g, '_');
  const dead = [`${here}~${process.pid}~earlier~x.tmp`, `${here}~4194304~y~x.tmp`];
  const living = [`${here}~${process.ppid}~z~x.tmp`, 'elsewhere~1~z~x.tmp'];
  for (const one of [...dead, ...living]) writeFileSync(join(store, 'growing', one), 'half');

  const later = startParsePool({ store });
  t.after(() => later.close());
  assert.ok((await later.parse({ path: join(folder, name), name })).ok);

  assert.deepEqual(
    filesOf(store).filter((one) => one.endsWith('.tmp')),
    living.map((one) => `growing/${one}`).sort(),
  );
  assert.ok((await parse(name)).ok);
});

test("a store that can't take the copy refuses the file", async (t) => {
  const { store, put, parse } = aPool(t);
  put(name, report);
  writeFileSync(store, 'a file where the store should be');

  const refusal = refusalOf(await parse(name), name);

  assert.equal(refusal.code, 'unavailable');
  assert.match(refusal.message, /could not be kept \(E[A-Z]+\)/);
});
