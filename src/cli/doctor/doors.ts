import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Config } from '../../config/model.ts';
import { isStoreWritable } from '../../evidence/parse/store-writable.ts';
import type { Finding } from './finding.ts';

const PATIENCE = 3_000;

/** The ways in: the port, the folder, the tokens; and the way out to the raw reports. */
export async function checkDoors(config: Config): Promise<Finding[]> {
  return [await checkPort(config), await checkFolder(config), checkTokens(config), await checkStore(config)];
}

async function checkPort({ port, host }: Config): Promise<Finding> {
  if (await isFree(port, host)) {
    return finding('ok', `Port ${port} is free: Patchwarden can be started.`);
  }
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const answer = await fetch(`http://${address.includes(':') ? `[${address}]` : address}:${port}/readyz`, {
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (answer?.status === 200) return finding('ok', `Port ${port}: Patchwarden runs and is ready.`);
  if (answer?.status === 503) {
    return finding(
      'wrong',
      `Port ${port}: Patchwarden runs but is not ready.`,
      'The reasons are at /readyz on INTERNAL_PORT.',
    );
  }
  return finding('wrong', `Port ${port} is taken by something else.`, 'End it, or choose another PORT.');
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, host, () => probe.close(() => done(true)));
  });
}

async function checkFolder({ reportsDir }: Config): Promise<Finding> {
  if (reportsDir === null) return finding('note', 'REPORTS_DIR is not set: no folder is swept.');
  try {
    if (!(await stat(reportsDir)).isDirectory())
      return finding('wrong', `REPORTS_DIR ${reportsDir} is not a folder.`, 'Name a folder.');
    await access(reportsDir, constants.R_OK | constants.X_OK);
    return finding('ok', `REPORTS_DIR ${reportsDir} can be read.`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return finding('wrong', `REPORTS_DIR ${reportsDir} can not be read (${code}).`, 'Make it, or mount the share.');
  }
}

function checkTokens({ intakeTokens }: Config): Finding {
  if (intakeTokens.length === 0) return finding('note', 'INTAKE_TOKENS is not set: nobody can send reports over HTTP.');
  const holders = intakeTokens.length === 1 ? 'One intake token' : `${intakeTokens.length} intake tokens`;
  return finding('ok', `${holders} may send reports over HTTP.`);
}

async function checkStore({ reportStore }: Config): Promise<Finding> {
  if (await isStoreWritable(reportStore)) return finding('ok', `REPORT_STORE ${reportStore} can be written.`);
  return finding(
    'wrong',
    `REPORT_STORE ${reportStore} can not be written.`,
    'Make the folder, or grant the right to write.',
  );
}

function finding(state: Finding['state'], message: string, hint: string | null = null): Finding {
  return { subject: 'doors', state, message, hint };
}
