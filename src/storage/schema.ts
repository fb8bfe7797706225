import type {
  AcknowledgementsTable,
  ChangeAskedTable,
  ChangeServersTable,
  ChangeVotesTable,
  ChangesTable,
  RetirementsTable,
} from './schema/changes.ts';
import type { CalendarLinksTable, FreezesTable, MaintenanceRulesTable, RolloutsTable } from './schema/maintenance.ts';
import type { DelegationsTable, PeopleTable, RoleGrantsTable } from './schema/people.ts';

/**
 * The tables as kysely sees them, after `columns.ts` has translated:
 * instants are numbers (ms), flags are booleans, json is text, on both dialects alike. Ordered by a column that may be
 * null, say `nullsFirst` or `nullsLast`: the dialects differ. Text is ordered and compared by its bytes.
 */
export interface Tables {
  reports: ReportsTable;
  observations: ObservationsTable;
  servers: ServersTable;
  organisations: OrganisationsTable;
  assessments: AssessmentsTable;
  assessment_causes: AssessmentCausesTable;
  swept_files: SweptFilesTable;
  catalogue_overlays: CatalogueOverlaysTable;
  conversations: ConversationsTable;
  jobs: JobsTable;
  leases: LeasesTable;
  outbox: OutboxTable;
  sends: SendsTable;
  digest_subscriptions: DigestSubscriptionsTable;
  digests: DigestsTable;
  readiness_changes: ReadinessChangesTable;
  releases_seen: ReleasesSeenTable;
  audit: AuditTable;
  counters: CountersTable;
  people: PeopleTable;
  role_grants: RoleGrantsTable;
  delegations: DelegationsTable;
  retirements: RetirementsTable;
  acknowledgements: AcknowledgementsTable;
  changes: ChangesTable;
  change_servers: ChangeServersTable;
  change_votes: ChangeVotesTable;
  change_asked: ChangeAskedTable;
  maintenance_rules: MaintenanceRulesTable;
  freezes: FreezesTable;
  rollouts: RolloutsTable;
  calendar_links: CalendarLinksTable;
}

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

/** What the folder sweep has dealt with, so that a restart does not begin anew. */
export interface SweptFilesTable {
  path: string;
  size: number;
  modified_at: number;
  outcome: 'taken' | 'skipped' | 'refused';
  report_id: string | null;
  /** A `Refusal` as JSON text. */
  refusal: string | null;
  seen_at: number;
}

export interface CatalogueOverlaysTable {
  id: string;
  as_of: string;
  overlay: string;
  loaded_at: number;
  loaded_by: string;
}

/** What the bot knows of a place it can post to. Null but for id and welcome where only the welcome is known. */
export interface ConversationsTable {
  id: string;
  welcomed_at: number | null;
  kind: 'personal' | 'group' | 'channel' | null;
  service_url: string | null;
  tenant_id: string | null;
  bot_id: string | null;
  bot_name: string | null;
  person_id: string | null;
  person_aad: string | null;
  person_name: string | null;
  team_id: string | null;
  shared: boolean | null;
  name: string | null;
  seen_at: number | null;
  gone_at: number | null;
  gone_why: string | null;
  /** Teams asked to wait until then. */
  paused_until: number | null;
}

/** Wake-up calls on SQLite; PostgreSQL has pg-boss's own tables. */
export interface JobsTable {
  name: string;
  key: string;
  run_at: number;
  payload: string;
  /** `run_at`, or later after a failure. */
  due_at: number;
  /** Runs that failed. */
  attempts: number;
  /** How often it was enqueued: a run takes the row away only when nobody asked again meanwhile. */
  asked: number;
}

/** Which process does the work that one process does at a time. */
export interface LeasesTable {
  name: string;
  holder: string;
  /** Grows with each new holder. */
  epoch: number;
  expires_at: number;
}

export interface OutboxTable {
  id: string;
  conversation_id: string;
  kind: string;
  subject: string;
  thread: string | null;
  state: 'pending' | 'sending' | 'sent' | 'superseded' | 'dead' | 'dropped';
  /** Grows with each announcement; what was rendered for less is sent again. */
  wanted: number;
  rendered: number;
  activity_id: string | null;
  created_at: number;
  sent_at: number | null;
  due_at: number;
  /** First try of what is being said now; the budget counts from here. */
  since: number;
  attempts: number;
  doubts: number;
  claim: string | null;
  deadline: number | null;
  last_code: string | null;
}

/** Every call that posts, for the limits. `counts_at` is its deadline while it is under way, then its end. */
export interface SendsTable {
  id: string;
  conversation_id: string;
  claimed_at: number;
  counts_at: number;
}

export interface DigestSubscriptionsTable {
  conversation_id: string;
  /** A `Schedule` as JSON text. */
  schedule: string;
  scope: string | null;
  minimum: 'every' | 'worse' | 'due';
  quiet: string;
  active: boolean;
  set_by: string;
  set_at: number;
  next_slot: number | null;
  last_slot: number | null;
  missed: number;
  invalid: string | null;
  /** The time zone data that `next_slot` was resolved with. */
  tzdata: string;
}

/** Every digest that was composed. */
export interface DigestsTable {
  id: string;
  conversation_id: string;
  /** Null: asked for. */
  slot: number | null;
  composed_at: number;
  /** What of `readiness_changes` it has told: everything up to here. */
  told_seq: number;
  /** A `DigestContent` as JSON text. */
  content: string;
  /** When nothing worth a post had changed since, last, and why it was not worth one. */
  checked_at: number | null;
  checked_as: 'unchanged' | 'below-minimum' | null;
  /** A `CheckedState` as JSON text; null: nothing had changed. */
  checked_state: string | null;
}

/** How servers' verdicts went: one row a change, in the transaction that judged. */
export interface ReadinessChangesTable {
  seq: number;
  at: number;
  server_id: string;
  /** As JSON text; null: not in the fleet. */
  before: string | null;
  after: string | null;
}

/** When each build became known here. */
export interface ReleasesSeenTable {
  build: string;
  seen_at: number;
}

export interface AuditTable {
  seq: number;
  at: number;
  actor: string;
  verb: string;
  subject: string;
  before: string | null;
  after: string | null;
  effect_key: string | null;
  outcome: string | null;
  previous_hash: string;
  hash: string;
}

/** Numbers that grow, each in the transaction of what it counts. */
export interface CountersTable {
  name: string;
  n: number;
}
