import { ok, refuse } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { BuildNumber } from '../../catalogue/model.ts';
import type { Fact, Observation, Role } from '../observation.ts';
import { eraOf } from './era.ts';
import { organisationOf } from './organisation.ts';
import { externalHosts } from './external-hosts.ts';
import { clusterNode, inactiveComponents } from './maintenance.ts';
import { distinguishedNames, eraA, everyEra, serverRoles, sinceMarch2023 } from './paths.ts';
import { probe, summedUpProbe } from './probe.ts';
import { summedUpService, watchedService } from './service.ts';
import { fact, nullable, reach } from './source.ts';
import type { Read, Source } from './source.ts';
import { urlRewrite } from './url-rewrite.ts';
import { displayedVersion, fileVersion, flag, hostName, instant, leafName, mitigations, text } from './values.ts';

/**
 * Reads one `HealthCheckerExchangeServer`, of any era. Every fact that a gate reads comes from exactly one member of its
 * era: what is missing, empty or contradictory there is not known, whatever else the report says.
 * Refuses (`invalid`) a report that does not name its server.
 */
export function observeReport(source: Source, file: string): Result<Observation> {
  const name = fact(source, everyEra.name, hostName);
  const fqdn = fact(source, everyEra.fqdn, hostName);
  for (const identity of [fqdn, name]) {
    if (identity.known || identity.why !== 'unreadable') continue;
    const message = `${file}: ${identity.path} reads "${identity.raw}", which is no server's name.`;
    return refuse('invalid', message, 'Run Health Checker on that server again and send the new export.');
  }
  if (!name.known && !fqdn.known) {
    const message = `${file} does not say which server it is about: ${fqdn.path} and Name are missing.`;
    return refuse(
      'invalid',
      message,
      'Run Health Checker again with the rights to read the server from Active Directory.',
    );
  }

  const scriptVersion = fact(source, everyEra.scriptVersion, text);
  const generatedAt = fact(source, everyEra.generatedAt, instant);
  const era = eraOf(source, scriptVersion, generatedAt);
  const places = era === 'A' ? eraA : sinceMarch2023;
  return ok({
    era,
    name: name.known ? name.value : null,
    fqdn: fqdn.known ? fqdn.value : null,
    organisation: organisationOf(source, distinguishedNames),
    scriptVersion,
    generatedAt,
    role: roleOf(source, everyEra.role, serverRoles),
    build: exactBuild(source),
    displayedBuild: fact(source, everyEra.displayedBuild, displayedVersion),
    organisationSwitch: fact(source, places.organisationSwitch, flag),
    serverSwitch: fact(source, places.serverSwitch, flag),
    ...(era === 'A' ? summedUpService(source) : watchedService(source)),
    ...(era === 'A' ? summedUpProbe(source) : probe(source)),
    mitigationsApplied: fact(source, places.mitigationsApplied, mitigations),
    mitigationsBlocked: fact(source, places.mitigationsBlocked, mitigations),
    urlRewrite: urlRewrite(source, era),
    pendingReboot: fact(source, everyEra.pendingReboot, flag),
    inactiveComponents: inactiveComponents(source, era),
    clusterNode: clusterNode(source),
    externalHosts: externalHosts(source),
    site: fact(source, everyEra.site, leafName),
    dag: nullable(source, everyEra.dag, leafName),
    operatingSystem: fact(source, everyEra.operatingSystem, text),
  });
}

/**
 * From `IsEdgeServer`, which Exchange itself sets. Where that says nothing, a ServerRole of Edge does; another ServerRole
 * makes no Mailbox server of it, for on that a pass would rest.
 */
export function roleOf(source: Source, isEdge: string, roles: readonly string[]): Fact<Role> {
  const role = fact(source, isEdge, edgeOrMailbox);
  if (role.known) return role;
  return roles.map((path) => fact(source, path, edgeOnly)).find((one) => one.known) ?? role;
}

const edgeOrMailbox: Read<Role> = (node) => {
  const edge = flag(node);
  return edge === undefined ? undefined : edge ? 'edge' : 'mailbox';
};

const edgeOnly: Read<Role> = (node) => (text(node)?.toLowerCase() === 'edge' ? 'edge' : undefined);

/** ExSetup's file version. Where Health Checker says it could not read ExSetup, the version beside that hides the SU. */
function exactBuild(source: Source): Fact<BuildNumber> {
  const failed = fact(source, everyEra.failedSetup, flag);
  const build = fact(source, everyEra.build, fileVersion);
  if (!build.known || (failed.known && !failed.value) || (!failed.known && failed.why === 'absent')) return build;
  const found = reach(source, everyEra.build);
  const raw = found.kind === 'node' ? (text(found.node) ?? '') : '';
  return { known: false, why: 'unreadable', path: build.path, raw: `${raw} (FailedGetExSetup)` };
}
