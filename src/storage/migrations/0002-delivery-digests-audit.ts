import type { Migration } from '../migrate.ts';
import { addColumns, type Column, createIndex, createTables, type TableDefinition, uniqueIndex } from '../table.ts';

const optionalText: Column = ['text', { nullable: true }];
const optionalInstant: Column = ['instant', { nullable: true }];

const place = {
  kind: ['text', { nullable: true, oneOf: ['personal', 'group', 'channel'] }],
  service_url: optionalText,
  tenant_id: optionalText,
  bot_id: optionalText,
  bot_name: optionalText,
  person_id: optionalText,
  person_aad: optionalText,
  person_name: optionalText,
  team_id: optionalText,
  shared: ['flag', { nullable: true }],
  name: optionalText,
  seen_at: optionalInstant,
  gone_at: optionalInstant,
  gone_why: optionalText,
  paused_until: optionalInstant,
} as const satisfies Record<string, Column>;

const tables: readonly TableDefinition[] = [
  {
    name: 'jobs',
    primaryKey: ['name', 'key', 'run_at'],
    columns: {
      name: ['text'],
      key: ['id'],
      run_at: ['instant'],
      payload: ['json'],
      due_at: ['instant'],
      attempts: ['integer'],
      asked: ['integer'],
    },
  },
  {
    name: 'leases',
    primaryKey: ['name'],
    columns: { name: ['text'], holder: ['text'], epoch: ['integer'], expires_at: ['instant'] },
  },
  {
    name: 'outbox',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      conversation_id: ['id', { references: 'conversations(id)' }],
      kind: ['text'],
      subject: ['id'],
      thread: optionalText,
      state: ['text', { oneOf: ['pending', 'sending', 'sent', 'superseded', 'dead', 'dropped'] }],
      wanted: ['integer'],
      rendered: ['integer'],
      activity_id: optionalText,
      created_at: ['instant'],
      sent_at: optionalInstant,
      due_at: ['instant'],
      since: ['instant'],
      attempts: ['integer'],
      doubts: ['integer'],
      claim: optionalText,
      deadline: optionalInstant,
      last_code: optionalText,
    },
  },
  {
    name: 'sends',
    primaryKey: ['id'],
    columns: { id: ['id'], conversation_id: ['id'], claimed_at: ['instant'], counts_at: ['instant'] },
  },
  {
    name: 'digest_subscriptions',
    primaryKey: ['conversation_id'],
    columns: {
      conversation_id: ['id', { references: 'conversations(id)' }],
      schedule: ['json'],
      scope: ['json', { nullable: true }],
      minimum: ['text', { oneOf: ['every', 'worse', 'due'] }],
      quiet: ['json'],
      active: ['flag'],
      set_by: ['json'],
      set_at: ['instant'],
      next_slot: optionalInstant,
      last_slot: optionalInstant,
      missed: ['integer'],
      invalid: optionalText,
      tzdata: ['text'],
    },
  },
  {
    name: 'digests',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      conversation_id: ['id', { references: 'conversations(id)' }],
      slot: optionalInstant,
      composed_at: ['instant'],
      told_seq: ['integer'],
      content: ['json'],
      checked_at: optionalInstant,
      checked_as: ['text', { nullable: true, oneOf: ['unchanged', 'below-minimum'] }],
    },
  },
  {
    name: 'readiness_changes',
    primaryKey: ['seq'],
    columns: {
      seq: ['integer'],
      at: ['instant'],
      server_id: ['id'],
      before: ['json', { nullable: true }],
      after: ['json', { nullable: true }],
    },
  },
  { name: 'releases_seen', primaryKey: ['build'], columns: { build: ['text'], seen_at: ['instant'] } },
  {
    name: 'audit',
    primaryKey: ['seq'],
    columns: {
      seq: ['integer'],
      at: ['instant'],
      actor: ['json'],
      verb: ['text'],
      subject: ['id'],
      before: ['json', { nullable: true }],
      after: ['json', { nullable: true }],
      effect_key: ['id', { nullable: true }],
      outcome: ['json', { nullable: true }],
      previous_hash: ['text'],
      hash: ['text'],
    },
  },
  { name: 'counters', primaryKey: ['name'], columns: { name: ['text'], n: ['integer'] } },
];

const indexes: readonly string[] = [
  createIndex('conversations_gone', 'conversations', 'gone_at', 'gone_at IS NOT NULL'),
  createIndex('jobs_due', 'jobs', 'name, due_at, key'),
  uniqueIndex('outbox_messages', 'outbox', 'conversation_id, kind, subject'),
  createIndex('outbox_pending', 'outbox', 'due_at, conversation_id', "state = 'pending'"),
  createIndex('outbox_waiting', 'outbox', 'conversation_id, created_at', "state = 'pending'"),
  createIndex('outbox_sending', 'outbox', 'conversation_id, deadline', "state = 'sending'"),
  createIndex('outbox_dead', 'outbox', 'created_at', "state = 'dead'"),
  createIndex('outbox_by_subject', 'outbox', 'kind, subject'),
  createIndex('sends_by_conversation', 'sends', 'conversation_id, counts_at'),
  createIndex('sends_by_time', 'sends', 'claimed_at'),
  createIndex('sends_by_end', 'sends', 'counts_at'),
  createIndex('digest_subscriptions_due', 'digest_subscriptions', 'next_slot'),
  createIndex('digests_by_conversation', 'digests', 'conversation_id, composed_at'),
  // One digest for each slot, whatever else goes wrong.
  uniqueIndex('digests_by_slot', 'digests', 'conversation_id, slot'),
  createIndex('readiness_changes_by_server', 'readiness_changes', 'server_id, seq'),
  createIndex('readiness_changes_by_time', 'readiness_changes', 'at'),
  createIndex('releases_by_time', 'releases_seen', 'seen_at'),
  uniqueIndex('audit_effects', 'audit', 'effect_key'),
  createIndex('audit_by_subject', 'audit', 'subject, seq'),
];

export const deliveryDigestsAudit: Migration = {
  number: 2,
  name: 'delivery, digests and audit',
  statements: (dialect) => [
    ...addColumns(dialect, 'conversations', place),
    ...createTables(dialect, tables),
    ...indexes,
  ],
};
