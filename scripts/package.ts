import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseEnv } from 'node:util';
import { ZipFile } from 'yazl';
import { makeAppPackage } from './app-package.ts';
import { root } from './run.ts';

const source = join(root, 'teamsAppManifest');
const target = join(root, 'build/patchwarden-teams.zip');

const envFile = join(root, 'env/.env');
const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};

const made = makeAppPackage({
  manifest: readFileSync(join(source, 'manifest.json'), 'utf8'),
  values: { ...fromFile, ...process.env },
  read: (name) => (existsSync(join(source, name)) ? readFileSync(join(source, name)) : null),
});

if (!made.ok) {
  console.error(['The app package can not be made:', ...made.problems.map((problem) => `  ${problem}`)].join('\n'));
  process.exitCode = 1;
} else {
  mkdirSync(join(root, 'build'), { recursive: true });
  const zip = new ZipFile();
  for (const { name, bytes } of made.files) zip.addBuffer(bytes, name, { mtime: new Date(Date.UTC(2026, 0, 1)) });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
  for (const remark of made.remarks) console.log(remark);
  console.log(target);
}
