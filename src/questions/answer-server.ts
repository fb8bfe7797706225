import { attentionOf } from '../attention/attention.ts';
import { serverStory } from '../changes/story/story.ts';
import { type ServerId, serverId } from '../core/ids.ts';
import { reportsOf } from '../evidence/store.ts';
import type { ServerRow } from '../readiness/model.ts';
import { retiredServer } from '../readiness/retirements/store.ts';
import { type Desk, fleetOf } from './desk.ts';
import { type KnownName, matchServer } from './match-server.ts';
import type { Answer, DidYouMean, Intent, Suggestion } from './model.ts';
import type { Reader } from '../storage/database.ts';

type ServerIntent = Extract<Intent, { readonly server: string }>;

const MOST_REPORTS = 12;
const MOST_DEEDS = 12;

/** Answers about exactly the server that was named, or asks which one is meant. */
export async function answerServer(desk: Desk, intent: ServerIntent): Promise<Answer> {
  const fleet = fleetOf(desk);
  const direct = await fleet.server(serverId(intent.server), desk.clock.now());
  if (direct) return about(desk, intent.kind, direct);

  const match = matchServer(await fleet.names(), intent.server);
  if (match.kind === 'one') {
    const row = await fleet.server(match.server.id, desk.clock.now());
    if (row) return about(desk, intent.kind, row);
    const retired = await aboutRetired(desk, intent.kind, match.server.id);
    if (retired) return retired;
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
  return desk.database.read(async (reader): Promise<Answer> => {
    if (kind === 'history') return { kind, asOf, server, retired: null, ...(await pastOf(reader, server.id)) };
    return { kind, asOf, server, attention: (await attentionOf(reader, [server.id], asOf)).get(server.id) ?? null };
  });
}

/** Null: it was not retired. */
async function aboutRetired(desk: Desk, kind: ServerIntent['kind'], id: ServerId): Promise<Answer | null> {
  const asOf = desk.clock.now();
  return desk.database.read(async (reader): Promise<Answer | null> => {
    const server = await retiredServer(reader, id);
    if (server === null) return null;
    if (kind === 'history') return { kind, asOf, server, retired: server, ...(await pastOf(reader, id)) };
    return { kind: 'server-retired', asOf, server, notice: null };
  });
}

/** Its reports and what was done about it, the newest first. */
async function pastOf(reader: Reader, id: ServerId) {
  const { rows, total } = await reportsOf(reader, id, { limit: MOST_REPORTS, offset: 0 });
  const { told, deeds } = await serverStory(reader, id, MOST_DEEDS);
  return { reports: rows, total, told, deeds };
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
