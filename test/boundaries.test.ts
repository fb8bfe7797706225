import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { violations } from './support/boundaries.ts';
import type { Source } from './support/boundaries.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

function sources(): Source[] {
  return ['src', 'test', 'bench', 'scripts'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .map((path) => ({ path, text: readFileSync(root + path, 'utf8') })),
  );
}

test('the sources keep to the order of rooms and to the rules of the house', () => {
  const files = sources();

  assert.ok(files.length > 20, `found only ${files.length} sources`);
  assert.equal(violations(files).join('\n'), '');
});

const offences: readonly [name: string, path: string, text: string, expected: RegExp][] = [
  [
    'a lower room importing a higher one',
    'src/readiness/a.ts',
    "import { b } from '../cards/b.ts';",
    /^src\/readiness\/a\.ts:1 readiness may import only/,
  ],
  [
    'neighbours importing each other',
    'src/evidence/a.ts',
    "\nimport type { b } from '../teams/b.ts';",
    /^src\/evidence\/a\.ts:2 evidence may import only/,
  ],
  ['the CLI importing the demo', 'src/cli/a.ts', "import { b } from '../demo/b.ts';", /cli may import only/],
  ['a room nobody knows', 'src/helpers/a.ts', "import { b } from '../core/b.ts';", /the room helpers has no place/],
  [
    'a source importing a test',
    'src/core/a.ts',
    "import { b } from '../../test/b.ts';",
    /src imports nothing outside src/,
  ],
  ['kysely outside a store', 'src/changes/propose.ts', "import type { Kysely } from 'kysely';", /kysely/],
  ['botbuilder outside teams', 'src/cards/a.ts', "import { TurnContext } from 'botbuilder-core';", /botbuilder/],
  ['teams-ai outside teams', 'src/wire.ts', "export { Application } from '@microsoft/teams-ai';", /teams-ai/],
  ['restify outside http', 'src/main.ts', "const restify = await import('restify');", /restify/],
  ['axios in the domain', 'src/catalogue/load.ts', "import axios from 'axios';", /axios/],
  ['a driver outside storage', 'src/jobs/a.ts', "import Sqlite from 'better-sqlite3';", /driver/],
  ['the present time', 'src/teams/a.ts', 'const a = `${Date.now()}`;', /^src\/teams\/a\.ts:1 take a Clock/],
  ['the present date', 'src/teams/a.ts', 'const a = new Date( );', /take a Clock/],
  ['chance', 'src/delivery/a.ts', 'const a = Math.random();', /Math\.random/],
  ['an environment variable', 'src/http/a.ts', 'const a = process.env.PORT;', /process\.env/],
  ['a default export', 'test/a.test.ts', 'export default 1;', /default/],
  ['an enum', 'src/core/a.ts', 'export enum A { b }', /enum/],
  ['any as a type', 'src/core/a.ts', 'const a: any = 1;', /no any/],
  ['any as an argument', 'src/core/a.ts', 'const a = new Map<string, any>();', /no any/],
  ['a cast to any', 'src/core/a.ts', 'const a = b as any;', /no any/],
  ['a long file', 'src/core/a.ts', 'let a;\n'.repeat(301), /300 lines/],
];

for (const [name, path, text, expected] of offences) {
  test(`${name} is found`, () => {
    const others = ['src/cards/b.ts', 'src/teams/b.ts', 'src/demo/b.ts', 'src/core/b.ts', 'test/b.ts'];

    const found = violations([{ path, text }, ...others.map((other) => ({ path: other, text: '' }))]);

    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', expected);
  });
}

test('a circle is found with every file on it', () => {
  const found = violations([
    { path: 'src/core/a.ts', text: "import { b } from './b.ts';" },
    { path: 'src/core/b.ts', text: "import { c } from './c.ts';" },
    { path: 'src/core/c.ts', text: "\n\nexport * from './a.ts';" },
  ]);

  assert.deepEqual(found, [
    'src/core/c.ts:3 no circles: src/core/a.ts > src/core/b.ts > src/core/c.ts > src/core/a.ts',
  ]);
});

test('comments, strings and regular expressions are not taken for code', () => {
  const text = [
    '// Date.now() and any: any',
    "const a = 'Date.now() /* ';",
    'const b = /Date.now()[/"]/.test(a) || `Math.random ${a.length / 2 / 1} process.env`;',
    '/* import axios from "axios"; */ const any = 1;',
  ].join('\n');

  assert.deepEqual(violations([{ path: 'src/cards/a.ts', text }]), []);
});
