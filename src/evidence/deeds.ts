import type { Deed } from '../audit/model.ts';
import type { Actor } from '../core/actor.ts';
import { isoOf } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import type { Arrival, Kept } from './keep-report.ts';
import type { Parsed } from './observation.ts';

/** A file that was taken in, for the audit log: where it came from, what it is about, and whether it counts. */
export function takenDeed(actor: Actor, arrival: Arrival, parsed: Parsed, kept: Kept): Deed {
  const { id, file, door } = arrival;
  const after = { file, door, standing: kept.standing, ...about(parsed, kept) };
  return { actor, verb: `${parsed.kind}.taken`, subject: id, before: null, after };
}

function about(parsed: Parsed, { servers, withdrawn }: Kept): { readonly [member: string]: Json } {
  if (parsed.kind === 'inventory') return { listed: servers.length, withdrawn };
  const { generatedAt } = parsed.observation;
  return { server: servers[0] ?? null, generatedAt: generatedAt.known ? isoOf(generatedAt.value) : null };
}
