import { setImmediate as breathe } from 'node:timers/promises';
import { formatBuild } from '../catalogue/build-number.ts';
import { organisationId, serverId } from '../core/ids.ts';
import type { OrganisationId, ServerId } from '../core/ids.ts';
import { ok, refuse } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { OrganisationsTable, ServersTable } from '../storage/schema.ts';
import { isServerName, shortNameOf } from './identity.ts';
import { byText } from './order.ts';
import type { Arrival, Kept } from './keep-report.ts';
import type { ListedServer } from './observation.ts';
import * as rows from './rows.ts';

/** Groups servers of which neither inventory nor report names the organisation; no server's row refers to it. */
const UNNAMED = { id: organisationId(''), name: '' };

// A long inventory is written in steps, between which other work gets its turn.
const STEP = 200;

interface Listing {
  readonly id: ServerId;
  readonly server: ListedServer;
  readonly known: ServersTable | null;
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
}

/**
 * Keeps an inventory. For each organisation in it, it decides who is listed, unless a newer inventory already does.
 * A listed server without a report joins the fleet; one that is listed no more stays while it has reports, else it leaves.
 * What a report says of a server is never overwritten. Refuses: `invalid` (no server, a server without Fqdn).
 */
export async function keepInventory(tx: Tx, arrival: Arrival, listed: readonly ListedServer[]): Promise<Result<Kept>> {
  const checked = check(listed, arrival.file);
  if (!checked.ok) return checked;
  const listings = await locate(tx, checked.value);
  await rows.insertReport(tx, {
    id: arrival.id,
    kind: 'inventory',
    file: arrival.file,
    door: arrival.door,
    received_at: arrival.receivedAt,
    size: arrival.size,
    server_id: null,
    generated_at: null,
    standing: 'older',
  });

  const changed: ServerId[] = [];
  let withdrawn = 0;
  let standing: Kept['standing'] = 'older';
  for (const group of groupsOf(listings)) {
    const stored = await rows.ensureOrganisation(tx, group.organisation.id, group.organisation.name);
    if (!decides(arrival, stored)) continue;
    standing = 'current';
    const gone = await withdrawUnlisted(tx, group);
    withdrawn += gone.length;
    changed.push(...(await list(tx, group.listings, arrival)), ...gone);
    await rows.updateOrganisation(tx, group.organisation.id, {
      inventory_report: arrival.id,
      inventory_at: arrival.receivedAt,
    });
  }
  if (standing === 'current') await rows.restateInventories(tx);
  return ok({ servers: listings.map((listing) => listing.id), changed, standing, withdrawn });
}

/** Every server once, by its id. */
function check(listed: readonly ListedServer[], file: string): Result<Map<ServerId, ListedServer>> {
  const servers = new Map<ServerId, ListedServer>();
  for (const server of listed) {
    if (server.fqdn.trim() === '') {
      return refuse(
        'invalid',
        `${file} lists ${server.name || 'a server without a name'} without its Fqdn.`,
        EXPORT_WHOLE,
      );
    }
    if (!isServerName(server.fqdn.trim())) {
      const shown = JSON.stringify(server.fqdn.slice(0, 80));
      return refuse(
        'invalid',
        `${file} lists ${server.name || 'a server'} with an Fqdn that is no server name: ${shown}.`,
        EXPORT_WHOLE,
      );
    }
    servers.set(serverId(server.fqdn), server);
  }
  if (servers.size === 0) return refuse('invalid', `${file} lists no server.`, EXPORT_WHOLE);
  return ok(servers);
}

const EXPORT_WHOLE = 'Export the inventory again with Get-ExchangeServer | Export-Clixml, without Select-Object.';

