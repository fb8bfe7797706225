import type { Result } from '../core/result.ts';
import { ok, refuse } from '../core/result.ts';
import { identified } from './identity.ts';
import type { Catalogue } from './model.ts';
import { addBuilds } from './overlay-builds.ts';
import { unknownLabel } from './overlay-labels.ts';
import { mergeList } from './overlay-rows.ts';
import { type Overlay, overlaySchema } from './overlay-schema.ts';

export interface OverlayOutcome {
  readonly catalogue: Catalogue;
  /** What the overlay brought, one short text each: `build 15.2.2562.58`, `KB of 15.2.2562.56`. Empty: nothing new. */
  readonly added: readonly string[];
}

/**
 * Lays newer facts over a catalogue. `overlay` is the parsed JSON of a file with `asOf` and any of `builds`, `lanes`,
 * `cves`, `mitigations`, `support`, in the shape of the shipped data. It may add rows, fill in what is not known (null)
 * and take back `inferred`; a row it repeats must agree in every member it gives.
 * Refuses: `invalid` (shape, order or labels), `conflict` (it changes what is known, or is older than the catalogue).
 */
export function applyOverlay(base: Catalogue, overlay: unknown): Result<Catalogue> {
  const outcome = layOver(base, overlay);
  return outcome.ok ? ok(outcome.value.catalogue) : outcome;
}

/** As `applyOverlay`, and says what was added. */
export function layOver(base: Catalogue, overlay: unknown): Result<OverlayOutcome> {
  const read = readOverlay(overlay);
  if (!read.ok) return read;
  const { parsed, raw } = read.value;
  if (parsed.asOf < base.asOf) {
    return refuse(
      'conflict',
      `asOf is ${parsed.asOf}, and the catalogue is already as of ${base.asOf}.`,
      'Load a file that is as of the same day or later.',
    );
  }

  const builds = addBuilds(base.lanes, parsed, raw.builds);
  if (!builds.ok) return builds;
  const cves = mergeList(base.vulnerabilities, parsed.cves, raw.cves, 'cve', ['note', 'name']);
  if (!cves.ok) return cves;
  const mitigations = mergeList(base.mitigations, parsed.mitigations, raw.mitigations, 'family', [
    'highestApplicable',
    'removableFrom',
    'removal',
    'cve',
  ]);
  if (!mitigations.ok) return mitigations;
  const support = mergeList(base.support, parsed.support, raw.support, 'product', [
    'endsOn',
    'esuUntil',
    'lastPublicUpdate',
  ]);
  if (!support.ok) return support;

  const catalogue = identified({
    asOf: parsed.asOf,
    lanes: builds.value.rows,
    vulnerabilities: cves.value.rows,
    mitigations: mitigations.value.rows,
    support: support.value.rows,
  });
  const stray = unknownLabel(catalogue, parsed);
  if (stray) return stray;
  const asOf = parsed.asOf > base.asOf ? [`as of ${parsed.asOf}`] : [];
  const added = [builds, cves, mitigations, support].flatMap((part) => part.value.added);
  return ok({ catalogue, added: [...asOf, ...added] });
}

type RawRows = readonly Readonly<Record<string, unknown>>[];
type RawOverlay = Readonly<Record<'builds' | 'cves' | 'mitigations' | 'support', RawRows>>;

/** The rows as written are kept beside the parsed ones: what a row does not mention, it does not claim. */
function readOverlay(overlay: unknown): Result<{ parsed: Overlay; raw: RawOverlay }> {
  const parsed = overlaySchema.safeParse(overlay);
  if (parsed.success) {
    const raw = { builds: [], cves: [], mitigations: [], support: [], ...(overlay as Partial<RawOverlay>) };
    return ok({ parsed: parsed.data, raw });
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const field = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
  return refuse(
    'invalid',
    `${field || 'The overlay'} can't be ${show(at(overlay, path))}: ${issue?.message ?? 'wrong shape'}.`,
    'Correct the file and load it again. Nothing of it was taken over.',
  );
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => (Object(part) as Record<PropertyKey, unknown>)[key], value);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 100);
}
