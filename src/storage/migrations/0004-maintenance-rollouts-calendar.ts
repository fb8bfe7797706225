import type { Dialect } from '../columns.ts';
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
      freeze: ['json'],
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
  createIndex('changes_open_by_window', 'changes', 'starts_at, ends_at', 'state IN (\'proposed\', \'approved\', \'in-progress\')'),
];

/** Of the observations that are there: whether anything was inactive. The cluster's node was not read before. */
function backfill(dialect: Dialect): string {
  const inactive =
    dialect === 'sqlite'
      ? `json_array_length(observation, '$.inactiveComponents.value')`
      : `json_array_length(observation::json -> 'inactiveComponents' -> 'value')`;
  const known =
    dialect === 'sqlite'
      ? `json_extract(observation, '$.inactiveComponents.known') = 1`
      : `observation::json -> 'inactiveComponents' ->> 'known' = 'true'`;
  return `UPDATE observations SET service = CASE WHEN ${inactive} = 0 THEN 'in' ELSE 'out' END WHERE ${known}`;
}

export const maintenanceRolloutsCalendar: Migration = {
  number: 4,
  name: 'maintenance rules, freezes, rollouts, calendar links, service',
  statements: (dialect) => [
    ...createTables(dialect, tables),
    ...addColumns(dialect, 'observations', {
      service: ['text', { nullable: true, oneOf: ['in', 'out'] }],
      internet_facing: ['flag', { nullable: true }],
    }),
    backfill(dialect),
    ...indexes,
  ],
};
