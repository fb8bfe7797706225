import { ENV_FILE, loadEnvFile } from '../config/env-file.ts';
import { openLog } from '../config/log.ts';
import type { Config } from '../config/model.ts';
import { type ConfigProblem, describeProblems } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import { systemClock } from '../core/clock.ts';
import { type House, openHouse } from '../wire.ts';

/** Variables by name: those of the environment and, behind them, those of the file. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What only the doors need. A verb opens none, so a server without a bot registration can still be asked by CLI. */
const ofDoors = ['BOT_ID', 'BOT_PASSWORD', 'BOT_TENANT_ID', 'BOT_TYPE', 'ALLOWED_TENANTS'];
// Both or neither: one of them beside the other's default could look like a mistake.
const ports = ['PORT', 'INTERNAL_PORT'];

/** The settings as the process would see them, and what in the file can't work. Leaves `env` as it is. */
export function readSettings(env: Settings): {
  readonly settings: Settings;
  readonly ofFile: readonly ConfigProblem[];
} {
  const settings = { ...env };
  return { settings, ofFile: loadEnvFile(ENV_FILE, settings) };
}

/** The configuration of a verb, or the mistakes in it as one text. */
export function configurationOf(settings: Settings): { readonly config: Config } | { readonly mistakes: string } {
  const left = [...ofDoors, ...ports];
  const without = Object.fromEntries(Object.entries(settings).filter(([name]) => !left.includes(name)));
  const read = readConfig({ ...without, BOT_AUTH: 'off', HOST: '127.0.0.1', VIEWERS: 'tenant' });
  // Only a demo's people hold every role; who approves is asked of the settings as the process has them.
  const botAuth = settings.BOT_AUTH === 'off' ? 'off' : 'required';
  return read.ok ? { config: { ...read.config, botAuth } } : { mistakes: describeProblems(read.problems) };
}

/** Opens the house for one verb and closes it again, whatever happens. Logs warnings and errors only. */
export async function withHouse<T>(config: Config, work: (house: House) => Promise<T>): Promise<T> {
  // Standard output belongs to what the verb prints.
  const log = openLog({ ...config, logLevel: config.logLevel === 'silent' ? 'silent' : 'error' }, process.stderr);
  const house = await openHouse(config, log, systemClock);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
