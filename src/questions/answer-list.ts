import { attentionOf } from '../attention/attention.ts';
import type { Scope } from '../readiness/model.ts';
import { matchScope, scopeText, scopeTitle } from '../readiness/scope-match.ts';
import { type Desk, fleetOf } from './desk.ts';
import type { Answer, ListIntent, Suggestion } from './model.ts';

/** What fits on one card. */
export const PAGE_SIZE = 12;

export async function answerList(desk: Desk, intent: ListIntent): Promise<Answer> {
  const fleet = fleetOf(desk);
  const now = desk.clock.now();
  if (intent.scope === null) return listOf(null);

  const match = matchScope(await fleet.scopes(), intent.scope);
  if (match.kind === 'one') return listOf(match.scope);
  const scopes = match.kind === 'several' ? match.scopes : match.near;
  const because = match.kind === 'several' ? 'several' : 'no-match';
  return { kind: 'did-you-mean', asked: intent.scope, what: 'scope', because, suggestions: scopes.map(suggest) };

  async function listOf(scope: Scope | null): Promise<Answer> {
    const { kind, cause } = intent;
    const [summary, causes, listed] = await Promise.all([
      fleet.summary(now, desk.catalogue().asOf),
      fleet.causes({ kind, scope, now }),
      fleet.list({ kind, scope, cause, now, page: intent.page, pageSize: PAGE_SIZE }),
    ]);
    const ids = listed.rows.map(({ id }) => id);
    const attention = Object.fromEntries(await desk.database.read((reader) => attentionOf(reader, ids, now)));
    return { kind, asOf: now, fleet: summary, scope, cause, causes, ...listed, attention };
  }

  function suggest(scope: Scope): Suggestion {
    return { title: scopeTitle(scope), ask: { ...intent, scope: scopeText(scope), page: 1 }, server: null };
  }
}
