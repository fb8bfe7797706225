import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import { findAmong } from '../readiness/find-by-name.ts';
import { scopes } from '../readiness/fleet.ts';
import type { Scope } from '../readiness/model.ts';
import { type ServerName, serverNames } from '../readiness/rows.ts';
import { matchScope, scopeText as scopeKey, scopeTitle } from '../readiness/scope-match.ts';
import { listText } from '../readiness/words.ts';
import type { Reader } from '../storage/database.ts';
import { echo, missing, wrong } from './fields.ts';
import type { MaintenanceScope } from './model.ts';

const EXAMPLE = 'Write all, site:Berlin, dag:DAG-BER, or names of servers with commas between.';
/** Of one rule or freeze. */
const MOST_SERVERS = 200;
const MOST_SHOWN = 4;

type Place = Scope & { readonly by: 'site' | 'dag' };

/** What a scope may be in this fleet. */
export interface Fleet {
  readonly places: readonly Place[];
  readonly names: readonly ServerName[];
}

export async function fleetOf(reader: Reader): Promise<Fleet> {
  return { places: await placesOf(reader), names: await serverNames(reader) };
}

/** What may be chosen as a scope beside servers: all of them, each site, each DAG. */
export async function scopeChoices(reader: Reader): Promise<{ readonly value: string; readonly title: string }[]> {
  const places = (await placesOf(reader)).map((place) => ({ value: scopeKey(place), title: scopeTitle(place) }));
  return [{ value: 'all', title: 'all servers' }, ...places];
}

/**
 * Reads a scope; a site or DAG has to be in the fleet, and is kept as the fleet spells it. A bare name is a server's, else
 * that of a site or DAG. Refuses, naming what is near: `invalid`, `not-found`, `ambiguous`.
 */
export function readScope(text: string, fleet: Fleet): Result<MaintenanceScope> {
  const asked = text.trim();
  if (asked === '') return missing('scope', EXAMPLE);
  if (/^(?:all|all servers|everything)$/i.test(asked)) return ok({ by: 'all' });
  const prefixed = /^(site|dag|product)\s*:\s*(.*)$/is.exec(asked);
  if (prefixed) return readPlace(prefixed[1]?.toLowerCase() ?? '', prefixed[2]?.trim() ?? '', fleet);
  return readServers(asked, fleet);
}

async function placesOf(reader: Reader): Promise<Place[]> {
  return (await scopes(reader)).filter((scope): scope is Place => scope.by !== 'product');
}

function readPlace(by: string, value: string, { places }: Fleet): Result<MaintenanceScope> {
  if (by !== 'site' && by !== 'dag') return wrong('scope', `${by}:${value}`, EXAMPLE);
  const kind = by === 'dag' ? 'DAG' : 'site';
  if (value === '') return missing(kind, EXAMPLE);
  const known = places.filter((place) => place.by === by);
  const found = known.find((place) => place.value.toLowerCase() === value.toLowerCase());
  if (found) return ok({ by, value: found.value });
  return refuse('not-found', `No server is in a ${kind} called ${echo(value)}.`, nearText(known, value, kind));
}

function readServers(asked: string, fleet: Fleet): Result<MaintenanceScope> {
  const typed = asked.split(/[,;\n]+|\s+and\s+/i).map((name) => name.trim());
  const names = typed.filter((name) => name !== '');
  if (names.length === 0) return missing('scope', EXAMPLE);
  if (names.length > MOST_SERVERS) {
    return wrong('scope', `${names.length} servers`, `Name at most ${MOST_SERVERS}, or a site or DAG.`);
  }
  const servers = new Set<ServerName['id']>();
  for (const name of names) {
    const found = findAmong(fleet.names, name);
    if (!found.ok) return names.length === 1 ? bareName(name, fleet, found) : found;
    servers.add(found.value.id);
  }
  // In one order, so that the same servers are the same scope.
  return ok({ by: 'servers', servers: [...servers].sort() });
}

/** No server is called so: a site or DAG may be meant. */
function bareName(name: string, { places }: Fleet, refused: Refused): Result<MaintenanceScope> {
  if (refused.refusal.code === 'ambiguous') return refused;
  const found = places.filter(({ value }) => value.toLowerCase() === name.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return ok({ by: only.by, value: only.value });
  if (only) {
    return refuse(
      'ambiguous',
      `${echo(name)} is more than one: ${listText(found.map(scopeTitle))}.`,
      `Write ${found.map(scopeKey).join(' or ')}.`,
    );
  }
  return refused;
}

function nearText(known: readonly Place[], value: string, kind: string): string {
  const match = matchScope(known, value);
  const near = match.kind === 'none' ? match.near : [];
  if (near.length > 0) return `Did you mean ${near.map(scopeKey).join(' or ')}?`;
  if (known.length === 0) return `No report has named a ${kind} yet. ${EXAMPLE}`;
  const shown = known.slice(0, MOST_SHOWN).map(scopeKey);
  return `There is ${listText(known.length > shown.length ? [...shown, `${known.length - shown.length} more`] : shown)}.`;
}
