import type { CheckId, Rule } from '../model.ts';
import { eemsAvailable } from './eems-available.ts';
import { evidenceAge } from './evidence-age.ts';
import { exactBuild } from './exact-build.ts';
import { knownVulnerabilities } from './known-vulnerabilities.ts';
import { latestUpdate } from './latest-update.ts';
import { mitigationService } from './mitigation-service.ts';
import { mitigationsApplied } from './mitigations-applied.ts';
import { mitigationsBlocked } from './mitigations-blocked.ts';
import { mitigationsEnabled } from './mitigations-enabled.ts';
import { mitigationsHeartbeat } from './mitigations-heartbeat.ts';
import { mitigationsLeftover } from './mitigations-leftover.ts';
import { ocsCertificate } from './ocs-certificate.ts';
import { ocsEndpoint } from './ocs-endpoint.ts';
import { ocsSigning } from './ocs-signing.ts';
import { pendingReboot } from './pending-reboot.ts';
import { supportLifecycle } from './support-lifecycle.ts';
import { urlRewrite } from './url-rewrite.ts';

/** Every check and its rule. */
export const rules: Readonly<Record<CheckId, Rule>> = {
  'evidence-age': evidenceAge,
  'exact-build': exactBuild,
  'eems-available': eemsAvailable,
  'ocs-certificate': ocsCertificate,
  'ocs-signing': ocsSigning,
  'mitigations-enabled': mitigationsEnabled,
  'mitigation-service': mitigationService,
  'ocs-endpoint': ocsEndpoint,
  'mitigations-heartbeat': mitigationsHeartbeat,
  'url-rewrite': urlRewrite,
  'mitigations-applied': mitigationsApplied,
  'mitigations-leftover': mitigationsLeftover,
  'mitigations-blocked': mitigationsBlocked,
  'latest-update': latestUpdate,
  'support-lifecycle': supportLifecycle,
  'known-vulnerabilities': knownVulnerabilities,
  'pending-reboot': pendingReboot,
};
