import { type Desk, fleetOf } from './desk.ts';
import type { KnownName } from './match-server.ts';
import type { Audience } from './model.ts';
import { tidy } from './words.ts';

const NAMELESS = ['status', 'judge 15.2.2562.37', 'help'] as const;

/** Three commands that would be understood: about a server the text names, else with names that exist, where names may be told. */
export async function examplesFor(desk: Desk, text: string, audience: Audience): Promise<readonly string[]> {
  if (audience === 'counts') return NAMELESS;
  const fleet = fleetOf(desk);
  const now = desk.clock.now();
  const names = await fleet.names();
  const named = namedIn(names, text);
  if (named) return ['why', 'server', 'history'].map((verb) => `${verb} ${named.server.name}`);

  const failing = await fleet.list({ kind: 'failing', scope: null, cause: null, now, page: 1, pageSize: 1 });
  const server = failing.rows[0] ?? names[0];
  if (!server) return NAMELESS;
  const site = (await fleet.scopes()).find((scope) => scope.by === 'site');
  return ['failing', `why ${server.name}`, site ? `failing in ${site.value}` : 'outdated'];
}

/** The server that a text names exactly, by short name or fqdn, and whether it says nothing else. */
export function namedIn(
  known: readonly KnownName[],
  text: string,
): { readonly server: KnownName; readonly alone: boolean } | null {
  const words = tidy(text.slice(0, 500));
  const said = new Set(words.map((word) => word.key));
  const found = known.filter((server) => said.has(server.id) || said.has(server.name.toLowerCase()));
  const [server] = found;
  return server && found.length === 1 ? { server, alone: words.length === 1 } : null;
}
