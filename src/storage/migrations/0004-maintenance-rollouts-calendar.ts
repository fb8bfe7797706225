import type { Migration } from '../migrate.ts';
import { addColumns, type Column, createIndex, createTables, type TableDefinition, uniqueIndex } from '../table.ts';

const optionalInstant: Column = ['instant', { nullable: true }];

const tables: readonly TableDefinition[] = [
  {
    name: 'maintenance_rules',
    primaryKey: ['id'],
    columns: { id: ['id'], number: ['integer'], revision: ['integer'], rule: ['json'], removed_at: optionalInstant },
  },
  {
    name: 'freezes',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      number: ['integer'],
      revision: ['integer'],
      // A word of PostgreSQL's own, outside quotes.
      '"freeze"': ['json'],
      starts_at: ['instant'],
      ends_at: ['instant'],
      lifted_at: optionalInstant,
    },
  },
  {
    name: 'rollouts',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      number: ['integer'],
      revision: ['integer'],
      made_at: ['instant'],
      rollout: ['json'],
    },
  },
  {
    name: 'calendar_links',
    primaryKey: ['id'],
    columns: {
      id: ['id'],
      secret_hash: ['text'],
      owner_kind: ['text', { oneOf: ['person', 'conversation'] }],
      owner: ['id'],
      zone: ['text'],
      made_by: ['json'],
      made_at: ['instant'],
      revoked_at: optionalInstant,
    },
  },
];

const indexes: readonly string[] = [
  uniqueIndex('maintenance_rules_by_number', 'maintenance_rules', 'number'),
  uniqueIndex('freezes_by_number', 'freezes', 'number'),
  createIndex('freezes_by_end', 'freezes', 'ends_at', 'lifted_at IS NULL'),
  uniqueIndex('rollouts_by_number', 'rollouts', 'number'),
  uniqueIndex('calendar_links_by_secret', 'calendar_links', 'secret_hash'),
  createIndex('calendar_links_by_owner', 'calendar_links', 'owner', 'revoked_at IS NULL'),
];

/**
 * Of the observations that are there: whether a component was inactive. The cluster's node was not read before. The text is
 * as JSON.stringify leaves it, in which no string can look like a member; as text it has no escapes that PostgreSQL refuses.
 */
const backfill: readonly string[] = [
  `UPDATE observations SET service = 'out' WHERE observation LIKE '%"inactiveComponents":{"known":true,"value":[%'`,
  `UPDATE observations SET service = 'in' WHERE observation LIKE '%"inactiveComponents":{"known":true,"value":[]%'`,
];

export const maintenanceRolloutsCalendar: Migration = {
  number: 4,
  name: 'maintenance rules, freezes, rollouts, calendar links, service',
  statements: (dialect) => [
    ...createTables(dialect, tables),
    ...addColumns(dialect, 'observations', {
      service: ['text', { nullable: true, oneOf: ['in', 'out'] }],
      internet_facing: ['flag', { nullable: true }],
    }),
    ...backfill,
    ...indexes,
  ],
};
