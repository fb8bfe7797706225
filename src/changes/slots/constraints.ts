import type { Instant } from '../../core/clock.ts';
import { localAt } from '../../core/local-time.ts';
import { localText } from '../../maintenance/window-words.ts';
import type { Conflict, ConflictType } from '../conflicts/model.ts';
import type { Picture } from '../conflicts/picture.ts';
import { listText } from '../../readiness/words.ts';

/** What keeps a plan out of a window. Taken away, all conflicts with it go. */
export interface Constraint {
  readonly id: string;
  /** One sentence. */
  readonly text: string;
}

/** Warnings that another time does away with. */
const timed: readonly ConflictType[] = ['outside-rules', 'too-short', 'freeze-warning'];

/** Whether a conflict keeps a window from being a slot: it blocks, or it only warns and there are windows without it. */
export function isBlocking({ severity }: Conflict): boolean {
  return severity === 'blocks';
}

export function isTimed({ type }: Conflict): boolean {
  return timed.includes(type);
}

/** The constraints that conflicts come from, each once, in their order: one freeze or change may bring several of them. */
export function constraintsOf(picture: Picture, conflicts: readonly Conflict[]): Constraint[] {
  const found = new Map<string, Constraint>();
  for (const conflict of conflicts) {
    const constraint = constraintOf(picture, conflict);
    if (!found.has(constraint.id)) found.set(constraint.id, constraint);
  }
  return [...found.values()];
}

function constraintOf(picture: Picture, conflict: Conflict): Constraint {
  const [only] = conflict.with;
  if (only === undefined || conflict.with.length > 1) return { id: conflict.key, text: conflict.text };
  const freeze = picture.freezes.find(({ id }) => id === only);
  if (freeze) return { id: only, text: `Freeze ${freeze.name} until ${untilText(freeze)}.` };
  const change = picture.changes.find(({ id }) => id === only);
  if (!change) return { id: conflict.key, text: conflict.text };
  const names = change.servers.map((server) => picture.servers.get(server)?.name ?? server);
  return { id: only, text: `${only} works on ${shortList(names)} until ${untilText(change.window)}.` };
}

/**
 * The fewest constraints whose removal would free a window, of several as few those of the earliest one.
 * `blocked`: the constraints of each window, the earliest first.
 */
export function fewest(blocked: readonly (readonly Constraint[])[]): readonly Constraint[] {
  return (
    blocked.reduce<readonly Constraint[] | null>(
      (best, one) => (best === null || one.length < best.length ? one : best),
      null,
    ) ?? []
  );
}

function untilText({ end, zone }: { readonly end: Instant; readonly zone: string }): string {
  return `${localText(localAt(end, zone))} ${zone}`;
}

const MOST_NAMED = 3;

function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? listText([...names.slice(0, MOST_NAMED), `${more} more`]) : listText(names);
}
