import { currentCatalogue } from '../../src/catalogue/current.ts';
import { DAY } from '../../src/core/clock.ts';
import { reportId, sha256 } from '../../src/core/ids.ts';
import { keepInventory } from '../../src/evidence/keep-inventory.ts';
import { keepReport } from '../../src/evidence/keep-report.ts';
import type { ListedServer, Observation } from '../../src/evidence/observation.ts';
import type { Desk } from '../../src/questions/desk.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { fakeClock } from '../support/clock.ts';
import { openSqlite } from '../support/database.ts';
import { aBuild, anObservation, anOrganisation, known } from '../support/evidence.ts';

const clock = fakeClock('2026-11-21T09:00:00Z');

const changes: Desk['changes'] = { policy: defaultPolicy, rules: { admins: [], viewers: [], demo: false } };

export interface Look {
  readonly build?: string;
  readonly site?: string;
  readonly dag?: string | null;
  readonly organisation?: string;
  readonly changes?: Partial<Observation>;
}

/** A report of the server `fqdn` in order, but for its build and what `look` says. */
export function reportOf(fqdn: string, look: Look = {}): Observation {
  return anObservation({
    name: fqdn.split('.')[0]?.toUpperCase() ?? fqdn,
    fqdn,
    organisation: anOrganisation(look.organisation),
    build: known(aBuild(look.build)),
    site: known(look.site ?? 'Berlin'),
    dag: known(look.dag === undefined ? 'DAG-BER' : look.dag),
    ...look.changes,
  });
}

/** A desk over a real database with these reports and listed servers judged in it. */
export async function aDesk(
  reports: readonly Observation[],
  listed: readonly ListedServer[] = [],
): Promise<Desk & { close(): Promise<void> }> {
  const database = await openSqlite();
  const catalogue = await database.read(currentCatalogue);
  await database.transaction(async (tx) => {
    for (const [index, observation] of reports.entries()) {
      await keepReport(tx, arrival(`HealthChecker-${observation.name}-${index}.xml`), observation);
    }
    if (listed.length > 0) await keepInventory(tx, arrival('inventory.xml'), listed);
    await rejudge({ clock, catalogue: () => catalogue, maxEvidenceAge: 8 * DAY, listeners: [] }, tx, 'all');
  });
  return { database, clock, catalogue: () => catalogue, changes, close: () => database.close() };
}

function arrival(file: string) {
  return { id: reportId(sha256(file)), file, door: 'cli' as const, size: 1, receivedAt: clock.now() };
}
