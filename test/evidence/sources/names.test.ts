import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPrivateFolder, kindOfName } from '../../../src/evidence/sources/names.ts';

const kinds = {
  export: [
    'HealthChecker-BER-EX01.contoso.test-20261120061244.xml',
    'HealthChecker-ZRH-EX-02-20261120061244.XML',
    'HealthChecker-BER-EX01-20261120061244.xml.gz',
    'HealthChecker-DEBUG01-20261120061244.xml',
    'inventory-contoso.xml',
    'servers.clixml',
  ],
  companion: [
    'HealthChecker-BER-EX01.contoso.test-20261120061244.txt',
    'ExchangeAllServersReport-20261120.html',
    'HealthChecker-VulnerabilityReport-20261120.json',
    'HealthChecker-ExchangeDCCoreRatio-20261120.xml',
    'HealthChecker-MailboxReport-BER-EX01-20261120.txt',
    'HealthChecker-LoadBalancingReport-20261120.txt',
    'HealthChecker-Debug-BER-EX01.txt',
    'HealthChecker-Debug_20261120.xml',
  ],
  unfinished: ['.HealthChecker-a-1.xml', '~$inventory.xml', 'a.xml.part', 'a.xml.tmp', 'a.xml~', 'a.crdownload'],
  other: ['readme', 'a.xml.zip', 'HealthChecker.ps1', 'axml'],
};

for (const [kind, names] of Object.entries(kinds)) {
  for (const name of names) test(`${name} is told by its name: ${kind}`, () => assert.equal(kindOfName(name), kind));
}

test('hidden and system folders are not looked into', () => {
  for (const name of ['.snapshot', '$RECYCLE.BIN', 'System Volume Information']) assert.ok(isPrivateFolder(name), name);
  for (const name of ['2026', 'berlin', 'a.b']) assert.ok(!isPrivateFolder(name), name);
});
