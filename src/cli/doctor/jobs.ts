import { MINUTE } from '../../core/clock.ts';
import { readLease } from '../../jobs/store.ts';
import type { House } from '../../wire.ts';
import { durationText } from '../words.ts';
import type { Finding } from './finding.ts';

const LONG_LAG = 5 * MINUTE;

/** Who runs what is scheduled, and whether anything waits for too long. */
export async function checkJobs(house: House): Promise<Finding[]> {
  const { waiting, lag } = await house.jobs.backlog();
  const holder = house.database.dialect === 'sqlite' ? [await checkHolder(house)] : [];
  if (lag > LONG_LAG) {
    return [
      ...holder,
      finding(
        'wrong',
        `A wake-up is ${durationText(lag)} late.`,
        'Start Patchwarden; where it runs, its log says what keeps it.',
      ),
    ];
  }
  return [...holder, finding('ok', `Nothing that is scheduled is late; ${waiting} to come.`)];
}

async function checkHolder({ database, clock }: House): Promise<Finding> {
  const lease = await database.read(readLease);
  if (lease === null || lease.holder === '') {
    return finding('note', 'No process runs what is scheduled.', 'Start Patchwarden: npm start.');
  }
  const silent = clock.now() - lease.expires_at;
  if (silent <= 0) return finding('ok', `${lease.holder} runs what is scheduled.`);
  return finding(
    'note',
    `${lease.holder} ran what is scheduled and has not been heard of for ${durationText(silent)}.`,
    'Start Patchwarden: npm start. One that runs takes over by itself.',
  );
}

function finding(state: Finding['state'], message: string, hint: string | null = null): Finding {
  return { subject: 'jobs', state, message, hint };
}