async function locate(tx: Tx, servers: Map<ServerId, ListedServer>): Promise<Listing[]> {
  const ids = [...servers.keys()].sort(byText);
  const known = new Map((await rows.findServers(tx, ids)).map((row) => [row.id, row]));
  return [...servers]
    .map(([id, server]) => {
      const row = known.get(id) ?? null;
      return { id, server, known: row, organisation: organisationOf(row) ?? server.organisation ?? UNNAMED };
    })
    .sort((a, b) => byText(a.id, b.id));
}

/** What a report has said of a server's organisation goes before what the inventory says. */
function organisationOf(row: ServersTable | null): Listing['organisation'] | null {
  if (row?.organisation_id == null) return null;
  return { id: row.organisation_id as OrganisationId, name: row.organisation_name ?? row.organisation_id };
}

interface Group {
  readonly organisation: Listing['organisation'];
  readonly listings: readonly Listing[];
}

function groupsOf(listings: readonly Listing[]): Group[] {
  const groups = new Map<string, Listing[]>();
  for (const listing of listings) {
    const group = groups.get(listing.organisation.id);
    if (group) group.push(listing);
    else groups.set(listing.organisation.id, [listing]);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] ? [{ organisation: group[0].organisation, listings: group }] : [],
  );
}

/** The one received later; of two received at once the hash decides. */
function decides(arrival: Arrival, stored: OrganisationsTable): boolean {
  if (stored.inventory_at === null || stored.inventory_report === null) return true;
  return (arrival.receivedAt - stored.inventory_at || byText(arrival.id, stored.inventory_report)) > 0;
}

async function list(tx: Tx, listings: readonly Listing[], arrival: Arrival): Promise<ServerId[]> {
  const changed: ServerId[] = [];
  for (let from = 0; from < listings.length; from += STEP) {
    const fresh: ServersTable[] = [];
    for (const listing of listings.slice(from, from + STEP)) {
      const row = describe(listing, arrival);
      if (listing.known === null) fresh.push(row);
      else if (differs(row, listing.known)) await rows.updateServer(tx, row);
      else continue;
      changed.push(listing.id);
    }
    if (fresh.length > 0) await rows.insertServers(tx, fresh);
    await breathe();
  }
  return changed;
}

function describe({ id, server, known, organisation }: Listing, arrival: Arrival): ServersTable {
  const reported = known !== null && known.current_report !== null;
  const role = server.role.known ? server.role.value : null;
  const site = server.site.known ? server.site.value : null;
  const name = server.name.trim() || (server.fqdn.trim().split('.')[0] ?? id);
  return {
    id,
    short_name: shortNameOf(id),
    name: reported ? known.name : name,
    fqdn: reported ? known.fqdn : server.fqdn.trim(),
    organisation_id: organisation.id === UNNAMED.id ? null : organisation.id,
    organisation_name: organisation.id === UNNAMED.id ? null : organisation.name,
    role: (reported ? (known.role ?? role) : (role ?? known?.role)) ?? null,
    site: (reported ? (known.site ?? site) : (site ?? known?.site)) ?? null,
    dag: known?.dag ?? null,
    displayed_build: server.displayedBuild.known ? formatBuild(server.displayedBuild.value) : null,
    current_report: known?.current_report ?? null,
    listed: true,
    first_seen: known?.first_seen ?? arrival.receivedAt,
  };
}

function differs(a: ServersTable, b: ServersTable): boolean {
  return (Object.keys(a) as (keyof ServersTable)[]).some((column) => a[column] !== b[column]);
}

async function withdrawUnlisted(tx: Tx, { organisation, listings }: Group): Promise<ServerId[]> {
  const kept = new Set<string>(listings.map((listing) => listing.id));
  const before = await rows.listedServers(tx, organisation.id === UNNAMED.id ? null : organisation.id);
  const gone = before.filter((row) => !kept.has(row.id));
  for (const row of gone) {
    const id = row.id as ServerId;
    if (await rows.hasReports(tx, id)) await rows.updateServer(tx, { ...row, listed: false });
    else await rows.deleteServer(tx, id);
  }
  return gone.map((row) => row.id as ServerId);
}
