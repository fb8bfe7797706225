import type { Migration } from '../migrate.ts';
import { type Column, createIndex, createTables, type TableDefinition, uniqueIndex } from '../table.ts';

const optionalId: Column = ['id', { nullable: true }];
const optionalText: Column = ['text', { nullable: true }];
const optionalInstant: Column = ['instant', { nullable: true }];
const optionalJson: Column = ['json', { nullable: true }];

const tables: readonly TableDefinition[] = [
  {
    name: 'people',
    primaryKey: ['person'],
    columns: { person: ['id'], tenant_id: ['text'], aad_id: ['text'], name: optionalText, seen_at: ['instant'] },
  },
  {
    name: 'role_grants',
    primaryKey: ['person', 'role'],
    columns: {
      person: ['id'],
      role: ['text', { oneOf: ['viewer', 'operator', 'approver', 'admin'] }],
      granted_by: ['json'],
      granted_at: ['instant'],
    },
  },
  {
    name: 'delegations',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      from_person: ['id'],
      to_person: ['id'],
      starts_at: ['instant'],
      ends_at: ['instant'],
      reason: ['text'],
      set_by: ['json'],
      set_at: ['instant'],
      ended_at: optionalInstant,
    },
  },
  {
    name: 'retirements',
    primaryKey: ['server_id'],
    columns: { server_id: ['id'], at: ['instant'], by: ['json'], why: ['text'], replaced_by: optionalId },
  },
  {
    name: 'acknowledgements',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      server_id: ['id'],
      author: ['json'],
      author_key: ['id'],
      made_at: ['instant'],
      until: ['instant'],
      zone: ['text'],
      reason: ['text'],
      bound: ['json'],
      conversation_id: optionalId,
      thread: optionalText,
      reminded_at: optionalInstant,
      ended_at: optionalInstant,
      ended_as: [
        'text',
        { nullable: true, oneOf: ['expired', 'ready', 'worse', 'withdrawn', 'replaced', 'retired', 'gone'] },
      ],
      ended_why: optionalText,
    },
  },
  {
    name: 'changes',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      number: ['integer'],
      revision: ['integer'],
      type: ['text', { oneOf: ['standard', 'normal', 'emergency'] }],
      state: [
        'text',
        {
          oneOf: [
            'proposed',
            'approved',
            'rejected',
            'withdrawn',
            'lapsed',
            'in-progress',
            'implemented',
            'verified',
            'failed',
            'missed',
            'cancelled',
            'moot',
          ],
        },
      ],
      open: ['flag'],
      requester: ['json'],
      requester_key: ['id'],
      plan: ['json'],
      plan_hash: ['text'],
      starts_at: ['instant'],
      ends_at: ['instant'],
      created_at: ['instant'],
      due_at: optionalInstant,
      record: ['json'],
    },
  },
  {
    name: 'change_servers',
    primaryKey: ['change_id', 'server_id'],
    columns: {
      change_id: ['id', { references: 'changes(id)' }],
      server_id: ['id'],
      position: ['integer'],
      open: ['flag'],
      ticked_at: optionalInstant,
      ticked_by: optionalJson,
      proof: optionalJson,
    },
  },
  {
    name: 'change_votes',
    primaryKey: ['change_id', 'plan_hash', 'voter_key'],
    columns: {
      change_id: ['id', { references: 'changes(id)' }],
      plan_hash: ['text'],
      voter_key: ['id'],
      voter: ['json'],
      on_behalf_of: optionalId,
      vote: ['text', { oneOf: ['approve', 'reject'] }],
      reason: optionalText,
      at: ['instant'],
    },
  },
  {
    name: 'change_asked',
    primaryKey: ['change_id', 'plan_hash', 'person'],
    columns: {
      change_id: ['id', { references: 'changes(id)' }],
      plan_hash: ['text'],
      person: ['id'],
      asked_at: ['instant'],
      conversation_id: optionalId,
      fallback: ['flag'],
    },
  },
];

const indexes: readonly string[] = [
  createIndex('people_by_aad', 'people', 'aad_id'),
  createIndex('delegations_by_from', 'delegations', 'from_person, ends_at'),
  createIndex('delegations_by_to', 'delegations', 'to_person, ends_at'),
  createIndex('acknowledgements_open', 'acknowledgements', 'server_id', 'ended_at IS NULL'),
  createIndex('acknowledgements_by_server', 'acknowledgements', 'server_id, made_at'),
  createIndex('acknowledgements_by_end', 'acknowledgements', 'until', 'ended_at IS NULL'),
  uniqueIndex('changes_by_number', 'changes', 'number'),
  createIndex('changes_by_state', 'changes', 'state, starts_at'),
  createIndex('change_servers_open', 'change_servers', 'server_id, open'),
  createIndex('conversations_by_person', 'conversations', 'person_aad', 'person_aad IS NOT NULL'),
];

export const peopleAcknowledgementsChanges: Migration = {
  number: 3,
  name: 'people, acknowledgements and changes',
  statements: (dialect) => [...createTables(dialect, tables), ...indexes],
};
