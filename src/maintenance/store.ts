import type { z } from 'zod';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { ScopedServer } from '../people/approvers.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { FreezesTable, MaintenanceRulesTable } from '../storage/schema/maintenance.ts';
import type { Freeze, FreezeId, MaintenanceRule, RuleId } from './model.ts';
import { freezeSchema, ruleSchema } from './schema.ts';
import type { PlacedServer } from './scope.ts';
import { unreadFreeze } from './unread-freeze.ts';

const CHUNK = 500;

/** What is there, and the ids of what can't be read. */
export interface ReadRows<T> {
  readonly read: readonly T[];
  readonly unreadable: readonly string[];
}

/** The rules that hold, in the order of their numbers; what can't be read opens nothing, and is left out. */
export async function heldRules(reader: Reader): Promise<MaintenanceRule[]> {
  return [...(await readRules(reader)).read];
}

export async function readRules(reader: Reader): Promise<ReadRows<MaintenanceRule>> {
  const rows = await reader
    .selectFrom('maintenance_rules')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('number')
    .execute();
  const all = rows.map((row) => ({ id: row.id, rule: ruleOf(row) }));
  return {
    read: all.flatMap(({ rule }) => rule ?? []),
    unreadable: all.filter(({ rule }) => rule === null).map(({ id }) => id),
  };
}

/** Freezes that were not lifted and overlap [from, to), the earliest first; for what can't be read `unreadFreeze` stands in. */
export async function heldFreezes(reader: Reader, from: Instant, to: Instant): Promise<Freeze[]> {
  return [...(await readFreezes(reader, from, to)).read];
}

export async function readFreezes(reader: Reader, from: Instant, to: Instant): Promise<ReadRows<Freeze>> {
  const rows = await reader
    .selectFrom('freezes')
    .selectAll()
    .where('lifted_at', 'is', null)
    .where('ends_at', '>', from)
    .where('starts_at', '<', to)
    .orderBy('starts_at')
    .orderBy('number')
    .execute();
  const all = rows.map((row) => ({ row, freeze: writtenFreeze(row) }));
  return {
    read: all.map(({ row, freeze }) => freeze ?? unreadFreeze(row)),
    unreadable: all.filter(({ freeze }) => freeze === null).map(({ row }) => row.id),
  };
}

/** Removed ones too. Null: there is none, or it can't be read. */
export async function findRule(reader: Reader, id: RuleId): Promise<MaintenanceRule | null> {
  const row = await reader.selectFrom('maintenance_rules').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? ruleOf(row) : null;
}

/** Lifted ones too. Null: there is none. */
export async function findFreeze(reader: Reader, id: FreezeId): Promise<Freeze | null> {
  const row = await reader.selectFrom('freezes').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? (writtenFreeze(row) ?? unreadFreeze(row)) : null;
}

/** The id after the highest one: `RULE-0001`. Transactions are single writers. */
export async function nextRuleId(tx: Tx): Promise<RuleId> {
  const row = await tx
    .selectFrom('maintenance_rules')
    .select(({ fn }) => fn.max('number').as('highest'))
    .executeTakeFirst();
  return `RULE-${digits(Number(row?.highest ?? 0) + 1)}` as RuleId;
}

/** `FREEZE-0001`. */
export async function nextFreezeId(tx: Tx): Promise<FreezeId> {
  const row = await tx
    .selectFrom('freezes')
    .select(({ fn }) => fn.max('number').as('highest'))
    .executeTakeFirst();
  return `FREEZE-${digits(Number(row?.highest ?? 0) + 1)}` as FreezeId;
}

/** @throws when its id is taken. */
export async function insertRule(tx: Tx, rule: MaintenanceRule): Promise<void> {
  await tx
    .insertInto('maintenance_rules')
    .values({ id: rule.id, number: numberOf(rule.id), ...ruleRow(rule) })
    .execute();
}

/**
 * Writes a rule that was read at `revision`; its own is the next one.
 * @throws when another write came between: every transaction is the only writer, so that this is a mistake in the code.
 */
export async function saveRule(tx: Tx, rule: MaintenanceRule, revision: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('maintenance_rules')
    .set(ruleRow(rule))
    .where('id', '=', rule.id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (Number(numUpdatedRows) !== 1) throw new RangeError(`${rule.id} is not at revision ${revision}`);
}

/** @throws when its id is taken. */
export async function insertFreeze(tx: Tx, freeze: Freeze): Promise<void> {
  await tx
    .insertInto('freezes')
    .values({ id: freeze.id, number: numberOf(freeze.id), ...freezeRow(freeze) })
    .execute();
}

/** As `saveRule`. @throws when another write came between. */
export async function saveFreeze(tx: Tx, freeze: Freeze, revision: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('freezes')
    .set(freezeRow(freeze))
    .where('id', '=', freeze.id)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (Number(numUpdatedRows) !== 1) throw new RangeError(`${freeze.id} is not at revision ${revision}`);
}

/** The names of servers that are known, retired ones too. */
export async function namesOf(reader: Reader, ids: readonly ServerId[]): Promise<ReadonlyMap<ServerId, string>> {
  const found = new Map<ServerId, string>();
  const asked = [...new Set(ids)];
  for (let from = 0; from < asked.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('servers')
      .select(['id', 'name'])
      .where('id', 'in', asked.slice(from, from + CHUNK))
      .execute();
    for (const { id, name } of rows) found.set(id as ServerId, name);
  }
  return found;
}

/** Every server of the fleet with what scopes ask of it. */
export async function placedServers(reader: Reader): Promise<(PlacedServer & ScopedServer)[]> {
  const rows = await reader
    .selectFrom('servers')
    .innerJoin('assessments', 'assessments.server_id', 'servers.id')
    .select(['servers.id', 'servers.name', 'servers.site', 'servers.dag', 'assessments.product'])
    .orderBy('servers.id')
    .execute();
  return rows.map((row) => ({ ...row, id: row.id as ServerId }));
}

function ruleRow(rule: MaintenanceRule): Omit<MaintenanceRulesTable, 'id' | 'number'> {
  return { revision: rule.revision, rule: JSON.stringify(rule), removed_at: rule.removedAt };
}

function freezeRow(freeze: Freeze): Omit<FreezesTable, 'id' | 'number'> {
  return {
    revision: freeze.revision,
    freeze: JSON.stringify(freeze),
    starts_at: freeze.start,
    ends_at: freeze.end,
    lifted_at: freeze.liftedAt,
  };
}

function ruleOf(row: MaintenanceRulesTable): MaintenanceRule | null {
  return parsed(ruleSchema, row.rule, row.id);
}

function writtenFreeze(row: FreezesTable): Freeze | null {
  return parsed(freezeSchema, row.freeze, row.id);
}

function parsed<T extends { readonly id: string }>(schema: z.ZodType<T>, json: string, id: string): T | null {
  try {
    const read = schema.safeParse(JSON.parse(json));
    return read.success && read.data.id === id ? read.data : null;
  } catch {
    return null;
  }
}

function digits(number: number): string {
  return String(number).padStart(4, '0');
}

/** 7 of `RULE-0007`. */
function numberOf(id: RuleId | FreezeId): number {
  return Number(id.slice(id.indexOf('-') + 1));
}
