import type { ServerId } from '../core/ids.ts';
import { byText } from '../evidence/order.ts';
import type { Reader } from '../storage/database.ts';
import { assess } from './assess.ts';
import type { ServerRow } from './model.ts';
import { candidates, knownServers, type Measure, readSwitches, subjectOf } from './store.ts';

/**
 * Judges the evidence at any instant without storing anything: what `--now` asks for. Ordered by name, then id.
 * The evidence is what is stored now; reports received after the instant are not taken away.
 */
export async function judgeAt(
  reader: Reader,
  measure: Measure,
  servers: readonly ServerId[] | 'all',
): Promise<ServerRow[]> {
  const switches = await readSwitches(reader);
  const found = await candidates(reader, servers === 'all' ? await knownServers(reader) : servers, switches);
  const rows = found.map((candidate): ServerRow => {
    const { record, report } = candidate;
    const generated = report?.observation.generatedAt;
    return {
      id: record.id,
      name: record.name,
      fqdn: record.fqdn,
      organisation: record.organisation,
      site: record.site,
      dag: record.dag,
      role: record.role,
      observedAt: generated?.known ? generated.value : null,
      file: report?.file ?? null,
      listed: record.listed,
      assessment: assess(subjectOf(candidate, measure)),
    };
  });
  return rows.sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
}
