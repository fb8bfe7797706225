import type { Instant } from '../core/clock.ts';
import { serverId } from '../core/ids.ts';
import { refuse } from '../core/result.ts';
import { findByName } from '../readiness/find-by-name.ts';
import type { ServerRow } from '../readiness/model.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';
import { notAllowed } from './allowed.ts';
import type { AckApp } from './app.ts';
import { boundOf } from './bound.ts';
import { MOST_AT_ONCE } from './make.ts';
import type { AckAnswer, AckCommand, AckRequest } from './model.ts';
import { plainText } from '../core/plain-text.ts';
import { refusalOf, unknownServer } from './refusals.ts';
import { openAcks } from './store.ts';
import { dayIn, longestDay } from './timing.ts';

type FormCommand = Extract<AckCommand, { readonly kind: 'form' }>;
type Form = Extract<AckAnswer, { readonly kind: 'ack-form' }>;

const LONGEST_ECHO = 80;

/** The form, filled in as far as was said. Nothing is done. Servers that can't be acknowledged stand in it with why not. */
export function ackForm(app: AckApp, request: AckRequest, command: FormCommand): Promise<AckAnswer> {
  const asOf = app.clock.now();
  const asked = [...new Set(command.servers.map(plainText).filter((name) => name !== ''))];
  return app.database.read(async (reader): Promise<AckAnswer> => {
    const barred = await notAllowed(reader, app, request, 'acknowledge');
    if (barred) return { kind: 'refused', refusal: barred };
    if (asked.length === 0)
      return refused('invalid', 'No server was chosen.', 'Tick at least one, or write: ack BER-EX02');
    if (asked.length > MOST_AT_ONCE) {
      return refused('too-large', `${asked.length} servers are too many at once.`, `Choose at most ${MOST_AT_ONCE}.`);
    }
    const { rows, left } = await resolve(reader, asked, asOf);
    const current = await openAcks(
      reader,
      rows.map(({ id }) => id),
      asOf,
    );
    const servers: Form['servers'][number][] = [];
    for (const row of rows) {
      const bound = boundOf(row.assessment);
      const { id, name } = row;
      if (bound === null) {
        left.push({ server: { id, name }, refusal: refusalOf(row) });
        continue;
      }
      const ack = current.get(id);
      servers.push({ id, name, bound, current: ack?.ended === null ? ack : null, cutOffSince: cutOffSince(row) });
    }
    const [only] = left;
    if (only && left.length === 1 && servers.length === 0) return { kind: 'refused', refusal: only.refusal };
    return {
      kind: 'ack-form',
      asOf,
      servers,
      left,
      until: dayIn(command.until ?? '') ?? '',
      longest: longestDay(asOf, app.zone, app.policy.longestAcknowledgementDays),
      zone: app.zone,
      reason: plainText(command.reason ?? ''),
    };
  });
}

function refused(...args: Parameters<typeof refuse>): AckAnswer {
  return { kind: 'refused', refusal: refuse(...args).refusal };
}

/** Ids first, at once; what is none is looked for by its name. */
async function resolve(reader: Reader, asked: readonly string[], now: Instant) {
  const byId = new Map((await serverRows(reader, asked.map(serverId), now)).map((row) => [row.id, row]));
  const rows = new Map<string, ServerRow>();
  const left: Form['left'][number][] = [];
  for (const name of asked) {
    const known = byId.get(serverId(name));
    if (known) {
      rows.set(known.id, known);
      continue;
    }
    const found = await findByName(reader, name);
    if (!found.ok) {
      left.push({ server: { id: serverId(name), name: name.slice(0, LONGEST_ECHO) }, refusal: found.refusal });
      continue;
    }
    const [row] = await serverRows(reader, [found.value.id], now);
    if (row) rows.set(row.id, row);
    else left.push({ server: found.value, refusal: await unknownServer(reader, found.value.id) });
  }
  return { rows: [...rows.values()], left };
}

/** From when on nothing new has arrived: Microsoft's endpoint changed its certificate, then the signing of its files. */
function cutOffSince({ assessment }: ServerRow): string | null {
  const fails = (gate: string) => assessment.checks.some(({ id, verdict }) => id === gate && verdict === 'fail');
  if (fails('ocs-certificate')) return 'January 2025';
  return fails('ocs-signing') ? 'July 2026' : null;
}
