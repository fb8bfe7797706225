import type { Tx } from '../storage/database.ts';
import type { ChangeId } from './model.ts';

/** The id after the highest one: `CHG-0001`, more digits when four do not suffice. Transactions are single writers. */
export async function nextChangeId(tx: Tx): Promise<ChangeId> {
  const row = await tx
    .selectFrom('changes')
    .select(({ fn }) => fn.max('number').as('highest'))
    .executeTakeFirst();
  return changeId(Number(row?.highest ?? 0) + 1);
}

export function changeId(number: number): ChangeId {
  return `CHG-${String(number).padStart(4, '0')}` as ChangeId;
}
