import { TableNode } from 'kysely';
import type { Database, Tx } from '../../../src/storage/database.ts';
import type { Deed, Plan, Point } from './model.ts';

/** Counts what the process comes by, and ends it where it was told to. */
export interface Death {
  /** Null: nowhere. Counting begins anew. */
  plan(next: Plan | null): void;
  at(point: Point, done?: ReadonlySet<Deed>): void;
  /** The same database, whose commits are points. `sending`: what it is used for is the outbox's own work. */
  watch(database: Database): Database;
  /** A transaction of the outbox's own work. */
  sending(transaction: Database['transaction']): Database['transaction'];
  /** The dispatcher was handed how a call ended, and has to mark it. */
  handed(): void;
}

export function createDeath(): Death {
  let plan: Plan | null = null;
  let left = 0;
  let handed = 0;

  function at(point: Point, done: ReadonlySet<Deed> = new Set()): void {
    if (plan?.point !== point || (plan.deed !== null && !done.has(plan.deed))) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  }

  return {
    plan(next) {
      plan = next;
      left = next?.nth ?? 0;
    },
    at,
    watch: (database) => ({
      ...database,
      async transaction(work) {
        const touched = new Set<string>();
        const result = await database.transaction(async (tx) => {
          const value = await work(witnessed(tx, touched));
          at('before-commit', deedsOf(touched));
          return value;
        });
        at('after-commit', deedsOf(touched));
        return result;
      },
    }),
    sending: (transaction) => async (work) => {
      if (handed > 0) at('before-mark');
      const marked = handed;
      const result = await transaction(work);
      handed -= marked;
      return result;
    },
    handed() {
      handed += 1;
    },
  };
}

/** Notes which tables are written, and how. */
function witnessed(tx: Tx, touched: Set<string>): Tx {
  return tx.withPlugin({
    transformQuery({ node }) {
      if (node.kind === 'InsertQueryNode') touched.add(`insert ${node.into?.table.identifier.name}`);
      if (node.kind === 'UpdateQueryNode' && node.table && TableNode.is(node.table)) {
        touched.add(`update ${node.table.table.identifier.name}`);
      }
      return node;
    },
    transformResult: async ({ result }) => result,
  }) as Tx;
}

function deedsOf(touched: ReadonlySet<string>): ReadonlySet<Deed> {
  const done = new Set<Deed>();
  const digests = touched.has('insert digests') || touched.has('update digests');
  if (touched.has('insert digests')) done.add('composing');
  if (touched.has('insert outbox')) done.add(digests ? 'announcing' : 'marking');
  if (touched.has('update outbox')) done.add('claiming');
  return done;
}
