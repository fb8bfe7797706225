import { ok, refuse } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { ClixmlDocument } from '../clixml/node.ts';
import type { ListedServer } from '../observation.ts';
import { organisationOf } from './organisation.ts';
import { listed } from './paths.ts';
import { roleOf } from './report.ts';
import { fact, reach } from './source.ts';
import type { Source } from './source.ts';
import { displayedVersion, hostName, leafName } from './values.ts';

const TYPE = /\bExchangeServer$/;

/** True for what `Get-ExchangeServer` puts out, whole or through `Select-Object`. */
export function isListedServer(source: Source): boolean {
  if (source.root.types?.some((type) => TYPE.test(type))) return true;
  const marks = [listed.role, listed.displayedBuild, listed.site];
  return [listed.fqdn, ...marks].filter((path) => reach(source, path).kind !== 'absent').length > 1;
}

/**
 * Reads the servers of an inventory, in their order. Refuses (`invalid`) as a whole when one of them can't be read or is
 * there twice with different values: half a list would call servers that exist unlisted.
 */
export function observeInventory(document: ClixmlDocument, file: string): Result<readonly ListedServer[]> {
  const servers = new Map<string, ListedServer>();
  for (const [i, root] of document.roots.entries()) {
    const source = { document, root };
    const name = fact(source, listed.name, hostName);
    const fqdn = fact(source, listed.fqdn, hostName);
    if (!isListedServer(source) || !name.known || !fqdn.known) {
      const missing = name.known ? listed.fqdn : listed.name;
      const message = `${file} is no complete inventory: object ${i + 1} of ${document.roots.length} has no usable ${missing}.`;
      return refuse(
        'invalid',
        message,
        'Export the list with Get-ExchangeServer | Export-Clixml, without other objects in it.',
      );
    }
    const server: ListedServer = {
      name: name.value,
      fqdn: fqdn.value,
      organisation: organisationOf(source, [listed.distinguishedName]),
      role: roleOf(source, listed.role, [listed.serverRole]),
      displayedBuild: fact(source, listed.displayedBuild, displayedVersion),
      site: fact(source, listed.site, leafName),
    };
    const earlier = servers.get(fqdn.value.toLowerCase());
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(server)) {
      const message = `${file} lists ${fqdn.value} twice with different values.`;
      return refuse('invalid', message, 'Export the list again in one run of Get-ExchangeServer.');
    }
    servers.set(fqdn.value.toLowerCase(), server);
  }
  return ok([...servers.values()]);
}
