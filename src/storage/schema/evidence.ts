/** Every file that was taken in, whole; immutable but for `standing`. */
export interface ReportsTable {
  id: string;
  kind: 'report' | 'inventory';
  /** Name as shown to people, without folders. */
  file: string;
  door: 'cli' | 'folder' | 'http';
  received_at: number;
  /** Bytes of the XML as it came in, after gunzip. */
  size: number;
  server_id: string | null;
  generated_at: number | null;
  /** Whether it counts: `current`, `older` (superseded), `future`, `undated`. */
  standing: 'current' | 'older' | 'future' | 'undated';
}

export interface ObservationsTable {
  report_id: string;
  server_id: string;
  generated_at: number | null;
  /** An `Observation` as JSON text. */
  observation: string;
  /** Whether the server carried mail and votes then; null: the report does not tell. */
  service: 'in' | 'out' | null;
  /** Whether it is reached from the internet; null: the report does not tell. */
  internet_facing: boolean | null;
}

export interface ServersTable {
  id: string;
  name: string;
  /** Lower-case short name: the start of the fqdn, for joins by short name and for search. */
  short_name: string;
  fqdn: string;
  organisation_id: string | null;
  organisation_name: string | null;
  role: 'mailbox' | 'edge' | null;
  /** From the inventory: `15.2.2562.17`. */
  displayed_build: string | null;
  site: string | null;
  dag: string | null;
  current_report: string | null;
  listed: boolean;
  first_seen: number;
}

export interface OrganisationsTable {
  id: string;
  name: string;
  /** `Fact<boolean>` as JSON text, of the newest report that knows it. */
  switch_fact: string | null;
  switch_at: number | null;
  switch_report: string | null;
  switch_server: string | null;
  inventory_report: string | null;
  inventory_at: number | null;
}

/** The readiness projection: one row a server. Columns repeat what lists filter, count and order by. */
export interface AssessmentsTable {
  server_id: string;
  readiness: 'ready' | 'failing' | 'unknown' | 'notApplicable';
  valid_until: number | null;
  /** When time alone may change any check; the timer's index. */
  rejudge_at: number | null;
  judged_at: number;
  catalogue_id: string;
  misses_update: boolean;
  out_of_support: boolean;
  /** The higher, the earlier in lists: how much keeps the server from being ready, cut-offs first. */
  urgency: number;
  /** Ids of the gates that fail, joined by commas, for counting; the causes' rows are for finding. */
  failed_gates: string;
  product: string | null;
  name: string;
  site: string | null;
  dag: string | null;
  observed_at: number | null;
  /** An `Assessment` as JSON text. */
  assessment: string;
}

/** The gates that keep a server from being ready: one row a failing or unknown gate. */
export interface AssessmentCausesTable {
  server_id: string;
  check_id: string;
  verdict: 'fail' | 'unknown';
}
