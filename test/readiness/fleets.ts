import { HOUR } from '../../src/core/clock.ts';
import { type ServerId, serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { keep } from '../../src/evidence/ingest.ts';
import type { Intake } from '../../src/evidence/intake.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import { type Judged, type JudgeContext, rejudge } from '../../src/readiness/project.ts';
import type { Database } from '../../src/storage/database.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { aBuild, anOrganisation, aReportFile, fakePool, known, byCli } from '../support/evidence.ts';
import { catalogue, NOW } from './subjects.ts';

export interface TestFleet {
  readonly database: Database;
  readonly clock: FakeClock;
  readonly context: JudgeContext & { maxEvidenceAge: number };
  /** Takes a file in, as a door does, and judges what it changed. */
  take(file: ParsedFile, name?: string): Promise<void>;
  /** Takes in the report of a server in order, with changes; generated when the clock reads now, unless told otherwise. */
  report(name: string, changes?: Partial<Observation>): Promise<ServerId>;
}

export function aFleet(database: Database, listeners: readonly Judged[] = []): TestFleet {
  const clock = fakeClock(NOW);
  const context = { clock, catalogue: () => catalogue, maxEvidenceAge: 8 * 24 * HOUR, listeners };
  const intake: Intake = {
    database,
    clock,
    pool: fakePool(),
    log: silentLog,
    evidenceChanged: (tx, { servers }) => rejudge(context, tx, servers),
  };
  async function take(file: ParsedFile, name = 'report.xml'): Promise<void> {
    const taken = await keep(intake, byCli, name, file);
    if (!taken.ok) throw new Error(taken.refusal.message);
  }
  return {
    database,
    clock,
    context,
    take,
    async report(name, changes = {}) {
      const fqdn = `${name}.contoso.test`;
      const generatedAt = known(clock.now());
      await take(aReportFile({ name, fqdn, generatedAt, organisation: anOrganisation(), ...changes }), `${name}.xml`);
      return serverId(fqdn);
    },
  };
}

/** Three sites, two DAGs, every verdict: FAIL-* are cut off in different ways, OLD-01 is ready and out of support. */
export async function aMixedFleet(fleet: TestFleet): Promise<void> {
  await fleet.report('READY-01', { site: known('Berlin'), dag: known(null) });
  await fleet.report('OLD-01', { site: known('Berlin'), build: known(aBuild('15.2.1544.50')) });
  await fleet.report('BEHIND-01', { site: known('Paris'), build: known(aBuild('15.2.2562.43')) });
  await fleet.report('FAIL-02', { site: known('Paris'), build: known(aBuild('15.2.2562.37')), dag: known('DAG-PAR') });
  await fleet.report('FAIL-01', { site: known('Paris'), build: known(aBuild('15.2.2562.37')), dag: known('DAG-PAR') });
  await fleet.report('FAIL-03', { site: known('London'), build: known(aBuild('15.1.2375.7')) });
  await fleet.report('FAIL-04', { site: known('London'), urlRewrite: known(false) });
  await fleet.report('EDGE-01', { role: known('edge') });
  await fleet.report('OPEN-01', { ocsProbe: { known: false, why: 'absent', path: 'x' } });
}
