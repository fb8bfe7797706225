import { z } from 'zod';
import { appendAudit } from '../audit/append.ts';
import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import type { Instant } from '../core/clock.ts';
import { freshId, type ServerId, serverId } from '../core/ids.ts';
import { canonicalZone } from '../core/local-time.ts';
import { ok, type Refusal, refuse, type Result } from '../core/result.ts';
import type { ServerRow } from '../readiness/model.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Tx } from '../storage/database.ts';
import { notAllowed } from './allowed.ts';
import type { AckApp } from './app.ts';
import { boundOf } from './bound.ts';
import { ackJson } from './describe.ts';
import { expire } from './end.ts';
import type { Acknowledgement, AckAnswer, AckCommand, AckOutcome, AckRequest } from './model.ts';
import { settleReminder } from './notes.ts';
import { plainText, readReason } from '../core/plain-text.ts';
import { refusalOf, unknownServer } from './refusals.ts';
import { acksById, insertAck, openAcks, saveEnd } from './store.ts';
import { dayIn, endOfDay, longestDay } from './timing.ts';
import { bookFirst } from './wake.ts';

type MakeCommand = Extract<AckCommand, { readonly kind: 'make' }>;

/** More than this at once is no decision about servers any more. */
export const MOST_AT_ONCE = 200;

interface Order {
  readonly servers: readonly ServerId[];
  readonly until: Instant;
  readonly zone: string;
  readonly reason: string;
}

const kept = z.array(
  z.union([
    z.object({ server: z.string(), ack: z.string(), replaced: z.boolean() }),
    z.object({
      server: z.string(),
      refusal: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
    }),
  ]),
);
type Kept = z.infer<typeof kept>;

/**
 * Takes servers on until the end of a local day. Each is reported: acknowledged, and whether that replaced an older one, or
 * why not. A server that is ready, or to which the gates do not apply, is refused; where none could be acknowledged nothing
 * is kept, and the same press may be tried again.
 * Refuses as a whole: `not-allowed`; `invalid` (no server, no day, a day that is over or too far off, no reason); `too-large`.
 */
export async function makeAcknowledgements(app: AckApp, request: AckRequest, command: MakeCommand): Promise<AckAnswer> {
  const order = orderOf(app, command);
  const press = {
    actor: request.actor,
    verb: 'acknowledgement.made',
    // A form may be filled in anew where its card still stands: only the same again is the same press.
    once: `${request.once} ${JSON.stringify(command)}`,
    reads: (stored: unknown) => kept.safeParse(stored).data ?? null,
  };
  return app.database.transaction(async (tx): Promise<AckAnswer> => {
    const barred = await notAllowed(tx, app, request, 'acknowledge');
    if (barred) return { kind: 'refused', refusal: barred };
    if (!order.ok) return { kind: 'refused', refusal: order.refusal };
    const done = await onceOnly<Kept>(tx, app.clock.now(), press, () => make(app, tx, request, command, order.value));
    if (!done.ok) return { kind: 'refused', refusal: done.refusal };
    return answered(app, tx, order.value, done.value);
  });
}

/** What the form says, without what depends on the time of day. */
function orderOf(app: AckApp, command: MakeCommand): Result<Order> {
  const servers = [...new Set(command.servers.map((id) => serverId(plainText(id))))];
  if (servers.length === 0) return refuse('invalid', 'No server was chosen.', 'Tick at least one server.');
  if (servers.length > MOST_AT_ONCE) {
    return refuse('too-large', `${servers.length} servers are too many at once.`, `Choose at most ${MOST_AT_ONCE}.`);
  }
  const zone = canonicalZone(command.zone === '' ? app.zone : command.zone);
  if (zone === null) return refuse('invalid', 'There is no such time zone.', 'Name one like Europe/Berlin.');
  const day = dayIn(command.until);
  if (day === null) return refuse('invalid', 'No last day was chosen.', 'Choose the last day that it is to hold.');
  const reason = readReason(command.reason, 'Say why this is known and waits, for example: being replaced.');
  return reason.ok ? ok({ servers, until: endOfDay(day, zone), zone, reason: reason.value }) : reason;
}

