import type { Refused } from '../core/result.ts';
import { refuse } from '../core/result.ts';
import type { Catalogue } from './model.ts';
import type { Overlay } from './overlay-schema.ts';

/** A refusal for the first label in an overlay that no build carries: judged by it, servers could look fixed or exposed at will. */
export function unknownLabel(catalogue: Catalogue, overlay: Overlay): Refused | null {
  const labels = new Set(catalogue.lanes.flatMap((lane) => lane.releases.flatMap((row) => row.su ?? [])));
  for (const { field, name, label } of labelsIn(overlay)) {
    if (label === null || labels.has(label)) continue;
    return refuse(
      'invalid',
      `${field} of ${name} is ${label}, and no build has that label.`,
      'Add the builds of that update to builds in the same file.',
    );
  }
  return null;
}

function labelsIn(overlay: Overlay): { field: string; name: string; label: string | null }[] {
  return [
    ...overlay.cves.flatMap((row) => row.fixedIn.map((label) => ({ field: 'fixedIn', name: row.cve, label }))),
    ...overlay.mitigations.flatMap((row) => [
      { field: 'highestApplicable', name: row.family, label: row.highestApplicable },
      { field: 'removableFrom', name: row.family, label: row.removableFrom },
    ]),
    ...overlay.support.map((row) => ({ field: 'lastPublicUpdate', name: row.product, label: row.lastPublicUpdate })),
  ];
}
