import type { Reader, Tx } from '../storage/database.ts';

const NAME = 'fleet';
// Nothing is taken back from within a transaction, so saying it once is enough.
const said = new WeakSet<Tx>();

/**
 * Says, in the transaction that writes servers, organisations, reports or assessments, that what is asked of the fleet may
 * be answered otherwise from its commit on. To be called by everything that writes one of these tables.
 */
export async function fleetChanges(tx: Tx): Promise<void> {
  if (said.has(tx)) return;
  await tx
    .insertInto('counters')
    .values({ name: NAME, n: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet(({ ref, eb }) => ({ n: eb(ref('counters.n'), '+', 1) })),
    )
    .execute();
  said.add(tx);
}

/** Grows with every transaction that changed the fleet; 0: none did yet. */
export async function countFleetChanges(reader: Reader): Promise<number> {
  const row = await reader.selectFrom('counters').select('n').where('name', '=', NAME).executeTakeFirst();
  return row?.n ?? 0;
}
