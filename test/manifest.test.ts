import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

interface Manifest {
  readonly version: string;
  readonly manifestVersion: string;
  readonly id: string;
  readonly $schema: string;
  readonly name: { readonly short: string; readonly full: string };
  readonly description: { readonly short: string; readonly full: string };
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly commandLists: readonly {
      readonly scopes: readonly string[];
      readonly commands: readonly { readonly title: string; readonly description: string }[];
    }[];
  }[];
}

const manifest = read('teamsAppManifest/manifest.json') as Manifest;
const [bot] = manifest.bots;

test('the manifest carries the version of the package and leaves both ids open', () => {
  assert.equal(manifest.version, (read('package.json') as { version: string }).version);
  assert.equal(manifest.id, '${{TEAMS_APP_ID}}');
  assert.equal(bot?.botId, '${{BOT_ID}}');
  assert.ok(manifest.$schema.includes(`/v${manifest.manifestVersion}/`));
});

test('the name keeps to the rules of the store: no product of Microsoft in it', () => {
  for (const name of [manifest.name.short, manifest.name.full]) assert.doesNotMatch(name, /teams|exchange|microsoft/i);
  assert.match(manifest.description.full, /Microsoft Teams/);
  assert.match(manifest.description.full, /for Microsoft Exchange Server/);
  assert.doesNotMatch(manifest.description.short, /\bapp\b/i);
  assert.ok(manifest.description.full.split(/\s+/).length <= 500);
});

test('the bot serves people, teams and group chats with one list of at most twelve commands', () => {
  assert.deepEqual(bot?.scopes, ['personal', 'team', 'groupChat']);
  assert.equal(bot.commandLists.length, 1);
  assert.deepEqual(bot.commandLists[0]?.scopes, bot.scopes);
  const commands = bot.commandLists[0]?.commands ?? [];
  const titles = commands.map(({ title }) => title);
  assert.deepEqual(titles, 'status failing unknown outdated why plan ack changes approvals digest help'.split(' '));
  assert.ok(titles.length <= 12);
  for (const { description } of commands) assert.ok(description.length <= 128, description);
});
