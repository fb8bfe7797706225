import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Reader, Tx } from '../../../src/storage/database.ts';
import type { Plan, Point, Written } from './model.ts';

type Transact = Database['transaction'];

/** Counts what the process comes by, and ends it where it was told to. */
export interface Death {
  plan(next: Plan): void;
  at(point: Point): void;
  /** The same transactions, whose statements and commits are points, and of whose audit rows the parent hears before. */
  watch(transact: Transact): Transact;
  /** What happens within belongs to this press; null: to nobody's, though one may have brought it about. */
  within<T>(once: string | null, work: () => Promise<T>): Promise<T>;
}

export function createDeath(committing: (once: string | null, rows: Written[]) => Promise<void>): Death {
  const press = new AsyncLocalStorage<string | null>();
  let plan: Plan | null = null;
  let left = 0;

  function at(point: Point): void {
    if (plan?.point !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  }

  function counted(tx: Tx): Tx {
    return tx.withPlugin({
      transformQuery({ node }) {
        at('statement');
        return node;
      },
      transformResult: async ({ result }) => result,
    }) as Tx;
  }

  return {
    plan(next) {
      plan = next;
      left = next.nth;
    },
    at,
    watch: (transact) => async (work) => {
      let wrote = false;
      const result = await transact(async (tx) => {
        const before = await newest(tx);
        const value = await work(counted(tx));
        const rows = await rowsAfter(tx, before);
        wrote = rows.length > 0;
        if (wrote) await committing(press.getStore() ?? null, rows);
        if (wrote) at('before-commit');
        return value;
      });
      if (wrote) at('after-commit');
      return result;
    },
    within: (once, work) => press.run(once, work),
  };
}

async function newest(reader: Reader): Promise<number> {
  const row = await reader.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

async function rowsAfter(reader: Reader, after: number): Promise<Written[]> {
  const rows = await reader
    .selectFrom('audit')
    .select(['seq', 'hash', 'verb', 'effect_key'])
    .where('seq', '>', after)
    .orderBy('seq')
    .execute();
  return rows.map(({ effect_key, ...row }) => ({ ...row, own: effect_key !== null }));
}
