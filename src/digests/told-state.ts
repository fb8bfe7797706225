import { z } from 'zod';
import { type CheckId, gateIds, type Readiness, type Scope } from '../readiness/model.ts';
import type { Standing } from '../readiness/project.ts';

/** What a digest tells of one server, and where it stands. Two that are equal tell the same. */
export interface ToldState {
  readonly readiness: Readiness;
  /** Gates, in their order. */
  readonly failing: readonly CheckId[];
  readonly unknown: readonly CheckId[];
  /** No report of it ever came. */
  readonly neverReported: boolean;
  readonly missesUpdate: boolean;
  readonly outOfSupport: boolean;
  readonly site: string | null;
  readonly dag: string | null;
  readonly product: string | null;
}

const text = z.string().nullable().catch(null);
// A gate of a later version is nothing this one can name.
const gates = z
  .array(z.string())
  .catch([])
  .transform((ids) => ids.filter((id): id is CheckId => (gateIds as readonly string[]).includes(id)));

const readiness = z.enum(['ready', 'failing', 'unknown', 'notApplicable']);
const readinesses: ReadonlySet<unknown> = new Set(readiness.options);
const knownGates: ReadonlySet<unknown> = new Set(gateIds);

const schema = z.object({
  // A later version's word for it must not keep every digest after it from being told.
  readiness: readiness.catch('unknown'),
  failing: gates,
  unknown: gates,
  neverReported: z.boolean().catch(false),
  missesUpdate: z.boolean().catch(false),
  outOfSupport: z.boolean().catch(false),
  site: text,
  dag: text,
  product: text,
});

export function stateOf({ assessment, site, dag }: Standing): ToldState {
  const being = (verdict: string) =>
    assessment.checks.filter((check) => check.gate && check.verdict === verdict).map(({ id }) => id);
  return {
    readiness: assessment.readiness,
    failing: being('fail'),
    unknown: being('unknown'),
    neverReported: assessment.checks.some(
      ({ id, reasons }) => id === 'evidence-age' && reasons.some(({ code }) => code === 'never-reported'),
    ),
    missesUpdate: assessment.missesUpdate,
    outOfSupport: assessment.outOfSupport,
    site,
    dag,
    product: assessment.product,
  };
}

// Servers of one site in one state are told alike, so a few hundred texts stand for ten thousand servers.
const KEPT = 5_000;
const read = new Map<string, ToldState>();

/** Reads a stored state; null: not in the fleet. @throws when the text is not one. */
export function readState(json: string | null): ToldState | null {
  if (json === null) return null;
  const known = read.get(json);
  if (known) return known;
  const state = readAnew(JSON.parse(json));
  if (read.size >= KEPT) read.clear();
  read.set(json, state);
  return state;
}

/** What this version wrote is taken as it is: mending what needs none takes ten times as long. */
function readAnew(stored: unknown): ToldState {
  return isToldState(stored) ? stored : schema.parse(stored);
}

function isToldState(stored: unknown): stored is ToldState {
  if (typeof stored !== 'object' || stored === null) return false;
  const state = stored as Readonly<Record<keyof ToldState, unknown>>;
  return (
    readinesses.has(state.readiness) &&
    [state.failing, state.unknown].every((ids) => Array.isArray(ids) && ids.every((id) => knownGates.has(id))) &&
    [state.neverReported, state.missesUpdate, state.outOfSupport].every((flag) => typeof flag === 'boolean') &&
    [state.site, state.dag, state.product].every((name) => name === null || typeof name === 'string')
  );
}

/** One text for one state. */
export function writeState(state: ToldState | null): string | null {
  return state === null ? null : JSON.stringify(state);
}

export function inScope(state: ToldState | null, scope: Scope | null): ToldState | null {
  return state !== null && (scope === null || state[scope.by] === scope.value) ? state : null;
}

export function isOutdated({ missesUpdate, outOfSupport }: ToldState): boolean {
  return missesUpdate || outOfSupport;
}
