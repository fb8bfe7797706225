import { z } from 'zod';
import { deedsAbout } from '../../audit/store.ts';
import { type Refused, refuse } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import { describeEdit } from '../describe-edit.ts';
import type { Change, Plan } from '../model.ts';
import { scopedServers } from './scoped.ts';

/** Verbs that give a change another plan. */
const EDITS = ['change.edited', 'change.postponed', 'change.rezoned'];
/** How many edits back somebody's card may be for its difference to be told exactly. */
const MOST = 50;

const edit = z.object({
  plan: z.string(),
  planned: z.custom<Plan>((value) => typeof value === 'object' && value !== null),
});

/** Why a decision on another plan than the one there is now does not count: what is different now. Null: it is on this one. */
export async function planChanged(reader: Reader, change: Change, seen: string): Promise<Refused | null> {
  if (seen === change.planHash) return null;
  const told = await difference(reader, change, seen);
  const message =
    told.length > 0
      ? `${change.id} is not what you saw any more. ${told.join(' ')}`
      : `${change.id} is not what you saw any more.`;
  return refuse('conflict', message, 'Look at the plan as it is now and decide on that.');
}

async function difference(reader: Reader, change: Change, seen: string): Promise<readonly string[]> {
  const before = await planOf(reader, change, seen);
  if (before === null) return change.record.edited;
  const ids = [...before.servers, ...change.plan.servers].map(({ server }) => server);
  const names = await scopedServers(reader, [...new Set(ids)]);
  return describeEdit(before, change.plan, (id) => names.get(id)?.name ?? id);
}

/** The plan with this hash, from the edit that did away with it; null: the log tells of none. */
async function planOf(reader: Reader, { id }: Change, hash: string): Promise<Plan | null> {
  for (const { before } of await deedsAbout(reader, id, EDITS, MOST)) {
    const parsed = edit.safeParse(before === null ? null : JSON.parse(before));
    if (parsed.success && parsed.data.plan === hash) return parsed.data.planned;
  }
  return null;
}
