import type { ServerId } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/result.ts';
import type { ServerRow } from '../readiness/model.ts';
import { retiredServer } from '../readiness/retirements/store.ts';
import type { Reader } from '../storage/database.ts';

const LONGEST_ECHO = 80;

/** Why a server whose gates neither fail nor are unknown can't be acknowledged. */
export function refusalOf({ name, assessment }: Pick<ServerRow, 'name' | 'assessment'>): Refusal {
  if (assessment.readiness === 'notApplicable') {
    return refuse(
      'conflict',
      `The gates do not apply to ${name}: there is nothing to acknowledge.`,
      `Write: why ${name}`,
    ).refusal;
  }
  return refuse('conflict', `${name} is ready: there is nothing to acknowledge.`, `Write: why ${name}`).refusal;
}

/** Why a server that is not in the fleet can't be acknowledged. */
export async function unknownServer(reader: Reader, id: ServerId): Promise<Refusal> {
  const retired = await retiredServer(reader, id);
  if (retired !== null) {
    return refuse(
      'conflict',
      `${retired.name} is retired: it counts nowhere any more.`,
      `To undo that write: revive ${retired.name}`,
    ).refusal;
  }
  return refuse(
    'not-found',
    `${id.slice(0, LONGEST_ECHO)} is not in the fleet.`,
    'Write failing or unknown to see the names of servers.',
  ).refusal;
}
