import { createHash, randomBytes, randomUUID } from 'node:crypto';

type Branded<Name extends string> = string & { readonly __id: Name };

/** A server: its fully qualified domain name in lower case. */
export type ServerId = Branded<'server'>;

/** An Exchange organisation: `name@domain` in lower case, read from its distinguished name. */
export type OrganisationId = Branded<'organisation'>;

/** A report: the SHA-256 of its bytes as 64 hexadecimal digits. */
export type ReportId = Branded<'report'>;

export function serverId(fqdn: string): ServerId {
  return fqdn.trim().toLowerCase() as ServerId;
}

export function organisationId(text: string): OrganisationId {
  return text.trim().toLowerCase() as OrganisationId;
}

export function reportId(sha256: string): ReportId {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('a report id is 64 lower-case hexadecimal digits');
  return sha256 as ReportId;
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A fresh id that can't be guessed. */
export function freshId(): string {
  return randomUUID();
}

/** 32 random bytes as 43 characters of base64url, for an address that whoever knows it may open. */
export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}
