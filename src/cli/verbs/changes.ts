import type { ChangeFilter } from '../../changes/filter.ts';
import { countChanges, listChanges } from '../../changes/read.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { changeTable, isWanting, rowJson } from './change-rows.ts';

const MOST = 1_000;

/** `changes`: what a filter shows, as it reads at `now`. Found wanting when somebody has to see to one of them. */
export async function changes(
  house: Pick<House, 'database' | 'changes'>,
  output: Output,
  { filter, json, now }: { readonly filter: ChangeFilter; readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const { rows, counts } = await house.database.read(async (reader) => ({
    rows: await listChanges(reader, house.changes, filter, now, { limit: MOST, offset: 0 }),
    counts: await countChanges(reader, now),
  }));
  if (json) printJson(output, { asOf: isoOf(now), filter, counts, changes: rows.map(rowJson) });
  else if (rows.length === 0) output.out(counts.all === 0 ? 'No change was ever proposed.' : `No change (${filter}).`);
  else {
    output.out(changeTable(rows, output.width));
    if (counts[filter] > rows.length) output.out(`${counts[filter] - rows.length} more are not shown.`);
    output.out('patchwarden change CHG-0001 tells everything about one of them.');
  }
  return rows.some(isWanting) ? 1 : 0;
}
