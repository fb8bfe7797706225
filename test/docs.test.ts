import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { defaultPolicy } from '../src/people/default-policy.ts';
import { readPolicy } from '../src/people/read-policy.ts';

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/PROMISES.md',
  'docs/AUDIT.md',
  'docs/CHANGES.md',
  'docs/PEOPLE.md',
];

describe('the documents', () => {
  for (const document of documents) {
    it(`${document} links to files that are there`, () => {
      const links = [...readFileSync(document, 'utf8').matchAll(/\]\((?<target>[^)#:]+)(?:#[^)]*)?\)/g)];
      const missing = links
        .map((link) => link.groups?.target ?? '')
        .filter((target) => !existsSync(join(dirname(document), target)));

      assert.deepEqual(missing, []);
    });
  }

  it('name every script of the README that is to be run', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = documents.flatMap((document) =>
      [...readFileSync(document, 'utf8').matchAll(/npm run (?:--silent )?(?<script>[a-z][a-z0-9:]*)/g)].map(
        (match) => match.groups?.script ?? '',
      ),
    );

    assert.deepEqual(
      named.filter((script) => !scripts[script]),
      [],
    );
    assert.ok(named.length > 0);
  });

  it('show a policy file that is read, and that is the built-in one but for its samples', () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/PEOPLE.md', 'utf8')) ?? [];
    const read = readPolicy(json);

    assert.ok(read.ok);
    assert.deepEqual({ ...read.policy, approvers: [], fallbacks: [], dags: [] }, defaultPolicy);
    assert.deepEqual([read.policy.approvers.length, read.policy.fallbacks.length, read.policy.dags.length], [1, 1, 1]);
  });
});
