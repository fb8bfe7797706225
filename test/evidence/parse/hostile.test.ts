import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  mkdirSync,
  openSync,
  closeSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import { ok } from '../../../src/core/result.ts';
import { parseLimits } from '../../../src/evidence/parse/limits.ts';
import { parseFile } from '../../../src/evidence/parse/parse-file.ts';
import { NAMESPACE, objs } from '../clixml/document.ts';
import { exportOf, modern } from '../observe/fixture.ts';
import { aPool, filesOf, refusalOf } from './folder.ts';

const report = exportOf(modern()).replaceAll('><', '>\n<');
const cleanups: (() => void | Promise<void>)[] = [];
let shared: ReturnType<typeof aPool>;
before(() => {
  shared = aPool({ after: (cleanup: () => void) => cleanups.push(cleanup) } as unknown as TestContext, { workers: 2 });
});
after(async () => {
  for (const cleanup of cleanups) await cleanup();
});

async function refused(name: string, bytes: string | Buffer) {
  shared.put(name, bytes);
  return refusalOf(await shared.parse(name), name);
}

test('cut at every tenth, a file ends in the middle, and its line is named', async () => {
  for (const packed of [false, true]) {
    const whole = packed ? gzipSync(report) : Buffer.from(report);
    for (let tenth = 1; tenth < 10; tenth += 1) {
      const part = whole.subarray(0, Math.floor((whole.length * tenth) / 10));
      const { code, message, hint } = await refused(`cut-${tenth}.xml`, part);
      assert.equal(code, 'invalid');
      assert.match(
        message,
        packed ? /ends in the middle of its gzip data \(line \d+\)\.$/ : /ends in the middle \(line \d+\)\.$/,
      );
      assert.match(hint, /What was known before stays as it is/);
      if (!packed) assert.ok(message.includes(`line ${part.toString().split('\n').length})`), message);
    }
  }
});

test('line numbers are written as people read them', async () => {
  const { message } = await refused('long.xml', `<Objs xmlns="${NAMESPACE}">${'\n'.repeat(40_111)}<Obj>`);
  assert.equal(message, 'long.xml ends in the middle (line 40,112).');
});

for (const [what, bytes, cause] of [
  ['an empty file', '', /is empty\.$/],
  ['nothing but a byte order mark', Buffer.from([0xef, 0xbb, 0xbf]), /is empty\.$/],
  ['an empty gzip', gzipSync(''), /is empty\.$/],
  [
    'entity expansion',
    `<!DOCTYPE Objs [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${report}`,
    /has a document type \(line 1\)/,
  ],
  ['an external entity', `<!DOCTYPE Objs [<!ENTITY x SYSTEM "file:///etc/passwd">]>${report}`, /has a document type/],
  ['a wrong root', '<html></html>', /its root is html\.$/],
  ['JSON', '{"a":1}', /is not XML: it begins with "\{"a":1\}"\.$/],
  ['a zip in disguise', Buffer.from('PK\u0003\u0004\u0014\u0000'), /is a zip archive/],
  ['gzip in gzip', gzipSync(gzipSync(report)), /is compressed twice\.$/],
  ['gzip of a zip', gzipSync('PK\u0003\u0004'), /is compressed twice\.$/],
  ['damaged gzip', gzipSync(report).fill(0xff, 60, 120), /gzip data can't be unpacked\.$/],
  [
    'a cyclic Ref',
    objs('<Obj RefId="0"><MS>\n<Ref N="HealthCheckerExchangeServer" RefId="0"/></MS></Obj>'),
    /refers to itself in a circle \(Ref 0, line 2\)/,
  ],
  [
    'ten thousand levels',
    objs(`${'<Obj><MS>'.repeat(10_000)}${'</MS></Obj>'.repeat(10_000)}`),
    /more than 512 levels deep \(line 1\)/,
  ],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(`<Objs xmlns="${NAMESPACE}">\n<S>`), Buffer.from([0xc3, 0x28])]),
    /bytes are not UTF-8 \(line 2\)/,
  ],
  [
    'a declared encoding',
    `<?xml version="1.0" encoding="windows-1252"?>${report}`,
    /declares the encoding windows-1252 \(line 1\)/,
  ],
  [
    'missing members',
    objs('<Obj RefId="0"><MS><Obj N="HealthCheckerExchangeServer" RefId="1"/></MS></Obj>'),
    /does not say which server/,
  ],
  ['a file of zeros', Buffer.alloc(5_000), /is not XML|is damaged/],
] as const) {
  test(`${what} gets one line that names file and cause, and leaves nothing`, async () => {
    const { code, message } = await refused('hostile.xml', bytes);
    assert.match(message, cause);
    assert.equal(code, what === 'ten thousand levels' ? 'too-large' : 'invalid');
    assert.deepEqual(filesOf(shared.store), []);
  });
}

