import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { observeText } from './fixture.ts';

const folder = fileURLToPath(new URL('../../../../shared/evidence/', import.meta.url));
const present = existsSync(`${folder}reports`);

function sample(name: string) {
  return observeText(readFileSync(folder + name, 'utf8').replace(/^\ufeff/, ''), name);
}

test('every sample report is observed as the server its name says', { skip: !present }, () => {
  const names = readdirSync(`${folder}reports`);
  assert.equal(names.length, 18);
  for (const name of names) {
    const result = sample(`reports/${name}`);
    assert.ok(result.ok && result.value.kind === 'report', `${name} ${JSON.stringify(result)}`);
    const { fqdn, era, organisation, generatedAt } = result.value.observation;
    const server = /^HealthChecker-(.+)-\d{14}\.xml$/.exec(name)?.[1] ?? '';
    assert.ok(fqdn?.startsWith(server), name);
    assert.equal(era, 'C');
    assert.ok(organisation && generatedAt.known, name);
  }
});

test('the sample inventory and the real one of two servers are listed', { skip: !present }, () => {
  for (const [name, count] of [
    ['inventory-contoso.xml', 19],
    ['parts/GetExchangeServer-two-servers.xml', 2],
  ] as const) {
    const result = sample(name);
    assert.ok(result.ok && result.value.kind === 'inventory', name);
    assert.equal(result.value.servers.length, count);
    for (const server of result.value.servers) {
      assert.ok(
        server.organisation && server.role.known && server.displayedBuild.known && server.site.known,
        server.name,
      );
    }
  }
});

test('every other real export is refused by name', { skip: !present }, () => {
  const names = readdirSync(`${folder}parts`, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.xml') && !name.includes('GetExchangeServer'),
  );
  assert.ok(names.length > 15);
  for (const name of names) {
    const result = sample(`parts/${name}`);
    assert.ok(!result.ok && result.refusal.message.includes(name), name);
  }
});
