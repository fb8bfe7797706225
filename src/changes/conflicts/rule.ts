import type { ServerId } from '../../core/ids.ts';
import { listText } from '../../readiness/words.ts';
import type { ChangeId } from '../plan.ts';
import type { Conflict } from './model.ts';
import type { Picture, PlanShape } from './picture.ts';

/** One rule about what a plan may not come into. Pure. `self`: the change whose plan it is. */
export type ConflictRule = (picture: Picture, plan: PlanShape, self: ChangeId | null) => readonly Conflict[];

/** Of what keeps a plan from being approved: an emergency can't wait for it, and is only warned. */
export function blocking({ type }: Pick<PlanShape, 'type'>): Conflict['severity'] {
  return type === 'emergency' ? 'warns' : 'blocks';
}

export function nameOf(picture: Pick<Picture, 'servers'>, server: ServerId): string {
  return picture.servers.get(server)?.name ?? server;
}

const MOST_NAMED = 3;

/** `BER-EX01`, `BER-EX01 and BER-EX02`, `BER-EX01, BER-EX02, BER-EX03 and 4 more`. */
export function namesText(picture: Pick<Picture, 'servers'>, servers: readonly ServerId[]): string {
  return shortList(servers.map((server) => nameOf(picture, server)));
}

export function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return listText(more > 0 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Both half-open: one may begin at the instant at which the other ends. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
