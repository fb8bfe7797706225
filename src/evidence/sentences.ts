import { isoOf } from '../core/clock.ts';
import type { Instant } from '../core/clock.ts';
import { never } from '../core/result.ts';
import type { ReportsTable } from '../storage/schema.ts';
import type { Standing } from './intake.ts';
import type { Kept } from './keep-report.ts';
import type { Observation, Parsed } from './observation.ts';

/** What taking a file in did, for a person. */
export function takenSentence(parsed: Parsed, { standing, withdrawn, servers }: Kept): string {
  if (parsed.kind === 'inventory') return inventorySentence(servers.length, standing, withdrawn);
  const { observation } = parsed;
  const name = nameOf(observation);
  const of = observation.generatedAt.known ? ` of ${minuteOf(observation.generatedAt.value)}` : '';
  switch (standing) {
    case 'current':
      return `The report${of} is now the newest of ${name}.`;
    case 'older':
      return `The report${of} is kept, but ${name} has a newer one.`;
    case 'future':
      return `The report${of} is kept but does not count: it is dated more than an hour after it arrived. Check the clock of ${name}.`;
    case 'undated':
      return `The report of ${name} is kept, but it does not say when it was made, so it proves nothing of today.`;
    default:
      return never(standing);
  }
}

/** `stored` is the row that the first of the two made. */
export function unchangedSentence(parsed: Parsed, stored: ReportsTable): string {
  const what = parsed.kind === 'inventory' ? 'This inventory' : `This report of ${nameOf(parsed.observation)}`;
  return `${what} is known already: ${stored.file} came in at ${minuteOf(stored.received_at as Instant)}.`;
}

function inventorySentence(count: number, standing: Standing, withdrawn: number): string {
  const listed = `The inventory lists ${servers(count)}`;
  if (standing !== 'current') return `${listed}; a newer inventory decides for its organisation.`;
  if (withdrawn === 0) return `${listed}.`;
  return `${listed}; ${servers(withdrawn)} listed before ${withdrawn === 1 ? 'is' : 'are'} not in it.`;
}

function servers(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`;
}

function nameOf(observation: Observation): string {
  return observation.name?.trim() || observation.fqdn?.trim() || 'a server without a name';
}

/** `2026-11-20 06:12 UTC` */
function minuteOf(at: Instant): string {
  return `${isoOf(at).slice(0, 16).replace('T', ' ')} UTC`;
}
