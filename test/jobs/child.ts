import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { openBossJobs } from '../../src/jobs/boss-jobs.ts';
import { openTableJobs } from '../../src/jobs/table-jobs.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { QUICK_BOSS, QUICK_LEASE } from './rig.ts';

/** A second process that runs jobs: it says which, and never ends one whose key is `hang`. */
const url = JSON.parse(process.argv[2] ?? '');
const options = { database: await openDatabase(url, { log: silentLog }), clock: systemClock, log: silentLog };
const jobs =
  url.kind === 'sqlite'
    ? openTableJobs({ ...options, times: QUICK_LEASE })
    : openBossJobs({ ...options, url: url.url, times: QUICK_BOSS });

await jobs.work({
  async do({ key }) {
    process.stdout.write(`runs ${key}\n`);
    if (key === 'hang') await new Promise(() => {});
  },
});
process.stdout.write(`${jobs.standing().role}\n`);
process.stdin.once('data', async () => {
  await jobs.stop();
  await options.database.close();
  process.exit(0);
});
