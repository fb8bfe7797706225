import { formatBuild } from '../catalogue/build-number.ts';
import { type BoundName, boundFor, labelOf, meetsBound, productName } from '../catalogue/lookup.ts';
import type { Bound, BuildNumber, Catalogue } from '../catalogue/model.ts';
import { type BuildRange, buildRange } from '../catalogue/range.ts';
import { evidenceOf, noEvidence } from './judgement.ts';
import type { Evidence, Subject } from './model.ts';

/**
 * What is known of a server's build. `displayed` stands for AdminDisplayVersion: it names the CU and hides the update,
 * so the build is that one or any later one of the same lane.
 */
export type KnownBuild =
  | { readonly kind: 'exact'; readonly build: BuildNumber; readonly evidence: Evidence }
  | { readonly kind: 'displayed'; readonly build: BuildNumber; readonly evidence: Evidence }
  | { readonly kind: 'none'; readonly evidence: Evidence };

export function knownBuild(subject: Subject): KnownBuild {
  const observation = subject.current?.observation;
  if (!observation) {
    if (!subject.displayedBuild) return { kind: 'none', evidence: noEvidence };
    const evidence = { file: null, path: 'AdminDisplayVersion', value: formatBuild(subject.displayedBuild) };
    return { kind: 'displayed', build: subject.displayedBuild, evidence };
  }

  const exact = observation.build;
  if (exact.known) {
    return { kind: 'exact', build: exact.value, evidence: evidenceOf(subject, exact, formatBuild(exact.value)) };
  }
  const displayed = observation.displayedBuild;
  if (displayed.known) {
    const evidence = evidenceOf(subject, displayed, formatBuild(displayed.value));
    return { kind: 'displayed', build: displayed.value, evidence };
  }
  return { kind: 'none', evidence: evidenceOf(subject, exact) };
}

/** The lowest and the highest build that fit what is known; null where nothing is. */
export function fittingRange(catalogue: Catalogue, known: KnownBuild): BuildRange | null {
  switch (known.kind) {
    case 'exact':
      return { lowest: known.build, highest: known.build };
    case 'displayed':
      return buildRange(catalogue, known.build);
    case 'none':
      return null;
  }
}

export interface Measured {
  /** `unsettled`: some builds that fit pass and some fail. `no-lane`: the catalogue does not know this lane. */
  readonly outcome: 'meets' | 'misses' | 'unsettled' | 'no-lane' | 'no-build';
  readonly bound: Bound | null;
}

/** Holds what is known of the build against a cut-off. A verdict on which the lowest and the highest fitting build agree stands. */
export function measure(catalogue: Catalogue, known: KnownBuild, name: BoundName): Measured {
  const range = fittingRange(catalogue, known);
  if (!range) return { outcome: 'no-build', bound: null };
  const bound = boundFor(catalogue, range.lowest, name);
  if (bound === 'unknown') return { outcome: 'no-lane', bound: null };
  const low = meetsBound(range.lowest, bound);
  const high = meetsBound(range.highest, bound);
  return { outcome: low === high ? (low ? 'meets' : 'misses') : 'unsettled', bound };
}

/** `15.2.2562.37 (Exchange SE RTM Feb26SU)`; of a displayed build `15.2.1544.4 or later (Exchange 2019 CU14)`. */
export function buildText(catalogue: Catalogue, known: KnownBuild & { readonly build: BuildNumber }): string {
  const label = labelOf(catalogue, known.build);
  if (known.kind === 'exact')
    return `${formatBuild(known.build)} (${label.text}${label.inferred ? ', name inferred' : ''})`;
  const line = label.product && label.cu ? ` (${productName(label.product)} ${label.cu})` : '';
  return `${formatBuild(known.build)} or later${line}`;
}
