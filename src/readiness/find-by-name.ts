import { ok, refuse, type Result } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import { type ServerName, serverNames } from './rows.ts';
import { listText } from './words.ts';

const MOST_NAMED = 4;

/**
 * The one server that `asked` names exactly, without case: its id, its fqdn or its short name. Retired ones are found, too.
 * Refuses: `not-found`, with names that begin alike; `ambiguous`, with the fqdns.
 */
export async function findByName(reader: Reader, asked: string): Promise<Result<ServerName>> {
  return findAmong(await serverNames(reader), asked);
}

/** As `findByName`, among names that were read before: for several at once. */
export function findAmong(known: readonly ServerName[], asked: string): Result<ServerName> {
  const key = asked.trim().toLowerCase();
  if (key === '') return refuse('invalid', 'No server is named.', 'Name one, for example BER-EX02.');
  const exact = known.find(({ id, fqdn }) => id === key || fqdn.toLowerCase() === key);
  if (exact) return ok(exact);
  const named = known.filter(({ id, name }) => name.toLowerCase() === key || id.split('.')[0] === key);
  const [only] = named;
  if (only && named.length === 1) return ok(only);
  if (only) {
    const fqdns = named.slice(0, MOST_NAMED).map(({ fqdn }) => fqdn);
    return refuse('ambiguous', `More than one server is called ${only.name}.`, `Name one: ${listText(fqdns)}.`);
  }
  const start = key.slice(0, Math.max(3, key.length - 2));
  const near = known.filter(({ id }) => id.startsWith(start)).slice(0, MOST_NAMED);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map(({ name }) => name).join(' or ')}?`
      : 'Write failing or outdated to see the names of servers.';
  return refuse('not-found', `There is no server ${asked.trim().slice(0, 80)}.`, hint);
}
