import type { Product } from '../../catalogue/model.ts';
import type { CheckId, ServerRow } from '../../readiness/model.ts';

/** What each check asks, as a heading. */
export const checkTitles: Readonly<Record<CheckId, string>> = {
  'evidence-age': 'Evidence is fresh',
  'exact-build': 'Exact build is known',
  'eems-available': 'Build has the mitigation service',
  'ocs-certificate': 'Reads the endpoint certificate (March 2023)',
  'ocs-signing': 'Trusts the signing issuer (June 2026)',
  'mitigations-enabled': 'Mitigations switched on',
  'mitigation-service': 'Mitigation service runs',
  'ocs-endpoint': 'Mitigation endpoint reached',
  'mitigations-heartbeat': 'Heartbeat PING1 applied',
  'url-rewrite': 'URL Rewrite installed',
  'mitigations-applied': 'Mitigations on offer applied',
  'mitigations-leftover': 'No leftover mitigation',
  'mitigations-blocked': 'No mitigation blocked',
  'latest-update': 'Newest security update',
  'support-lifecycle': 'In support',
  'known-vulnerabilities': 'No known vulnerability open',
  'pending-reboot': 'No restart pending',
};

const shortProducts: Readonly<Record<Product, string>> = {
  ExchangeSE: 'SE',
  Exchange2019: '2019',
  Exchange2016: '2016',
  Exchange2013: '2013',
};

interface Labelled {
  readonly product: Product | null;
  readonly cu: string | null;
  readonly su: string | null;
  readonly build: string | null;
}

/** `SE RTM Feb26SU`, or the build's digits where the catalogue has no name for it. */
export function buildLabel(of: Labelled): string {
  if (!of.product) return of.build ?? 'build not known';
  const update = of.su ?? (of.build === null ? '(update not known)' : null);
  return [shortProducts[of.product], of.cu, update].filter(Boolean).join(' ');
}

/** `Exchange SE RTM Feb26SU`. */
export function fullBuildLabel(of: Labelled): string {
  return of.product ? `Exchange ${buildLabel(of)}` : buildLabel(of);
}

/** `Exchange SE`, for a product's id. */
export function productName(product: string): string {
  const short = (shortProducts as Readonly<Record<string, string>>)[product];
  return short ? `Exchange ${short}` : product;
}

/** Where a server stands: `DAG-BER`, else its site, else nothing. */
export function place(server: ServerRow): string | null {
  return server.dag ?? server.site;
}
