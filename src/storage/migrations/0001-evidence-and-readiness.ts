import type { Migration } from '../migrate.ts';
import { createIndex, createTables, type TableDefinition } from '../table.ts';

const tables: readonly TableDefinition[] = [
  {
    name: 'reports',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      kind: ['text', { oneOf: ['report', 'inventory'] }],
      file: ['text'],
      door: ['text', { oneOf: ['cli', 'folder', 'http'] }],
      received_at: ['instant'],
      size: ['integer'],
      server_id: ['id', { nullable: true, references: 'servers(id)' }],
      generated_at: ['instant', { nullable: true }],
      standing: ['text', { oneOf: ['current', 'older', 'future', 'undated'] }],
    },
  },
  {
    name: 'observations',
    primaryKey: ['report_id'],
    columns: {
      report_id: ['id', { references: 'reports(id)' }],
      server_id: ['id', { references: 'servers(id)' }],
      generated_at: ['instant', { nullable: true }],
      observation: ['json'],
    },
  },
  {
    name: 'organisations',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      name: ['text'],
      switch_fact: ['json', { nullable: true }],
      switch_at: ['instant', { nullable: true }],
      switch_report: ['id', { nullable: true, references: 'reports(id)' }],
      switch_server: ['id', { nullable: true, references: 'servers(id)' }],
      inventory_report: ['id', { nullable: true, references: 'reports(id)' }],
      inventory_at: ['instant', { nullable: true }],
    },
  },
  {
    name: 'servers',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      name: ['text'],
      short_name: ['text'],
      fqdn: ['text'],
      organisation_id: ['id', { nullable: true, references: 'organisations(id)' }],
      organisation_name: ['text', { nullable: true }],
      role: ['text', { nullable: true, oneOf: ['mailbox', 'edge'] }],
      displayed_build: ['text', { nullable: true }],
      site: ['text', { nullable: true }],
      dag: ['text', { nullable: true }],
      current_report: ['id', { nullable: true, references: 'reports(id)' }],
      listed: ['flag'],
      first_seen: ['instant'],
    },
  },
  {
    name: 'assessments',
    primaryKey: ['server_id'],
    columns: {
      server_id: ['id', { references: 'servers(id)' }],
      readiness: ['text', { oneOf: ['ready', 'failing', 'unknown', 'notApplicable'] }],
      valid_until: ['instant', { nullable: true }],
      rejudge_at: ['instant', { nullable: true }],
      judged_at: ['instant'],
      catalogue_id: ['text'],
      misses_update: ['flag'],
      out_of_support: ['flag'],
      urgency: ['integer'],
      failed_gates: ['text'],
      product: ['text', { nullable: true }],
      name: ['text'],
      site: ['text', { nullable: true }],
      dag: ['text', { nullable: true }],
      observed_at: ['instant', { nullable: true }],
      // Last: SQLite reads the columns before it without touching the pages a long text spills to.
      assessment: ['json'],
    },
  },
  {
    name: 'assessment_causes',
    primaryKey: ['server_id', 'check_id'],
    columns: {
      server_id: ['id', { references: 'servers(id)' }],
      check_id: ['text'],
      verdict: ['text', { oneOf: ['fail', 'unknown'] }],
    },
  },
  {
    name: 'swept_files',
    primaryKey: ['path'],
    columns: {
      path: ['id'],
      size: ['integer'],
      modified_at: ['instant'],
      outcome: ['text', { oneOf: ['taken', 'skipped', 'refused'] }],
      report_id: ['id', { nullable: true, references: 'reports(id)' }],
      refusal: ['json', { nullable: true }],
      seen_at: ['instant'],
    },
  },
  {
    name: 'catalogue_overlays',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      as_of: ['text'],
      overlay: ['json'],
      loaded_at: ['instant'],
      loaded_by: ['text'],
    },
  },
  {
    name: 'conversations',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      welcomed_at: ['instant', { nullable: true }],
    },
  },
];

const listed = 'urgency DESC, name, server_id, valid_until';

const indexes: readonly string[] = [
  createIndex('reports_by_server', 'reports', 'server_id, generated_at'),
  createIndex('observations_by_server', 'observations', 'server_id, generated_at'),
  createIndex('servers_by_short_name', 'servers', 'short_name'),
  createIndex('servers_by_organisation', 'servers', 'organisation_id'),
  createIndex('servers_listed', 'servers', 'listed, current_report'),
  // Lists in the order in which they are shown, of one verdict, and of one site, DAG or product.
  createIndex('assessments_by_readiness', 'assessments', `readiness, ${listed}`),
  createIndex('assessments_by_site', 'assessments', `site, readiness, ${listed}, misses_update, out_of_support`),
  createIndex('assessments_by_dag', 'assessments', `dag, readiness, ${listed}, misses_update, out_of_support`),
  createIndex('assessments_by_product', 'assessments', `product, readiness, ${listed}, misses_update, out_of_support`),
  createIndex('assessments_outdated', 'assessments', 'name, server_id, misses_update, out_of_support'),
  // The fleet's counts read these alone, never the rows; of those that have expired there are few.
  createIndex('assessments_counts', 'assessments', 'readiness, misses_update, out_of_support'),
  createIndex('assessments_expiring', 'assessments', 'valid_until'),
  createIndex('assessments_failed', 'assessments', 'readiness, failed_gates'),
  createIndex('assessments_rejudged', 'assessments', 'rejudge_at'),
  createIndex('assessments_observed', 'assessments', 'observed_at'),
  createIndex('causes_by_check', 'assessment_causes', 'check_id, verdict, server_id'),
];

export const evidenceAndReadiness: Migration = {
  number: 1,
  name: 'evidence and readiness',
  statements: (dialect) => [...createTables(dialect, tables), ...indexes],
};
