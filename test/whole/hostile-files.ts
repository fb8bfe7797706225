import { gzipSync } from 'node:zlib';
import { writeReport } from '../../src/demo/generator/report.ts';

export interface HostileFile {
  readonly name: string;
  /** What the refusal must speak of. */
  readonly cause: RegExp;
  content(): Buffer;
}

const MEGABYTE = 1024 * 1024;
const good = writeReport({ name: 'BAD-EX01' });
const HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">';

function text(name: string, cause: RegExp, content: () => string): HostileFile {
  return { name, cause, content: () => Buffer.from(content(), 'utf8') };
}

function without(member: string): string {
  const pattern = new RegExp(`<S N="${member}">[^<]*</S>`, 'g');
  return good.replaceAll(pattern, '');
}

/** Everything bad that may come through a door, each below the limit of 8 MB that the tests set. */
export const hostileFiles: readonly HostileFile[] = [
  text('entity-expansion.xml', /DOCTYPE|entit/i, () =>
    good.replace('<Objs', '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><Objs'),
  ),
  text('external-entity.xml', /DOCTYPE|entit/i, () =>
    good.replace('<Objs', '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Objs'),
  ),
  text('undefined-entity.xml', /entit|line/i, () => good.replace('BAD-EX01', '&secret;')),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) =>
    text(`truncated-${tenth}.xml`, /ends in the middle/, () => good.slice(0, Math.floor((good.length * tenth) / 10))),
  ),
  text('wrong-root.xml', /root|Objs|html/i, () => '<html><body>Not found</body></html>'),
  text('other-clixml.xml', /Health Checker|report|inventory/i, () => `${HEAD}<S>hello</S></Objs>`),
  text('cyclic-ref.xml', /Health Checker|report|refer|Ref|inventory/i, () =>
    [
      HEAD,
      '<Obj RefId="0"><MS><Obj N="HealthCheckerExchangeServer" RefId="1"><MS>',
      '<Ref N="ExchangeInformation" RefId="1" /></MS></Obj></MS></Obj></Objs>',
    ].join(''),
  ),
  text('nobody.xml', /name|Fqdn/i, () => without('Fqdn').replaceAll(/<S N="Name">BAD-EX01<\/S>/g, '')),
  text('deep.xml', /deep|level/i, () => `${HEAD}${'<Obj><MS>'.repeat(10_000)}${'</MS></Obj>'.repeat(10_000)}</Objs>`),
  text('whitespace.xml', /large|MB|bytes/i, () => `${HEAD}${' '.repeat(9 * MEGABYTE)}</Objs>`),
  {
    name: 'bomb.xml.gz',
    cause: /large|MB|bytes/i,
    content: () => gzipSync(Buffer.from(`${HEAD}${' '.repeat(64 * MEGABYTE)}</Objs>`)),
  },
  {
    name: 'truncated.xml.gz',
    cause: /gzip|middle|unpack/i,
    content: () => gzipSync(Buffer.from(good)).subarray(0, 900),
  },
  {
    name: 'zip.xml',
    cause: /zip/i,
    content: () => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500, 7)]),
  },
  text('empty.xml', /empty/i, () => ''),
  {
    name: 'noise.xml',
    cause: /XML|UTF|line|text/i,
    content: () => Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 89) % 251)),
  },
  {
    name: 'bad-utf8.xml',
    cause: /UTF-8|encod/i,
    content: () => Buffer.from(good.replace('BAD-EX01', 'BAD\u00e9'), 'latin1'),
  },
];
