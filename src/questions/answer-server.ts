import { serverId } from '../core/ids.ts';
import { reportsOf } from '../evidence/store.ts';
import type { ServerRow } from '../readiness/model.ts';
import { type Desk, fleetOf } from './desk.ts';
import { type KnownName, matchServer } from './match-server.ts';
import type { Answer, DidYouMean, Intent, Suggestion } from './model.ts';

type ServerIntent = Extract<Intent, { readonly server: string }>;

const MOST_REPORTS = 12;

/** Answers about exactly the server that was named, or asks which one is meant. */
export async function answerServer(desk: Desk, intent: ServerIntent): Promise<Answer> {
  const fleet = fleetOf(desk);
  const direct = await fleet.server(serverId(intent.server), desk.clock.now());
  if (direct) return about(desk, intent.kind, direct);

  const match = matchServer(await fleet.names(), intent.server);
  if (match.kind === 'one') {
    const row = await fleet.server(match.server.id, desk.clock.now());
    if (row) return about(desk, intent.kind, row);
  }
  const servers = match.kind === 'several' ? match.servers : match.kind === 'none' ? match.near : [];
  const because = match.kind === 'several' ? 'several' : 'no-match';
  return didYouMean(intent.server, because, servers, intent.kind);
}

/** "Why" below a list: about the one ticked, or which of them. */
export async function answerTicked(desk: Desk, ticked: readonly string[]): Promise<Answer> {
  const [first, ...more] = ticked;
  if (first === undefined) {
    const hint = 'Tick one in the list, then press Why; or write: why SERVER';
    return { kind: 'refused', refusal: { code: 'invalid', message: 'No server is ticked.', hint } };
  }
  if (more.length === 0) return answerServer(desk, { kind: 'why', server: first });
  const known = await fleetOf(desk).names();
  const ids = new Set<string>(ticked.map(serverId));
  return didYouMean(
    '',
    'ticked',
    known.filter((server) => ids.has(server.id)),
    'why',
  );
}

async function about(desk: Desk, kind: ServerIntent['kind'], server: ServerRow): Promise<Answer> {
  const asOf = desk.clock.now();
  if (kind !== 'history') return { kind, asOf, server };
  const page = { limit: MOST_REPORTS, offset: 0 };
  const { rows, total } = await desk.database.read((reader) => reportsOf(reader, server.id, page));
  return { kind, asOf, server, reports: rows, total };
}

function didYouMean(
  asked: string,
  because: DidYouMean['because'],
  servers: readonly KnownName[],
  kind: ServerIntent['kind'],
): DidYouMean {
  const twice = (name: string) => servers.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length > 1;
  const suggestions = servers.map(
    (server): Suggestion => ({
      title: because === 'several' || twice(server.name) ? server.fqdn : server.name,
      ask: { kind, server: server.id },
      server: server.id,
    }),
  );
  return { kind: 'did-you-mean', asked, what: 'server', because, suggestions };
}