test('a folder, a device and a pipe that nobody writes to are no files', async (t) => {
  mkdirSync(join(shared.folder, 'folder.xml'));
  assert.match(refusalOf(await shared.parse('folder.xml'), 'folder.xml').message, /is a folder or a device/);
  if (process.platform === 'win32') return t.diagnostic('no pipes here');
  execFileSync('mkfifo', [join(shared.folder, 'pipe.xml')]);
  assert.match(refusalOf(await shared.parse('pipe.xml'), 'pipe.xml').message, /is a folder or a device/);
});

test('a file that is gone is not found', async () => {
  assert.equal(refusalOf(await shared.parse('gone.xml'), 'gone.xml').code, 'not-found');
});

test('a gigabyte of white space is refused by its size alone', async () => {
  const path = join(shared.folder, 'white.xml');
  closeSync(openSync(path, 'w'));
  truncateSync(path, 1_073_741_824);
  const { code, message } = refusalOf(await shared.parse('white.xml'), 'white.xml');

  assert.equal(code, 'too-large');
  assert.equal(message, 'white.xml has 1,074 MB; accepted are at most 210 MB.');
});

test('a gigabyte of white space in a small gzip is stopped early', async () => {
  const megabyte = Buffer.alloc(1_048_576, 0x20);
  async function* spaces() {
    yield Buffer.from(`<Objs xmlns="${NAMESPACE}">`);
    for (let i = 0; i < 1_024; i += 1) yield megabyte;
  }
  const path = join(shared.folder, 'bomb.xml');
  await pipeline(Readable.from(spaces()), createGzip({ level: 1 }), createWriteStream(path));

  const { code, message } = refusalOf(await shared.parse('bomb.xml'), 'bomb.xml');

  assert.equal(code, 'too-large');
  assert.match(message, /has a value of more than 16,777,216 characters/);
});

test('a gzip that unpacks to more than the limit is stopped there', async (t) => {
  const small = aPool(t, { limits: { maxBytes: 3_000_000 } });
  small.put('bomb.xml', gzipSync(objs('<!-- x -->\n'.repeat(500_000))));

  const { code, message } = refusalOf(await small.parse('bomb.xml'), 'bomb.xml');

  assert.equal(code, 'too-large');
  assert.equal(message, 'bomb.xml unpacks to more than 3 MB.');
});

test('a value too long and too many values are refused', async (t) => {
  const { put, parse } = aPool(t, { limits: { maxText: 10_000, maxValues: 1_000 } });
  put('long.xml', report.replace('DAG-BER', 'x'.repeat(20_000)));
  put('many.xml', report.replace('<S>PING1</S>', '<S>PING1</S>'.repeat(2_000)));

  assert.match(refusalOf(await parse('long.xml'), 'long.xml').message, /more than 10,000 characters/);
  assert.match(refusalOf(await parse('many.xml'), 'many.xml').message, /more than 1,000 values/);
});

test('a name from outside becomes one short line', async () => {
  const path = shared.put('x.xml', '');
  const result = await shared.pool.parse({ path, name: `a\r\nb\u202e${'x'.repeat(500)}.xml` });

  assert.ok(!result.ok);
  assert.match(result.refusal.message, /^a b x+… is empty\.$/);
});

for (const [how, change] of [
  ['grows', (path: string) => appendFileSync(path, '<!-- more -->')],
  ['is written anew', (path: string) => writeFileSync(path, `${report} `)],
  ['is cut', (path: string) => truncateSync(path, 100)],
] as const) {
  test(`a file that ${how} while it is read is still being written`, async () => {
    const path = shared.put('growing.xml', report);
    const copy = join(shared.folder, 'growing.tmp');
    // The limits are asked for while the file is open: that is when it changes.
    const limits = {
      ...parseLimits,
      get maxDepth() {
        change(path);
        return parseLimits.maxDepth;
      },
    };

    const result = await parseFile({ path, name: 'growing.xml', store: shared.store, copy, limits });

    const { code, message } = refusalOf(result, 'growing.xml');
    assert.equal(code, 'conflict');
    assert.match(message, /is still being written/);
    assert.deepEqual(filesOf(shared.store), []);
    assert.ok(!filesOf(shared.folder).includes('growing.tmp'));
  });
}

test('after all this the same workers still read a good file', async () => {
  shared.put('good.xml', report);
  const result = await shared.parse('good.xml');
  assert.deepEqual(result.ok && result.value.parsed.kind, ok('report').value);
});
