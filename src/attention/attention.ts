import type { Acknowledgement } from '../acknowledgements/model.ts';
import { openAcks } from '../acknowledgements/store.ts';
import type { Change } from '../changes/model.ts';
import { stateAt } from '../changes/state-at.ts';
import { openChangesOf } from '../changes/store.ts';
import { isBeingUpdated } from '../changes/updating.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { causesOf } from '../readiness/lists/store.ts';
import { type CheckId, gateIds, type Scope } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { Attention, AttentionTotals } from './model.ts';
import { countFailing, namesAmong, unattendedIds } from './store.ts';

/** Who has taken these servers on, as it reads at `now`; servers that nobody has are left out. */
export async function attentionOf(
  reader: Reader,
  ids: readonly ServerId[],
  now: Instant,
): Promise<ReadonlyMap<ServerId, Attention>> {
  const acknowledged = await openAcks(reader, ids, now);
  const changes = await openChangesOf(reader, ids);
  const found = new Map<ServerId, Attention>();
  for (const id of ids) {
    const attention: Attention = {
      acknowledged: acknowledgedOf(acknowledged.get(id)),
      planned: plannedOf(changes.get(id) ?? [], now),
      updating: (changes.get(id) ?? []).some((change) => isBeingUpdated(change, now)),
    };
    if (attention.acknowledged || attention.planned) found.set(id, attention);
  }
  return found;
}

/** The failing servers of a scope by who has them. */
export async function attentionTotals(reader: Reader, now: Instant, scope: Scope | null): Promise<AttentionTotals> {
  const { failing, planned, acknowledged } = await countFailing(reader, now, scope);
  return { failing, planned, acknowledged, unattended: failing - planned - acknowledged };
}

export interface UnattendedServer {
  readonly id: ServerId;
  readonly name: string;
  /** The gates that fail. */
  readonly failing: readonly CheckId[];
}

/** The failing servers of a scope that nobody has acknowledged or planned, the most urgent first, at most `limit` (a few hundred). */
export async function unattended(
  reader: Reader,
  now: Instant,
  scope: Scope | null,
  limit: number,
): Promise<readonly UnattendedServer[]> {
  const ids = await unattendedIds(reader, now, scope, limit);
  const names = await namesAmong(reader, ids);
  const causes = await causesOf(reader, ids, now);
  return causes.map(({ id, failing }) => ({
    id,
    name: names.get(id) ?? id,
    failing: gateIds.filter((gate) => failing.includes(gate)),
  }));
}

function acknowledgedOf(ack: Acknowledgement | undefined): Attention['acknowledged'] {
  return ack && ack.ended === null ? { by: ack.author, until: ack.until, reason: ack.reason } : null;
}

/** `changes`: the earliest window first. What was missed is told only where nothing else is planned. */
function plannedOf(changes: readonly Change[], now: Instant): Attention['planned'] {
  const plans = changes.flatMap((change) => planOf(change, now) ?? []);
  return plans.find(({ state }) => state !== 'missed') ?? plans[0] ?? null;
}

function planOf(change: Change, now: Instant): Attention['planned'] {
  const state = stateAt(change, now);
  switch (state) {
    case 'proposed':
    case 'approved':
    case 'in-progress':
    case 'implemented':
    case 'missed': {
      const { start, end, zone } = change.plan.window;
      return { change: change.id, state, start, end, zone };
    }
    default:
      return null;
  }
}
