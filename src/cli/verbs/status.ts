import { productName } from '../../catalogue/lookup.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { judgeAt } from '../../readiness/judge-at.ts';
import type { Readiness, ServerRow } from '../../readiness/model.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { ageText, marks } from '../words.ts';
import { table } from '../table.ts';

const order: readonly Readiness[] = ['failing', 'unknown', 'ready', 'notApplicable'];

/** `status`: every server, judged at `now`. Found wanting when one fails or is unknown, or when there is none. */
export async function status(
  house: House,
  output: Output,
  { json, now }: { json: boolean; now: Instant },
): Promise<ExitCode> {
  const measure = { catalogue: house.catalogue(), now, maxEvidenceAge: house.config.evidenceMaxAge };
  const servers = await house.database.read((reader) => judgeAt(reader, measure, 'all'));
  const totals = { ready: 0, failing: 0, unknown: 0, notApplicable: 0 };
  for (const { assessment } of servers) totals[assessment.readiness]++;

  if (json) {
    const { asOf: catalogueAsOf } = measure.catalogue;
    printJson(output, { asOf: isoOf(now), catalogueAsOf, totals, servers: servers.map(serverJson) });
  } else if (servers.length === 0) {
    output.out('No server is known yet. Take in Health Checker exports: patchwarden ingest PATH');
  } else {
    const sorted = [...servers].sort(
      (a, b) => order.indexOf(a.assessment.readiness) - order.indexOf(b.assessment.readiness),
    );
    output.out(serverTable(sorted, now, output.width));
    output.out(totalsText(totals, servers));
    output.out(`What Microsoft has released: as of ${measure.catalogue.asOf}.`);
  }
  return servers.length === 0 || totals.failing > 0 || totals.unknown > 0 ? 1 : 0;
}

/** A server as `status --json` and `why --json` print it. */
export function serverJson(row: ServerRow): object {
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

function serverTable(servers: readonly ServerRow[], now: Instant, width: number): string {
  const rows = servers.map((row) => {
    const { assessment } = row;
    const version = [assessment.product && productName(assessment.product), assessment.cu, assessment.su];
    return [
      row.name,
      marks[assessment.readiness],
      version.filter(Boolean).join(' ') || 'not known',
      becauseOf(row),
      ageText(row.observedAt, now),
    ];
  });
  return table(
    [
      { title: 'Server', grow: 0 },
      { title: 'Readiness', grow: 0 },
      { title: 'Version', grow: 1 },
      { title: 'Why', grow: 2 },
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
  return causes.map(({ id }) => id).join(', ') || (assessment.missesUpdate ? 'misses an update' : '');
}

function totalsText(totals: Readonly<Record<Readiness, number>>, servers: readonly ServerRow[]): string {
  const ready = servers.filter(({ assessment }) => assessment.readiness === 'ready');
  const missing = ready.filter(({ assessment }) => assessment.missesUpdate).length;
  const ended = ready.filter(({ assessment }) => assessment.outOfSupport).length;
  return (
    `${servers.length} servers: ${totals.failing} failing, ${totals.unknown} unknown, ` +
    `${totals.ready} mitigations ready, ${totals.notApplicable} not applicable. ` +
    `Of the ready, missing an update: ${missing}; out of support: ${ended}.`
  );
}
