import { approvalsOf, listChanges } from '../../changes/read.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { type Result, ok, refuse } from '../../core/result.ts';
import type { KnownPerson } from '../../people/model.ts';
import { holdersOf } from '../../people/roles.ts';
import type { Reader } from '../../storage/database.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';
import { changeTable, rowJson } from './change-rows.ts';

const MOST = 1_000;

/** `approvals`: what waits for a decision at `now`, of one person's or all of it. Found wanting when something does. */
export async function approvals(
  house: Pick<House, 'database' | 'changes'>,
  output: Output,
  { person: asked, json, now }: { readonly person: string | null; readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const found = await house.database.read(async (reader) => {
    if (asked === null) {
      const rows = await listChanges(reader, house.changes, 'waiting', now, { limit: MOST, offset: 0 });
      return ok({ person: null, rows });
    }
    const person = await personNamed(house, reader, asked);
    if (!person.ok) return person;
    const rows = await approvalsOf(reader, house.changes, { kind: 'user', ...person.value }, now);
    return ok({ person: person.value, rows });
  });
  if (!found.ok) return printRefusal(output, found.refusal, json);
  const { person, rows } = found.value;
  const whom = person === null ? 'anybody' : (person.name ?? person.aadObjectId);
  if (json) printJson(output, { asOf: isoOf(now), person, changes: rows.map(rowJson) });
  else output.out(rows.length === 0 ? plain(`Nothing waits for ${whom}.`) : changeTable(rows, output.width));
  return rows.length > 0 ? 1 : 0;
}

/** By object id, or by name in any letter case. */
async function personNamed(
  { changes: { rules } }: Pick<House, 'changes'>,
  reader: Reader,
  asked: string,
): Promise<Result<KnownPerson>> {
  const key = asked.trim().toLowerCase();
  const fits = (await holdersOf(reader, rules, null)).filter(
    ({ aadObjectId, person, name }) => aadObjectId === key || person === key || name?.toLowerCase() === key,
  );
  const [only] = fits;
  if (only && fits.length === 1) return ok(only);
  if (only) {
    const ids = fits.map(({ aadObjectId }) => aadObjectId).join(', ');
    return refuse('ambiguous', `More than one person is called ${plain(asked)}.`, `Name an object id: ${ids}.`);
  }
  return refuse(
    'not-found',
    `Nobody with a role is called ${plain(asked)}.`,
    'Name a person as in Teams, or by object id.',
  );
}
