import { type ChangeFilter, changeFilters } from '../changes/filter.ts';
import type { ChangeId } from '../changes/model.ts';
import { approvalsOf, countChanges, listChanges, ownWaiting, rowsOf } from '../changes/read.ts';
import { loadChange } from '../changes/store.ts';
import { changeStory } from '../changes/story/story.ts';
import type { Actor } from '../core/actor.ts';
import { personOf } from '../people/identity.ts';
import { changeIdIn } from './change-id.ts';
import type { Desk } from './desk.ts';
import type { Answer, Intent, Suggestion } from './model.ts';

const PAGE_SIZE = 12;
const MOST_DEEDS = 60;
const MOST_NEAR = 5;

type ChangesIntent = Extract<Intent, { readonly kind: 'changes' }>;

/** The changes that a filter shows, page by page; a page beyond the last is the last. */
export async function answerChanges(desk: Desk, { filter, page: asked }: ChangesIntent): Promise<Answer> {
  const asOf = desk.clock.now();
  return desk.database.read(async (reader) => {
    const counts = await countChanges(reader, asOf);
    const total = counts[filter];
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    const page = Math.min(Math.max(1, Math.trunc(asked)), pages);
    const span = { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE };
    const rows = await listChanges(reader, desk.changes, filter, asOf, span);
    return { kind: 'changes', asOf, filter, rows, page, pages, total, filters: choices(counts, filter) };
  });
}

function choices(counts: Readonly<Record<ChangeFilter, number>>, chosen: ChangeFilter) {
  return changeFilters
    .map((filter) => ({ filter, changes: counts[filter] }))
    .filter(({ filter, changes }) => changes > 0 || filter === 'open' || filter === chosen);
}

/** What waits for the one who asks, and what of theirs waits for others. */
export async function answerApprovals(desk: Desk, asker: Actor | null): Promise<Answer> {
  const asOf = desk.clock.now();
  if (asker === null || personOf(asker) === null) return { kind: 'approvals', asOf, known: false, rows: [], own: [] };
  return desk.database.read(async (reader) => {
    const rows = await approvalsOf(reader, desk.changes, asker, asOf);
    const own = await ownWaiting(reader, desk.changes, asker, asOf);
    return { kind: 'approvals', asOf, known: true, rows, own };
  });
}

/** What happened to one change, in words. */
export async function answerStory(desk: Desk, asked: string): Promise<Answer> {
  const asOf = desk.clock.now();
  const id = changeIdIn(asked);
  return desk.database.read(async (reader): Promise<Answer> => {
    const found = id === null ? null : await loadChange(reader, id);
    if (found === null) {
      const near = await listChanges(reader, desk.changes, 'all', asOf, { limit: MOST_NEAR, offset: 0 });
      const suggestions = near.map((row) => suggest(row.id));
      return { kind: 'did-you-mean', asked, what: 'change', because: 'no-match', suggestions };
    }
    const [change] = await rowsOf(reader, desk.changes, [found], asOf);
    if (!change) throw new Error(`${found.id} has no line`);
    return { kind: 'story', asOf, change, ...(await changeStory(reader, found.id, MOST_DEEDS)) };
  });
}

function suggest(change: ChangeId): Suggestion {
  return { title: change, ask: { kind: 'story', change }, server: null };
}
