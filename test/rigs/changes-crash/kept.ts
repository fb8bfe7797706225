import type { Tx } from '../../../src/storage/database.ts';
import type { Tables } from '../../../src/storage/schema.ts';
import { bookedRechecks, type Dialect } from './booked.ts';

export type Row<Table extends keyof Tables> = Tables[Table];

/** What stands on disk at one moment. */
export interface Kept {
  readonly audit: readonly Row<'audit'>[];
  readonly changes: readonly Row<'changes'>[];
  readonly servers: readonly Row<'change_servers'>[];
  readonly votes: readonly Row<'change_votes'>[];
  readonly asked: readonly Row<'change_asked'>[];
  readonly rollouts: readonly Row<'rollouts'>[];
  readonly rules: readonly Row<'maintenance_rules'>[];
  readonly freezes: readonly Row<'freezes'>[];
  readonly outbox: readonly Row<'outbox'>[];
  readonly acks: readonly Row<'acknowledgements'>[];
  readonly grants: readonly Row<'role_grants'>[];
  readonly delegations: readonly Row<'delegations'>[];
  readonly retirements: readonly Row<'retirements'>[];
  readonly assessed: ReadonlySet<string>;
  readonly reports: number;
  /** Wake-ups that are booked, by name and key; null: they are kept elsewhere. */
  readonly jobs: ReadonlySet<string> | null;
  /** Whether open plans are to be held against what has changed, or are just held. */
  readonly recheck: boolean;
}

export async function readKept(tx: Tx, dialect: Dialect): Promise<Kept> {
  const all = <Table extends keyof Tables>(table: Table) =>
    (tx as unknown as { selectFrom(name: Table): { selectAll(): { execute(): Promise<Row<Table>[]> } } })
      .selectFrom(table)
      .selectAll()
      .execute();
  const jobs = dialect === 'sqlite' ? await all('jobs') : null;
  return {
    audit: (await all('audit')).sort((a, b) => a.seq - b.seq),
    changes: await all('changes'),
    servers: (await all('change_servers')).sort((a, b) => a.position - b.position),
    votes: await all('change_votes'),
    asked: await all('change_asked'),
    rollouts: await all('rollouts'),
    rules: await all('maintenance_rules'),
    freezes: await all('freezes'),
    outbox: await all('outbox'),
    acks: await all('acknowledgements'),
    grants: await all('role_grants'),
    delegations: await all('delegations'),
    retirements: await all('retirements'),
    assessed: new Set((await tx.selectFrom('assessments').select('server_id').execute()).map((row) => row.server_id)),
    reports: (await tx.selectFrom('reports').select('id').execute()).length,
    jobs: jobs && new Set(jobs.map(({ name, key }) => `${name} ${key}`)),
    recheck: (await bookedRechecks(tx, dialect)).length > 0,
  };
}