async function make(app: AckApp, tx: Tx, request: AckRequest, command: MakeCommand, order: Order) {
  const now = app.clock.now();
  const longest = longestDay(now, order.zone, app.policy.longestAcknowledgementDays);
  if (order.until <= now)
    return refuse('invalid', `${command.until.trim()} is over.`, `Choose a day up to ${longest}.`);
  if (order.until > endOfDay(longest, order.zone)) {
    const days = app.policy.longestAcknowledgementDays;
    return refuse(
      'invalid',
      `${command.until.trim()} is too far off: an acknowledgement holds for at most ${days} days.`,
      `Choose a day up to ${longest}.`,
    );
  }

  const rows = new Map((await serverRows(tx, order.servers, now)).map((row) => [row.id, row]));
  const outcome: Kept = [];
  let deed: Deed | null = null;
  for (const server of order.servers) {
    const one = await makeOne(app, tx, request, order, rows.get(server) ?? server);
    if ('refusal' in one) {
      outcome.push({ server, refusal: one.refusal });
      continue;
    }
    outcome.push({ server, ack: one.ack, replaced: one.deed.before !== null });
    // The last one is kept with the outcome, the others before it.
    if (deed !== null) await appendAudit(tx, now, deed);
    deed = one.deed;
  }
  return ok({ deed, outcome });
}

async function makeOne(
  app: AckApp,
  tx: Tx,
  { actor, place }: AckRequest,
  { until, zone, reason }: Order,
  row: ServerRow | ServerId,
): Promise<{ readonly refusal: Refusal } | { readonly ack: string; readonly deed: Deed }> {
  if (typeof row === 'string') return { refusal: await unknownServer(tx, row) };
  const bound = boundOf(row.assessment);
  if (bound === null) return { refusal: refusalOf(row) };
  const now = app.clock.now();
  let older: Acknowledgement | null = (await openAcks(tx, [row.id], now)).get(row.id) ?? null;
  if (older?.ended) {
    await expire(tx, app, older);
    older = null;
  }
  if (older) {
    await saveEnd(tx, older.id, now, { as: 'replaced', why: 'A new acknowledgement has taken its place.' });
    await settleReminder(tx, app, older);
  }
  const ack = {
    ...{ id: freshId(), server: row.id, author: actor, madeAt: now, until, zone, reason, bound, place },
    ended: null,
    remindedAt: null,
  };
  await insertAck(tx, ack);
  await bookFirst(app, tx, ack);
  app.log.info({ acknowledgement: ack.id, server: row.id, replaced: older?.id ?? null }, 'server acknowledged');
  const deed = {
    actor,
    verb: 'acknowledgement.made',
    subject: row.id,
    before: older && ackJson(older),
    after: ackJson(ack),
  };
  return { ack: ack.id, deed };
}

async function answered(app: AckApp, tx: Tx, { until, zone, reason, servers }: Order, done: Kept): Promise<AckAnswer> {
  const asOf = app.clock.now();
  const names = new Map((await serverRows(tx, servers, asOf)).map(({ id, name }) => [id, name]));
  const acks = await acksById(
    tx,
    done.flatMap((one) => ('ack' in one ? [one.ack] : [])),
    asOf,
  );
  const outcomes = done.flatMap((one): AckOutcome[] => {
    const id = serverId(one.server);
    const server = { id, name: names.get(id) ?? id };
    if ('refusal' in one) return [{ kind: 'refused', server, refusal: one.refusal as Refusal }];
    const acknowledgement = acks.get(one.ack);
    return acknowledgement ? [{ kind: 'acknowledged', server, acknowledgement, replaced: one.replaced }] : [];
  });
  const [only] = outcomes;
  if (only?.kind === 'refused' && outcomes.length === 1) return { kind: 'refused', refusal: only.refusal };
  return { kind: 'acknowledged', asOf, zone, until, reason, outcomes };
}
