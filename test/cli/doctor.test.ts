import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { doctor } from '../../src/cli/verbs/doctor.ts';
import { temporaryFolder } from '../support/folder.ts';

async function examine(env: Readonly<Record<string, string>>): Promise<{ code: number; findings: Finding[] }> {
  const printed: string[] = [];
  const output = { width: 100, out: (text: string) => void printed.push(text), err() {} };
  const code = await doctor({ ...env }, output, true);
  return { code, findings: (JSON.parse(printed.join('')) as { findings: Finding[] }).findings };
}

function healthy(): Record<string, string> {
  const folder = temporaryFolder();
  return {
    BOT_ID: '7c1f0a52-3d0e-4b39-9a55-0d1c2b3a4f5e',
    BOT_PASSWORD: 'of-the-tests',
    BOT_TENANT_ID: '2b9d4c61-8e57-4f0a-b3c2-6a1d5e7f9081',
    ADMINS: 'e0a4b7d3-51c6-4c8e-8f29-93b1a2c4d5f6',
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'patchwarden.db')}`,
    REPORT_STORE: join(folder, 'reports'),
    REPORTS_DIR: temporaryFolder(),
  };
}

describe('the doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { REPORTS_DIR: _, ...env } = healthy();
    const { code, findings } = await examine(env);

    assert.deepEqual(
      findings.filter(({ state }) => state === 'wrong'),
      [],
    );
    assert.equal(code, 0);
    for (const subject of ['configuration', 'database', 'clock', 'catalogue', 'evidence', 'doors']) {
      assert.ok(
        findings.some((finding) => finding.subject === subject),
        subject,
      );
    }
  });

  it('names a folder that is not there', async () => {
    const { code, findings } = await examine({
      ...healthy(),
      REPORTS_DIR: '/nowhere/at/all',
      REPORT_STORE: '/dev/null/store',
    });

    const wrong = findings.filter(({ state }) => state === 'wrong').map(({ message }) => message);
    assert.equal(code, 1);
    assert.ok(wrong.some((message) => message.includes('/nowhere/at/all')));
    assert.ok(wrong.some((message) => message.includes('/dev/null/store')));
  });

  it('never prints a secret', async () => {
    const printed: string[] = [];
    const output = {
      width: 100,
      out: (text: string) => void printed.push(text),
      err: (text: string) => void printed.push(text),
    };
    await doctor({ ...healthy(), BOT_PASSWORD: 'hush-hush', BOT_TYPE: 'UserAssignedMsi' }, output, false);

    assert.match(printed.join('\n'), /BOT_PASSWORD/);
    assert.ok(!printed.join('\n').includes('hush-hush'));
  });

  it('names a database that can not be opened', async () => {
    const { code, findings } = await examine({ ...healthy(), DATABASE_URL: 'sqlite:/dev/null/patchwarden.db' });

    assert.equal(code, 1);
    assert.ok(findings.some(({ subject, state }) => subject === 'database' && state === 'wrong'));
  });
});
