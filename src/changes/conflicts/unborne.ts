import type { Conflict, StandingConflict } from './model.ts';

/** Those that keep a plan from being approved and started: they block, and nobody has overridden them. */
export function unborne<C extends Conflict | StandingConflict>(conflicts: readonly C[]): readonly C[] {
  return conflicts.filter(
    (conflict) => conflict.severity === 'blocks' && !('override' in conflict && conflict.override),
  );
}
