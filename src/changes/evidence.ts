import { currentCatalogue } from '../catalogue/current.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { currentReports } from '../evidence/store.ts';
import { retiredIds } from '../readiness/retirements/store.ts';
import { standingsAt } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';
import type { Change, Proof } from './model.ts';
import { proofOf } from './proof.ts';

export interface ServerProof {
  readonly server: ServerId;
  readonly proof: Proof;
  /** Whether its report came after the start. */
  readonly came: boolean;
}

/** What each server of a change is held against, in the order of the plan, as things stand at `now`. */
export async function proofsOf(
  reader: Reader,
  { plan, record, createdAt }: Pick<Change, 'plan' | 'record' | 'createdAt'>,
  now: Instant,
): Promise<ServerProof[]> {
  const ids = plan.servers.map(({ server }) => server);
  const reports = await currentReports(reader, ids);
  const standings = new Map(
    (await standingsAt(reader, ids, now)).map(({ read: { assessment } }) => [assessment.server, assessment]),
  );
  const retired = await retiredIds(reader);
  const catalogue = await currentCatalogue(reader);
  const since = record.startedAt ?? createdAt;
  return plan.servers.map(({ server, target }) => {
    const evidence = {
      report: reports.get(server) ?? null,
      assessment: standings.get(server) ?? null,
      retired: retired.has(server),
      catalogue,
    };
    const came = evidence.report !== null && evidence.report.receivedAt > since;
    return { server, proof: proofOf(target, evidence, since, now), came };
  });
}
