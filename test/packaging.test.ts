import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeAppPackage } from '../scripts/app-package.ts';
import type { AppPackage } from '../scripts/app-package.ts';

const folder = new URL('../teamsAppManifest/', import.meta.url);
const manifest = readFileSync(new URL('manifest.json', folder), 'utf8');
const ids = { TEAMS_APP_ID: '11111111-2222-4333-8444-555555555555', BOT_ID: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' };
const icons = (name: string): Buffer | null =>
  /^(?:color|outline)\.png$/.test(name) ? readFileSync(new URL(name, folder)) : null;

function make(changes: Partial<Parameters<typeof makeAppPackage>[0]>): AppPackage {
  return makeAppPackage({ manifest, values: ids, read: icons, ...changes });
}

function problemsOf(changes: Parameters<typeof make>[0]): readonly string[] {
  const made = make(changes);
  return made.ok ? [] : made.problems;
}

test('the manifest passes the schema it names, and the package holds it filled in, with both icons', () => {
  const made = make({});

  assert.ok(made.ok, JSON.stringify(made));
  assert.deepEqual(
    made.files.map(({ name }) => name),
    ['manifest.json', 'color.png', 'outline.png'],
  );
  const filled = made.files[0]?.bytes.toString('utf8') ?? '';
  assert.ok(filled.includes(ids.TEAMS_APP_ID) && filled.includes(ids.BOT_ID));
  assert.doesNotMatch(filled, /\$\{\{/);
});

test('a byte order mark before the manifest does no harm', () => {
  assert.deepEqual(problemsOf({ manifest: `\ufeff${manifest}` }), []);
});

test('ids that are missing or no GUIDs are named, all at once', () => {
  assert.deepEqual(problemsOf({ values: { TEAMS_APP_ID: ' ', BOT_ID: 'my bot' } }), [
    'TEAMS_APP_ID is not set: put it into env/.env or the environment (a GUID)',
    'BOT_ID is "my bot", which is not a GUID',
  ]);
});

const broken: readonly [name: string, from: string | RegExp, to: string, expected: RegExp][] = [
  ['text that is no JSON', '{', '', /^manifest\.json is not JSON/],
  [
    'a property that the schema does not know',
    '"accentColor"',
    '"accent": 1, "accentColor"',
    /^manifest\.json \/ .*\(accent\)$/,
  ],
  ['a colour that is none', '#0E6973', 'petrol', /^manifest\.json \/accentColor/],
  [
    'a short description that is too long',
    /"short": "Tells/,
    `"short": "${'x'.repeat(80)}`,
    /^manifest\.json \/description\/short/,
  ],
  [
    'an address without TLS',
    'https://patchwarden.example/terms',
    'http://patchwarden.example',
    /^manifest\.json \/developer\/termsOfUseUrl/,
  ],
  ['a scope that does not exist', '"groupChat"]', '"everywhere"]', /^manifest\.json \/bots\/0\/scopes\/2/],
  [
    'a version of the manifest that does not exist',
    '"manifestVersion": "1.24"',
    '"manifestVersion": "1.18"',
    /^manifestVersion is "1\.18"/,
  ],
  [
    'a version that leads out of the folder of schemas',
    '"manifestVersion": "1.24"',
    '"manifestVersion": "../1"',
    /^manifestVersion is/,
  ],
  [
    "a product of Microsoft in the app's name",
    '"short": "Patchwarden"',
    '"short": "Exchange Warden"',
    /^manifest\.json \/name\/short holds "Exchange"/,
  ],
  [
    'an icon that is not there',
    '"color": "color.png"',
    '"color": "colour.png"',
    /^the color icon colour\.png is missing/,
  ],
  [
    'icons that were swapped',
    '"color": "color.png"',
    '"color": "outline.png"',
    /^the color icon outline\.png has 32 × 32 pixels, not 192 × 192/,
  ],
];

for (const [name, from, to, expected] of broken) {
  test(`${name} keeps the package from being made`, () => {
    const changed = manifest.replace(from, to);

    assert.notEqual(changed, manifest);
    const problems = problemsOf({ manifest: changed });

    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', expected);
  });
}

test('an icon that is no PNG is refused', () => {
  const read = (name: string): Buffer | null => (name === 'outline.png' ? Buffer.from('<svg/>') : icons(name));

  assert.deepEqual(problemsOf({ read }), ['the outline icon outline.png is not a PNG']);
});

test('the outline icon is white on nothing', () => {
  const drawing = readFileSync(new URL('outline.svg', folder), 'utf8');

  const colours = [...drawing.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(colours)].sort(), ['#ffffff', 'none']);
  // Colour type 6: red, green, blue and transparency.
  assert.equal(icons('outline.png')?.[25], 6);
});

test('npm run package says what is missing and fails', async () => {
  const script = fileURLToPath(new URL('../scripts/package.ts', import.meta.url));
  const env = { ...process.env, TEAMS_APP_ID: 'x', BOT_ID: ids.BOT_ID };

  const failed = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { env }).catch(
    (error: unknown) => error,
  );

  assert.equal((failed as { code: number }).code, 1);
  assert.match((failed as { stderr: string }).stderr, /can not be made:\n {2}TEAMS_APP_ID is "x", which is not a GUID/);
});
