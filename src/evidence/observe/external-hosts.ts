import type { Found } from '../clixml/node.ts';
import type { Fact } from '../observation.ts';
import { clientDirectories, earlierDirectories, everyEra } from './paths.ts';
import { factOf, reach } from './source.ts';
import type { Read, Source } from './source.ts';
import { text } from './values.ts';

type Hosts = Fact<readonly string[]>;

/**
 * Where clients reach the server from outside. One URL is enough to know that they do; that they do not is known only where
 * each of the six directories says that it has none, which exports before October 2023 can't.
 */
export function externalHosts(source: Source): Hosts {
  const now = clientDirectories.map((path) => hostsAt(source, path));
  const earlier = earlierDirectories.map((path) => hostsAt(source, path));
  const hosts = [...new Set([...now, ...earlier].flatMap((one) => (one.known ? one.value : [])))];
  const unknown = hosts.length === 0 ? now.find(({ known }) => !known) : undefined;
  return unknown ?? { known: true, value: hosts.sort(), path: everyEra.virtualDirectories };
}

function hostsAt(source: Source, path: string): Hosts {
  const found = reach(source, path);
  const items = found.kind === 'node' ? source.document.items(found.node) : null;
  if (items?.length === 0) return { known: false, why: 'nil', path };
  const facts = (items ?? [found]).map((item) => hostOf(source, `${path} > ExternalUrl`, item));
  const hosts = facts.flatMap((one) => (one.known ? one.value : []));
  const unknown = hosts.length === 0 ? facts.find(({ known }) => !known) : undefined;
  return unknown ?? { known: true, value: hosts, path };
}

function hostOf(source: Source, path: string, directory: Found): Hosts {
  if (directory.kind !== 'node') return factOf(source, path, directory, host);
  const url = source.document.find(directory.node, ['ExternalUrl']);
  return url.kind === 'nil' ? { known: true, value: [], path } : factOf(source, path, url, host);
}

const host: Read<readonly string[]> = (node) => {
  const written = text(node) ?? '';
  if (!/^https?:/i.test(written) || !URL.canParse(written)) return undefined;
  return [new URL(written).hostname];
};
