import type { ServerId } from '../../core/ids.ts';
import { serverRows } from '../../readiness/rows.ts';
import type { ConflictRule } from '../app.ts';
import type { Change, ChangeWindow, Conflict } from '../model.ts';
import { stateAt } from '../state-at.ts';
import type { ChangeState } from '../states.ts';
import { changesWithin } from '../store.ts';
import { windowText } from '../window-words.ts';

/** What is still to be worked on. What is done, or was missed, takes no time of its window any more. */
const claiming: readonly ChangeState[] = ['proposed', 'approved', 'in-progress'];

/** One server is not worked on by two changes at a time. */
export const sameServer: ConflictRule = async (reader, plan, self, now) => {
  const ids = plan.servers.map(({ server }) => server);
  const others = (await changesWithin(reader, ids, plan.window)).filter(
    ({ change }) =>
      change.id !== self && claiming.includes(stateAt(change, now)) && overlaps(plan.window, change.plan.window),
  );
  const clashes = ids.flatMap((id) =>
    others.flatMap(({ server, change }) => (server === id ? [{ server, other: change }] : [])),
  );
  const named = [...new Set(clashes.map(({ server }) => server))];
  const names = new Map((await serverRows(reader, named, now)).map(({ id, name }) => [id, name]));
  return clashes.map(({ server, other }) =>
    conflictOf(names.get(server) ?? server, server, other, plan.type !== 'emergency'),
  );
};

/** Both half-open: one may begin at the instant at which the other ends. */
export function overlaps(a: Pick<ChangeWindow, 'start' | 'end'>, b: Pick<ChangeWindow, 'start' | 'end'>): boolean {
  return a.start < b.end && b.start < a.end;
}

function conflictOf(name: string, server: ServerId, other: Change, blocks: boolean): Conflict {
  const text = `${name} is in ${other.id} too: ${windowText(other.plan.window)}.`;
  return { rule: 'same-server', blocks, server, with: other.id, text };
}
