import type { ServersTable } from '../../src/storage/schema.ts';

/** A row of `servers` that points at nothing else. */
export function aServer(id: string, changes: Partial<ServersTable> = {}): ServersTable {
  return {
    id,
    name: id,
    short_name: id,
    fqdn: id,
    organisation_id: null,
    organisation_name: null,
    role: 'mailbox',
    displayed_build: null,
    site: null,
    dag: null,
    current_report: null,
    listed: true,
    first_seen: 1,
    ...changes,
  };
}
