import type {
  AcknowledgementsTable,
  ChangeAskedTable,
  ChangeServersTable,
  ChangeVotesTable,
  ChangesTable,
  RetirementsTable,
} from './schema/changes.ts';
import type { CalendarLinksTable, FreezesTable, MaintenanceRulesTable, RolloutsTable } from './schema/maintenance.ts';
import type {
  AssessmentCausesTable,
  AssessmentsTable,
  ObservationsTable,
  OrganisationsTable,
  ReportsTable,
  ServersTable,
} from './schema/evidence.ts';
import type { DelegationsTable, PeopleTable, RoleGrantsTable } from './schema/people.ts';

export type {
  AssessmentCausesTable,
  AssessmentsTable,
  ObservationsTable,
  OrganisationsTable,
  ReportsTable,
  ServersTable,
} from './schema/evidence.ts';

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
