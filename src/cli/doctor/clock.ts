import { type Instant, isoOf, MINUTE, SECOND } from '../../core/clock.ts';
import { TZDATA } from '../../core/local-time.ts';
import { newestReceipt } from '../../evidence/store.ts';
import { serverClock } from '../../storage/server-clock.ts';
import type { House } from '../../wire.ts';
import type { Finding } from './finding.ts';

const TOLERATED = MINUTE;

/** The clock of this machine, against what is stored and against the database's, and the time zone rules. */
export async function checkClock({ database, clock }: House): Promise<Finding[]> {
  const newest = await database.read(newestReceipt);
  const before = clock.now();
  const server = await serverClock(database);
  const now = clock.now();
  const zones = finding('ok', `Local times follow the time zone rules ${TZDATA}.`);

  // What was received can't lie ahead: then the clock was set back, and reports would count as from the future.
  if (newest !== null && newest > now + MINUTE) {
    const message = `The clock says ${isoOf(now)}, but a report was received at ${isoOf(newest)}.`;
    return [finding('wrong', message, 'Set the clock of this machine.'), zones];
  }
  const ahead = server === null ? 0 : aheadOf(server, before, now);
  if (Math.abs(ahead) > TOLERATED) {
    const message = `The clock of this machine is ${Math.round(Math.abs(ahead) / SECOND)} s ${ahead > 0 ? 'ahead of' : 'behind'} the database's.`;
    return [finding('wrong', message, 'Let both follow the same time server: digests go out by both.'), zones];
  }
  const agreed = server === null ? '' : ', and the database agrees';
  return [finding('ok', `It is ${isoOf(now)}${agreed}.`), zones];
}

/** What the asking took is nobody's fault: the database looked at its clock somewhere between the two. */
function aheadOf(server: Instant, before: Instant, after: Instant): number {
  if (server < before) return before - server;
  return server > after ? after - server : 0;
}

function finding(state: Finding['state'], message: string, hint: string | null = null): Finding {
  return { subject: 'clock', state, message, hint };
}
