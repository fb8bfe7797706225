import type { ChangeId } from '../plan.ts';
import { windowText } from '../window-words.ts';
import type { Conflict } from './model.ts';
import type { Picture, PlanShape } from './picture.ts';

/** One server is not worked on by two changes at a time. */
export function sameServer(picture: Picture, plan: PlanShape, self: ChangeId | null): Conflict[] {
  const others = picture.changes.filter(({ id, window }) => id !== self && overlaps(plan.window, window));
  return plan.servers.flatMap(({ server }) =>
    others
      .filter(({ servers }) => servers.includes(server))
      .map((other) => ({
        type: 'same-server' as const,
        severity: plan.type === 'emergency' ? ('warns' as const) : ('blocks' as const),
        key: `same-server ${server} ${other.id}`,
        servers: [server],
        with: [other.id],
        text: `${picture.servers.get(server)?.name ?? server} is in ${other.id} too: ${windowText(other.window)}.`,
      })),
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Both half-open: one may begin at the instant at which the other ends. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
