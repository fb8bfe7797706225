import { lastDay } from '../../acknowledgements/timing.ts';
import { listed } from '../../acknowledgements/listed.ts';
import type { ListedAcknowledgement } from '../../acknowledgements/model.ts';
import { holdingAcks } from '../../acknowledgements/store.ts';
import { actorName } from '../../core/actor-name.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { dayText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { table } from '../table.ts';
import { marks } from '../words.ts';

/** `acks`: what is acknowledged at `now`, what ends next first. */
export async function acks(
  house: Pick<House, 'database'>,
  output: Output,
  { json, now }: { readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const rows = await house.database.read(async (reader) => listed(reader, await holdingAcks(reader, now), now));
  if (json) printJson(output, { asOf: isoOf(now), acknowledgements: rows.map(ackJson) });
  else if (rows.length === 0) output.out('Nothing is acknowledged.');
  else output.out(ackTable(rows, output.width));
  return 0;
}

function ackTable(rows: readonly ListedAcknowledgement[], width: number): string {
  return table(
    [
      { title: 'Server', grow: 0 },
      { title: 'Readiness', grow: 0 },
      { title: 'By', grow: 1 },
      { title: 'Until', grow: 1 },
      { title: 'Reason', grow: 3 },
    ],
    rows.map(({ acknowledgement, server, readiness }) => [
      server.name,
      marks[readiness],
      actorName(acknowledgement.author),
      `${dayText(lastDay(acknowledgement))} ${acknowledgement.zone}`,
      acknowledgement.reason,
    ]),
    width,
  );
}

function ackJson({ acknowledgement, server, readiness }: ListedAcknowledgement): object {
  const { id, author, madeAt, until, zone, reason, bound } = acknowledgement;
  return {
    id,
    server: server.id,
    name: server.name,
    readiness,
    author,
    madeAt: isoOf(madeAt),
    until: isoOf(until),
    zone,
    reason,
    bound,
  };
}
