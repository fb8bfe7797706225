import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Locked {
  readonly version?: string;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly gypfile?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Locked;

/** As Node looks a package up: in the node_modules of its user, then of every folder above. */
function locate(user: string, name: string): Locked | undefined {
  for (let folder = user; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const found = lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found || folder === '') return found;
  }
}

test('the lock file knows the packages of every platform, without which npm ci refuses', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, locked]) =>
    Object.keys(locked.optionalDependencies ?? {})
      .filter((name) => !locate(path, name))
      .map((name) => `${name} for ${path}`),
  );

  assert.deepEqual(missing, []);
});

test('the lock file has exactly the versions that package.json pins, and no address of a registry', () => {
  const pinned = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies };

  for (const [name, wanted] of Object.entries(pinned)) {
    const version = wanted.replace(/^npm:.+@/, '');
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${name} is not pinned exactly`);
    assert.equal(locate('', name)?.version, version, name);
  }
  assert.deepEqual(
    Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined),
    [],
  );
});

test('npm ci needs no compiler: one SQLite line brings its binaries, the other may fail', () => {
  assert.equal(locate('', 'better-sqlite3-napi')?.gypfile, false, 'npm install forgets this: run npm run generate');
  assert.equal(locate('', 'better-sqlite3')?.optional, true);
});
