import { ENV_FILE, loadEnvFile } from './config/env-file.ts';
import { openLog } from './config/log.ts';
import { describeProblems } from './config/problem.ts';
import { readConfig } from './config/read.ts';
import { SECOND, systemClock } from './core/clock.ts';
import { OperationalError } from './core/errors.ts';
import { serve } from './serve.ts';
import { openHouse } from './wire.ts';

/** SIGBREAK is how Windows asks a service's process to stop. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const;

/** Runs until it is asked to stop. Exit code 0: stopped as asked; 1: could not start or broke; 2: the configuration is wrong. */
async function main(): Promise<void> {
  const ofFile = loadEnvFile(ENV_FILE);
  const read = readConfig(process.env);
  if (!read.ok) {
    process.stderr.write(`${describeProblems(read.problems)}\n`);
    process.exitCode = 2;
    return;
  }
  const { config } = read;
  const log = openLog(config);
  for (const { variable, message, accepted } of [...ofFile, ...read.hints]) {
    log.warn({ variable, accepted }, `configuration: ${variable} ${message}`);
  }

  // From the first moment on: a signal during the start ends what has been started, in order.
  const asked = stopSignal();
  const house = await openHouse(config, log, systemClock);
  try {
    const serving = await serve(house);
    log.info({ port: serving.port, internalPort: serving.internalPort }, 'ready');
    log.info({ signal: await asked }, 'stopping');
    await serving.stop();
  } finally {
    await house.close();
  }
  log.info({}, 'stopped');
  // A turn that was cut may still wait for its answer and would keep the process.
  setTimeout(() => process.exit(), SECOND).unref();
}

/** The first one; a second ends the process at once, as it would any other. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, resolve);
  });
}

try {
  await main();
} catch (error) {
  const known = error instanceof OperationalError;
  const unknown = error instanceof Error ? error.stack : undefined;
  process.stderr.write(`${known ? `${error.message} ${error.hint}` : (unknown ?? String(error))}\n`);
  process.exitCode = 1;
}
