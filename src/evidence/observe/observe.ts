import { ok, refuse } from '../../core/result.ts';
import type { Refused, Result } from '../../core/result.ts';
import type { ClixmlDocument, ClixmlNode, Found } from '../clixml/node.ts';
import type { Parsed } from '../observation.ts';
import { isListedServer, observeInventory } from './inventory.ts';
import { observeReport } from './report.ts';

/** What Patchwarden takes in, for the sentence after a refusal. */
export const accepted =
  'Patchwarden takes the HealthChecker-<server>-<date>.xml of Health Checker and the output of Get-ExchangeServer | Export-Clixml, as they are or gzipped.';

const REPORT = 'HealthCheckerExchangeServer';

/**
 * Tells what a CLIXML document is and reads it. `file` is its name as people know it, for refusals (`invalid`):
 * something else, a report without data, several servers' reports in one file, an inventory that is not complete.
 */
export function observe(document: ClixmlDocument, file: string): Result<Parsed> {
  const [first] = document.roots;
  if (first === undefined) return refuse('invalid', `${file} holds no objects.`, accepted);

  const found = document.roots.map(
    (root): Found => (root.tag === 'Obj' ? document.find(root, [REPORT]) : { kind: 'absent' }),
  );
  if (found.some((one) => one.kind !== 'absent')) return theReport(document, found, file);
  if (document.roots.some((root) => root.tag === 'Obj' && isListedServer({ document, root }))) {
    const servers = observeInventory(document, file);
    return servers.ok ? ok({ kind: 'inventory', servers: servers.value }) : servers;
  }
  return refuse(
    'invalid',
    `${file} holds ${described(document, first)}, not a Health Checker report or a list of servers.`,
    accepted,
  );
}

function theReport(document: ClixmlDocument, found: readonly Found[], file: string): Result<Parsed> {
  const reports = found.filter((one) => one.kind !== 'absent' && one.kind !== 'nil');
  const [report] = reports;
  if (report === undefined) {
    const hint = 'Run Health Checker on that server again and send the new export.';
    return refuse('invalid', `${file} has no data: its ${REPORT} is empty.`, hint);
  }
  if (reports.length > 1) {
    const hint = 'Health Checker writes one file per server. Send those.';
    return refuse('invalid', `${file} holds the reports of ${reports.length} servers.`, hint);
  }
  if (report.kind !== 'node') return unusable(file, report);
  const observation = observeReport({ document, root: report.node }, file);
  return observation.ok ? ok({ kind: 'report', observation: observation.value }) : observation;
}

function unusable(file: string, report: Found): Refused {
  const why = report.kind === 'flaw' ? ` (${report.raw})` : '';
  return refuse('invalid', `${file} has an unreadable ${REPORT}${why}.`, accepted);
}

function described(document: ClixmlDocument, root: ClixmlNode): string {
  if (document.find(root, ['DCList']).kind === 'node') return "Health Checker's ratio of domain controller cores";
  const settled = document.settle(root);
  const type = settled.kind === 'node' ? settled.node.types?.[0]?.replace(/^Deserialized\./, '') : undefined;
  return type === undefined
    ? 'objects of an unknown type'
    : `objects of the type ${type.replace(/[\p{C}\s]+/gu, ' ').slice(0, 120)}`;
}
