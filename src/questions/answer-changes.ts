import { type ChangeFilter, changeFilters, shows } from '../changes/filter.ts';
import type { ChangeId, ChangeRow } from '../changes/model.ts';
import { changeStory } from '../changes/story/story.ts';
import { type Actor, actorKey } from '../core/actor.ts';
import { personOf } from '../people/identity.ts';
import { changeIdIn } from './change-id.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent, Suggestion } from './model.ts';

const PAGE_SIZE = 12;
const MOST_DEEDS = 60;
const MOST_NEAR = 5;

type ChangesIntent = Extract<Intent, { readonly kind: 'changes' }>;

/** The changes that a filter shows, page by page. */
export async function answerChanges(desk: Desk, { filter, page: asked }: ChangesIntent): Promise<Answer> {
  const asOf = desk.clock.now();
  return desk.database.read(async (reader) => {
    const open = await desk.changes.list(reader, 'open', asOf);
    const beyond = filter === 'closed' || filter === 'all';
    const found = beyond ? await desk.changes.list(reader, filter, asOf) : open.filter((row) => shows(filter, row));
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    const page = Math.min(Math.max(1, Math.trunc(asked)), pages);
    const rows = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    return { kind: 'changes', asOf, filter, rows, page, pages, total: found.length, filters: countsOf(open) };
  });
}

function countsOf(open: readonly ChangeRow[]): readonly { filter: ChangeFilter; changes: number }[] {
  return changeFilters
    .filter((filter) => filter !== 'closed' && filter !== 'all')
    .map((filter) => ({ filter, changes: open.filter((row) => shows(filter, row)).length }))
    .filter(({ filter, changes }) => filter === 'open' || changes > 0);
}

/** What waits for the one who asks, and what of theirs waits for others. */
export async function answerApprovals(desk: Desk, asker: Actor | null): Promise<Answer> {
  const asOf = desk.clock.now();
  const person = asker === null ? null : personOf(asker);
  if (asker === null || person === null) return { kind: 'approvals', asOf, known: false, rows: [], own: [] };
  return desk.database.read(async (reader) => {
    const rows = await desk.changes.approvals(reader, person, asOf);
    const open = await desk.changes.list(reader, 'open', asOf);
    const own = open.filter((row) => shows('waiting', row) && actorKey(row.requester) === person);
    return { kind: 'approvals', asOf, known: true, rows, own };
  });
}

/** What happened to one change, in words. */
export async function answerStory(desk: Desk, asked: string): Promise<Answer> {
  const asOf = desk.clock.now();
  const id = changeIdIn(asked);
  return desk.database.read(async (reader): Promise<Answer> => {
    const all = await desk.changes.list(reader, 'all', asOf);
    const change = all.find((row) => row.id === id);
    if (change) return { kind: 'story', asOf, change, ...(await changeStory(reader, change.id, MOST_DEEDS)) };
    const suggestions = all.slice(0, MOST_NEAR).map((row) => suggest(row.id));
    return { kind: 'did-you-mean', asked, what: 'change', because: 'no-match', suggestions };
  });
}

function suggest(change: ChangeId): Suggestion {
  return { title: change, ask: { kind: 'story', change }, server: null };
}
