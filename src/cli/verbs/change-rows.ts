import type { ChangeRow } from '../../changes/model.ts';
import type { ChangeState } from '../../changes/states.ts';
import { windowText } from '../../changes/window-words.ts';
import { actorName } from '../../core/actor-name.ts';
import { isoOf } from '../../core/clock.ts';
import { table } from '../table.ts';

/** As cards say it; the JSON has the state itself. */
export const stateWords: Readonly<Record<ChangeState, string>> = {
  proposed: 'waits for approval',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  lapsed: 'lapsed without a decision',
  'in-progress': 'in progress',
  implemented: 'done, not proven',
  verified: 'verified',
  failed: 'failed',
  missed: 'missed: never started',
  cancelled: 'cancelled',
  moot: 'moot: nothing was left to do',
};

/** Whether somebody has to see to it: missed, overrun, done and not proven, a review overdue. */
export function isWanting({ state, overrun, unproven, reviewOverdue }: ChangeRow): boolean {
  return state === 'missed' || overrun || unproven || reviewOverdue;
}

export function changeTable(rows: readonly ChangeRow[], width: number): string {
  return table(
    [
      { title: 'Change', grow: 0 },
      { title: 'State', grow: 2 },
      { title: 'Servers', grow: 2 },
      { title: 'Window', grow: 2 },
      { title: 'Requester', grow: 1 },
      { title: 'Reason', grow: 2 },
    ],
    rows.map((row) => [
      row.id,
      stateText(row),
      row.servers.map(({ name }) => name).join(', '),
      windowText(row.window),
      actorName(row.requester),
      row.reason,
    ]),
    width,
  );
}

function stateText({ state, overrun, unproven, reviewOverdue, given, needed, waitsFor }: ChangeRow): string {
  const more = [
    ...(state === 'proposed' ? [`${given} of ${needed}`] : []),
    ...(waitsFor.length > 0 ? [`asked: ${waitsFor.map(({ name, person }) => name ?? person).join(', ')}`] : []),
    ...(overrun ? ['runs on past its window'] : []),
    ...(unproven && state !== 'implemented' ? ['not proven'] : []),
    ...(reviewOverdue ? ['review overdue'] : []),
  ];
  return [stateWords[state], ...more].join(', ');
}

export function rowJson({ window, createdAt, askedAt, review, ...row }: ChangeRow): object {
  return {
    ...row,
    window: { ...window, start: isoOf(window.start), end: isoOf(window.end) },
    createdAt: isoOf(createdAt),
    askedAt: isoOf(askedAt),
    review: review && {
      dueAt: isoOf(review.dueAt),
      decided: review.decided && { ...review.decided, at: isoOf(review.decided.at) },
    },
  };
}
