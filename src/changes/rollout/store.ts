import { z } from 'zod';
import { actorSchema } from '../../core/actor-schema.ts';
import { instant } from '../../core/clock.ts';
import { type ServerId, serverId } from '../../core/ids.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { ChangeId } from '../plan.ts';
import type { Rollout, RolloutId, RolloutScope } from './model.ts';

const stored: z.ZodType<Rollout> = z.object({
  id: z
    .string()
    .regex(/^ROLLOUT-\d{4,9}$/)
    .transform((id) => id as RolloutId),
  revision: z.number().int(),
  scope: z.discriminatedUnion('by', [
    z.object({ by: z.literal('outdated') }),
    z.object({ by: z.literal('site'), value: z.string() }),
    z.object({ by: z.literal('dag'), value: z.string() }),
  ]),
  requester: actorSchema,
  place: z.object({ conversation: z.string(), thread: z.string().nullable() }).nullable(),
  madeAt: z.number().transform(instant),
  reason: z.string(),
  changes: z.array(z.string().transform((id) => id as ChangeId)),
  left: z.array(
    z.object({ server: z.string().transform((id): ServerId => serverId(id)), name: z.string(), why: z.string() }),
  ),
});

/** Null: there is no such rollout. @throws ZodError when what is stored is none. */
export async function loadRollout(reader: Reader, id: RolloutId): Promise<Rollout | null> {
  const row = await reader.selectFrom('rollouts').select('rollout').where('id', '=', id).executeTakeFirst();
  return row ? stored.parse(JSON.parse(row.rollout)) : null;
}

/** The id after the highest one: `ROLLOUT-0001`, more digits when four do not suffice. */
export async function nextRolloutId(tx: Tx): Promise<RolloutId> {
  const row = await tx
    .selectFrom('rollouts')
    .select(({ fn }) => fn.max('number').as('highest'))
    .executeTakeFirst();
  return `ROLLOUT-${String(Number(row?.highest ?? 0) + 1).padStart(4, '0')}` as RolloutId;
}

/** @throws when its id is taken. */
export async function insertRollout(tx: Tx, rollout: Rollout): Promise<void> {
  const { id, revision, madeAt } = rollout;
  await tx
    .insertInto('rollouts')
    .values({
      id,
      number: Number(id.slice('ROLLOUT-'.length)),
      revision,
      made_at: madeAt,
      rollout: JSON.stringify(rollout),
    })
    .execute();
}

/** Ids of the servers of a site or a DAG. */
export async function serversIn(
  reader: Reader,
  { by, value }: Exclude<RolloutScope, { readonly by: 'outdated' }>,
): Promise<ServerId[]> {
  const rows = await reader.selectFrom('assessments').select('server_id').where(by, '=', value).execute();
  return rows.map(({ server_id }) => server_id as ServerId);
}
