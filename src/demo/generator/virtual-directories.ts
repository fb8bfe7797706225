import { array, flag, missing, primitive, record, text } from './clixml.ts';
import type { Member, Node } from './clixml.ts';
import { directoryObject } from './directory.ts';
import type { ServerFacts } from './spec.ts';

/** What each cmdlet is called, the class it returns, and the directory's name in IIS and in its URLs. */
const directories = [
  [
    'GetActiveSyncVirtualDirectory',
    'ADMobileVirtualDirectory',
    'Microsoft-Server-ActiveSync',
    'Microsoft-Server-ActiveSync',
  ],
  ['GetEcpVirtualDirectory', 'ADEcpVirtualDirectory', 'ecp', 'ecp'],
  ['GetMapiVirtualDirectory', 'ADMapiVirtualDirectory', 'mapi', 'mapi'],
  ['GetOabVirtualDirectory', 'ADOabVirtualDirectory', 'OAB', 'OAB'],
  ['GetOwaVirtualDirectory', 'ADOwaVirtualDirectory', 'owa', 'owa'],
  ['GetWebServicesVirtualDirectory', 'ADWebServicesVirtualDirectory', 'EWS', 'EWS/Exchange.asmx'],
] as const;

/** All virtual directories, as Health Checker has collected them since October 2023; Nil, each of them, on an Edge server. */
export function virtualDirectories(facts: ServerFacts): Node {
  return record(
    directories.map(([cmdlet, type, name, path]): Member => {
      if (facts.role === 'edge') return [cmdlet, missing];
      const front = directory(facts, type, `${name} (Default Web Site)`, path, facts.externalHost);
      // Get-MapiVirtualDirectory shows no back end.
      if (name === 'mapi') return [cmdlet, front];
      return [cmdlet, array([front, directory(facts, type, `${name} (Exchange Back End)`, path, null)])];
    }),
  );
}

/** The two that were collected before, each by itself. */
export function earlierDirectories(facts: ServerFacts): Member[] {
  return directories.slice(-2).map(([cmdlet, type, name, path]): Member => {
    const front = directory(facts, type, `${name} (Default Web Site)`, path, facts.externalHost);
    return [cmdlet, facts.role === 'edge' ? missing : front];
  });
}

function directory(facts: ServerFacts, type: string, name: string, path: string, host: string | null): Node {
  return directoryObject(type, `${facts.name}\\${name}`, [
    ['Name', text(name)],
    ['InternalUrl', primitive('URI', `https://${facts.fqdn.toLowerCase()}/${path}`)],
    ['ExternalUrl', host === null ? missing : primitive('URI', `https://${host}/${path}`)],
    ['Server', text(facts.name)],
    ['IsValid', flag(true)],
  ]);
}
