import type { ServerId } from '../core/ids.ts';
import { never } from '../core/result.ts';
import { scopeTitle } from '../readiness/scope-match.ts';
import { countText, listText } from '../readiness/words.ts';
import type { MaintenanceScope } from './model.ts';

/** What a scope asks of a server. */
export interface PlacedServer {
  readonly id: ServerId;
  readonly site: string | null;
  readonly dag: string | null;
}

/** The name by which people know a server; its id where it is not in the fleet any more. */
export type NameOf = (id: ServerId) => string;

const MOST_NAMED = 6;

/** Whether a rule or freeze is for a server; sites and DAGs by name, without case. */
export function covers(scope: MaintenanceScope, server: PlacedServer): boolean {
  switch (scope.by) {
    case 'all':
      return true;
    case 'site':
    case 'dag':
      return server[scope.by]?.toLowerCase() === scope.value.toLowerCase();
    case 'servers':
      return scope.servers.includes(server.id);
    default:
      return never(scope);
  }
}

/** `all servers`, `Berlin (site)`, `BER-EX01 and BER-EX02`. */
export function scopeText(scope: MaintenanceScope, nameOf: NameOf): string {
  switch (scope.by) {
    case 'all':
      return 'all servers';
    case 'site':
    case 'dag':
      return scopeTitle(scope);
    case 'servers': {
      const names = scope.servers.slice(0, MOST_NAMED).map(nameOf);
      const more = scope.servers.length - names.length;
      return listText(more > 0 ? [...names, countText(more, 'more', 'more')] : names);
    }
    default:
      return never(scope);
  }
}

/** As a form takes it: `all`, `site:Berlin`, names with commas between. */
export function scopeValue(scope: MaintenanceScope, nameOf: NameOf): string {
  if (scope.by === 'all') return 'all';
  return scope.by === 'servers' ? scope.servers.map(nameOf).join(', ') : `${scope.by}:${scope.value}`;
}

/** The servers that a scope names one by one. */
export function serversNamed(scope: MaintenanceScope): readonly ServerId[] {
  return scope.by === 'servers' ? scope.servers : [];
}
