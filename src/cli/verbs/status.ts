import type { Catalogue } from '../../catalogue/model.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { judgeAt } from '../../readiness/judge-at.ts';
import type { Readiness, ServerRow } from '../../readiness/model.ts';
import { retiredServers } from '../../readiness/retirements/store.ts';
import type { RetiredServer } from '../../readiness/retire-model.ts';
import type { House } from '../../wire.ts';
import { dayText } from '../../readiness/words.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { table } from '../table.ts';
import { inferredName, versionText } from '../version.ts';
import { ageText, marks } from '../words.ts';

/** Columns from which there is room for the next step beside the rest. */
const WIDE = 130;
const order: readonly Readiness[] = ['failing', 'unknown', 'ready', 'notApplicable'];

/** `status`: every server, judged at `now`. Found wanting when one fails or is unknown, or when there is none. */
export async function status(
  house: House,
  output: Output,
  { json, now }: { json: boolean; now: Instant },
): Promise<ExitCode> {
  const measure = { catalogue: house.catalogue(), now, maxEvidenceAge: house.config.evidenceMaxAge };
  const servers = await house.database.read((reader) => judgeAt(reader, measure, 'all'));
  const retired = await house.database.read(retiredServers);
  const totals = { ready: 0, failing: 0, unknown: 0, notApplicable: 0 };
  for (const { assessment } of servers) totals[assessment.readiness]++;

  if (json) {
    const { asOf: catalogueAsOf } = measure.catalogue;
    printJson(output, {
      asOf: isoOf(now),
      catalogueAsOf,
      totals,
      retired: retired.map(({ id, name, retirement }) => ({
        id,
        name,
        at: isoOf(retirement.at),
        by: retirement.by,
        why: retirement.reason,
        replacedBy: retirement.replacedBy?.id ?? null,
      })),
      servers: servers.map((row) => serverJson(row, measure.catalogue)),
    });
  } else if (servers.length === 0) {
    output.out('No server is known yet. Take in Health Checker exports: patchwarden ingest PATH');
  } else {
    const sorted = [...servers].sort(
      (a, b) => order.indexOf(a.assessment.readiness) - order.indexOf(b.assessment.readiness),
    );
    output.out(serverTable(sorted, measure.catalogue, now, output.width));
    output.out(totalsText(totals, servers, retired));
    output.out(`What Microsoft has released: as of ${dayText(measure.catalogue.asOf)}.`);
    const inferred = servers.flatMap(({ assessment }) => inferredName(measure.catalogue, assessment) ?? []);
    if (inferred.length > 0) output.out(`Name inferred, not Microsoft's own: ${[...new Set(inferred)].join(', ')}.`);
    output.out('patchwarden why SERVER tells the reasons, their evidence and the next step.');
  }
  return servers.length === 0 || totals.failing > 0 || totals.unknown > 0 ? 1 : 0;
}

/** A server as `status --json` and `why --json` print it. */
export function serverJson(row: ServerRow, catalogue: Catalogue): object {
  const { id, name, fqdn, organisation, site, dag, role, observedAt, file, listed, assessment } = row;
  const { readiness, product, cu, su, build, checks, nextStep, missesUpdate, outOfSupport, openVulnerabilities } =
    assessment;
  return {
    id,
    name,
    fqdn,
    organisation: organisation?.name ?? null,
    site,
    dag,
    role,
    listed,
    product,
    cu,
    su,
    inferred: su !== null && inferredName(catalogue, assessment) !== null,
    build,
    observedAt: observedAt === null ? null : isoOf(observedAt),
    file,
    readiness,
    missesUpdate,
    outOfSupport,
    checks,
    openVulnerabilities,
    nextStep,
  };
}

function serverTable(servers: readonly ServerRow[], catalogue: Catalogue, now: Instant, width: number): string {
  const wide = width >= WIDE;
  const rows = servers.map((row) => {
    const { assessment } = row;
    return [
      row.name,
      marks[assessment.readiness],
      versionText(catalogue, assessment),
      becauseOf(row),
      ...(wide ? [assessment.nextStep.summary] : []),
      ageText(row.observedAt, now),
    ];
  });
  return table(
    [
      { title: 'Server', grow: 0 },
      { title: 'Readiness', grow: 0 },
      { title: 'Version', grow: 1 },
      { title: 'Why', grow: 2 },
      ...(wide ? [{ title: 'Next', grow: 3 }] : []),
      { title: 'Evidence', grow: 0 },
    ],
    rows,
    width,
  );
}

function becauseOf({ file, assessment }: ServerRow): string {
  const causes = assessment.checks.filter(({ gate, verdict }) => gate && (verdict === 'fail' || verdict === 'unknown'));
  // Without a report every gate says the same.
  if (file === null && causes[0]) return causes[0].reasons.map(({ text }) => text).join(' ');
  const advice = [
    ...(assessment.missesUpdate ? ['misses an update'] : []),
    ...(assessment.outOfSupport ? ['out of support'] : []),
  ];
  return (causes.length > 0 ? causes.map(({ id }) => id) : advice).join(', ');
}

function totalsText(
  totals: Readonly<Record<Readiness, number>>,
  servers: readonly ServerRow[],
  retired: readonly RetiredServer[],
): string {
  const ready = servers.filter(({ assessment }) => assessment.readiness === 'ready');
  const missing = ready.filter(({ assessment }) => assessment.missesUpdate).length;
  const ended = ready.filter(({ assessment }) => assessment.outOfSupport).length;
  return (
    `${servers.length} servers: ${totals.failing} failing, ${totals.unknown} unknown, ` +
    `${totals.ready} mitigations ready, ${totals.notApplicable} not applicable. ` +
    `Of the ready, missing an update: ${missing}; out of support: ${ended}.${retired.length > 0 ? ` Retired, left out: ${retired.map(({ name }) => plain(name)).join(', ')}.` : ''}`
  );
}
