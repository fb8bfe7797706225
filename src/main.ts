import { loadEnvFile } from './config/env-file.ts';
import { openLog } from './config/log.ts';
import { describeProblems } from './config/problem.ts';
import { readConfig } from './config/read.ts';
import { systemClock } from './core/clock.ts';
import { OperationalError } from './core/errors.ts';
import { serve } from './serve.ts';
import { openHouse } from './wire.ts';

const ENV_FILE = 'env/.env';

/** Runs until SIGTERM or SIGINT. Exit code 0: stopped as asked; 1: could not start or broke; 2: the configuration is wrong. */
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

  const house = await openHouse(config, log, systemClock);
  const serving = await serve(house).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  log.info({ port: serving.port, internalPort: serving.internalPort }, 'ready');

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    void serving
      .stop()
      .then(() => house.close())
      .then(() => log.info({}, 'stopped'));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  const known = error instanceof OperationalError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
}
