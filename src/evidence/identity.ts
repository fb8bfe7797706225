import { serverId } from '../core/ids.ts';
import type { ServerId } from '../core/ids.ts';
import { ok, refuse } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Observation } from './observation.ts';
import { byText } from './order.ts';

/** A server with the short name that a report gives. */
export interface Namesake {
  readonly id: ServerId;
  readonly fqdn: string;
  readonly organisation: string | null;
}

/** Who a report says it is of: a full name is an identity, a short one has to find its server. */
export type Claim =
  | { readonly by: 'fqdn'; readonly id: ServerId; readonly fqdn: string }
  | { readonly by: 'short-name'; readonly shortName: string };

const NAME = /^[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])?$/u;
const LONGEST_NAME = 255;

/** What a file name may claim does not count: only the content says which server it is. */
export function claimOf(observation: Pick<Observation, 'name' | 'fqdn'>, file: string): Result<Claim> {
  const fqdn = observation.fqdn?.trim() ?? '';
  const name = observation.name?.trim() ?? '';
  if (fqdn !== '') {
    return isServerName(fqdn) ? ok({ by: 'fqdn', id: serverId(fqdn), fqdn }) : notAName(file, 'Fqdn', fqdn);
  }
  if (name === '')
    return refuse('invalid', `${file} names no server: GetExchangeServer has neither Fqdn nor Name.`, COLLECT);
  return isServerName(name) ? ok({ by: 'short-name', shortName: shortNameOf(name) }) : notAName(file, 'Name', name);
}

/**
 * A short name joins a server only where no other server of the same organisation could be meant.
 * `namesakes` are all servers with that short name, of whatever organisation.
 * Refuses: `not-found` (none, or the report names no organisation), `ambiguous` (more than one).
 */
export function joinByShortName(
  observation: Pick<Observation, 'name' | 'organisation'>,
  namesakes: readonly Namesake[],
  file: string,
): Result<ServerId> {
  const name = observation.name?.trim() ?? '';
  const organisation = observation.organisation;
  if (!organisation) {
    return refuse(
      'not-found',
      `${file} gives the short name ${name} only and names no organisation, so no server can be told from it.`,
      COLLECT,
    );
  }
  const [server, ...others] = namesakes.filter((namesake) => namesake.organisation === organisation.id);
  if (!server) {
    const strangers = namesakes.map((namesake) => namesake.fqdn);
    const known = strangers.length > 0 ? ` ${listOf(strangers)} is of another organisation.` : '';
    return refuse(
      'not-found',
      `${file} gives the short name ${name} only, and no server of the organisation ${organisation.name} is known by it.${known}`,
      `${COLLECT} Or take in an inventory that lists ${name} first.`,
    );
  }
  if (others.length > 0) {
    const names = listOf([server, ...others].map((namesake) => namesake.fqdn));
    return refuse(
      'ambiguous',
      `${file} gives the short name ${name} only, which ${names} share in the organisation ${organisation.name}.`,
      COLLECT,
    );
  }
  return ok(server.id);
}

/** The part before the first dot, in lower case. */
export function shortNameOf(name: string): string {
  return (name.trim().split('.')[0] ?? '').toLowerCase();
}

/** True for a text that can be a host name; whatever else stands in a report's name is refused, not stored. */
export function isServerName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

const COLLECT = 'Run Health Checker on that server again, so that the report has GetExchangeServer > Fqdn.';

function notAName(file: string, member: string, value: string): Result<never> {
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return refuse(
    'invalid',
    `${file} has no server name in GetExchangeServer > ${member}: ${JSON.stringify(shown)}.`,
    COLLECT,
  );
}

function listOf(names: readonly string[]): string {
  const sorted = [...names].sort(byText);
  const shown = sorted.length > 4 ? [...sorted.slice(0, 3), `${sorted.length - 3} others`] : sorted;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
