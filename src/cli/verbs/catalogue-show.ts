import { formatBuild } from '../../catalogue/build-number.ts';
import { describeCatalogue } from '../../catalogue/current.ts';
import { newestOf, productName } from '../../catalogue/lookup.ts';
import type { Bound } from '../../catalogue/model.ts';
import { patchTuesdayPassed } from '../../catalogue/patch-tuesday.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { dayText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { table } from '../table.ts';

/** `catalogue show`: its date, its overlays, and per lane the newest build and the two cut-offs. */
export async function catalogueShow(
  house: House,
  output: Output,
  { json, now }: { json: boolean; now: Instant },
): Promise<ExitCode> {
  const { catalogue, overlays } = await house.database.read(describeCatalogue);
  const behind = patchTuesdayPassed(catalogue.asOf, now);
  const lanes = catalogue.lanes.filter((lane) => lane.serviceFrom !== 'never');
  if (json) {
    printJson(output, {
      asOf: catalogue.asOf,
      id: catalogue.id,
      patchTuesdayPassed: behind,
      overlays: overlays.map(({ id, asOf, loadedAt, loadedBy }) => ({ id, asOf, loadedAt: isoOf(loadedAt), loadedBy })),
      lanes: catalogue.lanes.map((lane) => {
        const newest = newestOf(lane);
        return {
          lane: lane.key,
          product: lane.product,
          cu: lane.cu,
          newest: {
            build: formatBuild(newest.build),
            su: newest.su,
            releaseDate: newest.releaseDate,
            inferred: newest.inferred,
          },
          serviceFrom: boundText(lane.serviceFrom),
          ocsCertificateFrom: boundText(lane.ocsCertificateFrom),
          ocsSigningFrom: boundText(lane.ocsSigningFrom),
        };
      }),
    });
    return 0;
  }
  output.out(
    `What Microsoft has released, as of ${dayText(catalogue.asOf)}.${behind ? ' A Patch Tuesday has passed since.' : ''}`,
  );
  for (const { asOf, loadedAt, loadedBy } of overlays) {
    output.out(`Overlay of ${asOf}, loaded ${isoOf(loadedAt)} by ${loadedBy}.`);
  }
  const rows = lanes.map((lane) => {
    const newest = newestOf(lane);
    const name = `${newest.su ?? newest.cu}${newest.inferred ? ' (name inferred)' : ''}`;
    const bounds = [lane.serviceFrom, lane.ocsCertificateFrom, lane.ocsSigningFrom].map(boundText);
    return [
      `${productName(lane.product).replace('Exchange ', '')} ${lane.cu}`,
      formatBuild(newest.build),
      name,
      ...bounds,
    ];
  });
  output.out(
    table(
      [
        { title: 'Exchange', grow: 0 },
        { title: 'Build', grow: 0 },
        { title: 'Newest', grow: 1 },
        { title: 'EEMS from', grow: 0 },
        { title: 'Cut-off 1', grow: 0 },
        { title: 'Cut-off 2', grow: 0 },
      ],
      rows,
      output.width,
    ),
  );
  output.out('EEMS from: the first build with the Mitigation service. Older versions never had it.');
  output.out("Cut-off 1, January 2025: the first build that accepts the certificate of Microsoft's endpoint.");
  output.out('Cut-off 2, July 2026: the first build that knows the issuer of mitigation files.');
  output.out(`${catalogue.vulnerabilities.length} CVEs, ${catalogue.mitigations.length} mitigations.`);
  return 0;
}

function boundText(bound: Bound): string {
  return bound === 'never' ? 'never' : formatBuild(bound);
}
