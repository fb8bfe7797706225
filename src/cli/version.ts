import { parseBuild } from '../catalogue/build-number.ts';
import { labelOf, productName } from '../catalogue/lookup.ts';
import type { Catalogue } from '../catalogue/model.ts';
import type { Assessment } from '../readiness/model.ts';

type Known = Pick<Assessment, 'product' | 'cu' | 'build'>;

/** `Exchange SE RTM Oct26SU`; where the report hides the update it says so, for the CU alone would read as one without any. */
export function versionText(catalogue: Catalogue, { product, cu, build }: Known): string {
  const exact = build === null ? null : parseBuild(build);
  if (exact) return labelOf(catalogue, exact).text;
  if (product === null) return 'not known';
  return `${[productName(product), cu].filter(Boolean).join(' ')}, update not known`;
}

/** The update whose name was concluded and not stated by Microsoft, or null where the name is Microsoft's. */
export function inferredName(catalogue: Catalogue, { build }: Pick<Known, 'build'>): string | null {
  const exact = build === null ? null : parseBuild(build);
  if (!exact) return null;
  const label = labelOf(catalogue, exact);
  return label.inferred ? label.su : null;
}
