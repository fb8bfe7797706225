import { join } from 'node:path';
import type { Config } from '../../../src/config/model.ts';
import { DAY, HOUR } from '../../../src/core/clock.ts';

/** Where one round's house has its things. */
export function houseConfig(folder: string): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    internalPort: 0,
    bot: null,
    botAuth: 'off',
    allowedTenants: [],
    admins: [],
    viewers: [],
    policyFile: null,
    databaseUrl: { kind: 'sqlite', path: join(folder, 'patchwarden.db') },
    reportsDir: join(folder, 'reports'),
    reportStore: join(folder, 'store'),
    reportMaxBytes: 10_000_000,
    intakeTokens: [],
    publicUrl: null,
    calendar: true,
    timeZone: 'UTC',
    evidenceMaxAge: 8 * DAY,
    sendsPerSecond: 30,
    digestGrace: 6 * HOUR,
    logLevel: 'silent',
    proxy: null,
  };
}
