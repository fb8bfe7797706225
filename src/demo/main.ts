import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from '../config/env-file.ts';
import { openLog } from '../config/log.ts';
import { describeProblems } from '../config/problem.ts';
import { readConfig } from '../config/read.ts';
import { systemClock } from '../core/clock.ts';
import { takeInPaths } from '../evidence/sources/paths.ts';
import { serve } from '../serve.ts';
import { openHouse } from '../wire.ts';
import { demoFleet } from './fleet.ts';
import { encode, reportBytes, reportFileName, writeInventory } from './generator/report.ts';
import { liveWeek } from './week.ts';
import { type Playground, startPlayground } from './playground.ts';

const FOLDER = 'data/demo';
const PLAYGROUND_PORT = 56_150;

/** `npm run demo`: a sample fleet, the bot, and Microsoft's Playground beside it, until Ctrl+C. */
async function main(): Promise<void> {
  // The demo has settings of its own; a variable that is set wins, so that a port can be changed.
  loadEnvFile('env/.env.demo');
  const read = readConfig(process.env);
  if (!read.ok) {
    say(describeProblems(read.problems));
    process.exitCode = 2;
    return;
  }
  const { config } = read;

  rmSync(FOLDER, { recursive: true, force: true });
  const incoming = join(FOLDER, 'incoming');
  writeSamples(incoming);

  const log = openLog(config);
  await liveWeek(config, log, systemClock.now(), join(FOLDER, 'history'));
  const house = await openHouse(config, log, systemClock);
  const outcomes = await takeInPaths(house.intake(), { kind: 'system', job: 'demo' }, [incoming]);
  const taken = outcomes.filter(({ outcome }) => outcome === 'taken').length;
  const serving = await serve(house);
  say(`Patchwarden runs on port ${serving.port}, with ${taken} sample files taken in. Drop more into ${incoming}.`);

  let playground: Playground | null = null;
  const stop = () => {
    playground?.stop();
    void serving.stop().then(() => house.close());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  if (process.argv.includes('--no-playground')) return;
  playground = await openPlayground(`http://${config.host}:${serving.port}/api/messages`);
}

/** Without the Playground the bot goes on: another client may talk to it. */
async function openPlayground(endpoint: string): Promise<Playground | null> {
  say("Starting Microsoft's Agents Playground. It is pre-release software under its own licence (see its LICENSE)");
  say('and listens on all network interfaces. `npm run demo -- --no-playground` leaves it out.');
  try {
    const playground = await startPlayground({
      folder: FOLDER,
      endpoint,
      port: PLAYGROUND_PORT,
      environment: process.env,
    });
    say(`Open ${playground.address} and write: failing`);
    return playground;
  } catch (error) {
    say(`${(error as Error).message}\nPatchwarden goes on without it. Ctrl+C ends it.`);
    return null;
  }
}

function writeSamples(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const fleet = demoFleet(systemClock.now());
  for (const server of fleet.reports) writeFileSync(join(folder, reportFileName(server)), reportBytes(server));
  writeFileSync(join(folder, 'inventory.xml'), encode(writeInventory(fleet.inventory), 'utf-8-bom'));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
