import type { Instant } from '../core/clock.ts';
import type { ReportId, ServerId } from '../core/ids.ts';
import type { Tx } from '../storage/database.ts';
import type { OrganisationsTable } from '../storage/schema.ts';
import type { Fact, Observation } from './observation.ts';
import * as rows from './rows.ts';
import { serversOfOrganisation } from './store.ts';
import { concernsWholeOrganisation, isNewerWord } from './switch.ts';
import type { SwitchWord } from './switch.ts';

/**
 * Takes a dated report's word on its organisation's switch, if it is the newest that is known. An Edge server's does not
 * count: it stands outside the domain and reads its own copy of the configuration.
 * Gives the servers whose judgement may differ by it.
 */
export async function keepSwitch(
  tx: Tx,
  report: ReportId,
  server: ServerId,
  observation: Observation,
): Promise<readonly ServerId[]> {
  const { organisation, organisationSwitch: fact, generatedAt, role } = observation;
  if (!organisation || !fact.known || !generatedAt.known || (role.known && role.value === 'edge')) return [];
  const word: SwitchWord = { on: fact.value, at: generatedAt.value, report };
  const stored = wordOf(await rows.ensureOrganisation(tx, organisation.id, organisation.name));
  if (!isNewerWord(word, stored)) return [];

  await rows.updateOrganisation(tx, organisation.id, {
    name: organisation.name,
    switch_fact: JSON.stringify(fact),
    switch_at: word.at,
    switch_report: report,
    switch_server: server,
  });
  return concernsWholeOrganisation(word, stored) ? serversOfOrganisation(tx, organisation.id) : [server];
}

function wordOf(row: OrganisationsTable): SwitchWord | null {
  if (row.switch_fact === null || row.switch_at === null || row.switch_report === null) return null;
  const fact = JSON.parse(row.switch_fact) as Fact<boolean>;
  return fact.known ? { on: fact.value, at: row.switch_at as Instant, report: row.switch_report } : null;
}
