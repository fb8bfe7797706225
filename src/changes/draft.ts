import { currentCatalogue } from '../catalogue/current.ts';
import type { Catalogue } from '../catalogue/model.ts';
import { readReason, readText } from '../core/plain-text.ts';
import type { Instant } from '../core/clock.ts';
import { serverId } from '../core/ids.ts';
import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import type { ServerRow } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { planHash } from './hash.ts';
import { judgedPlan, usualTexts } from './judged-plan.ts';
import type { ChangeType, ChangeWindow, Draft, Plan, PlannedServer, Risk } from './model.ts';
import { SAY_WHY } from './say-why.ts';
import { plannedServers } from './planned-servers.ts';
import { risks } from './risk.ts';
import { LEFT_OUT, readTarget } from './target.ts';
import { isUsualText } from './usual-texts.ts';
import { readWindow, windowFromNow } from './window.ts';
import { clockRemarks } from './window-words.ts';

/** A draft that was read: the plan, its hash, and what it was read from. */
export interface ReadPlan {
  readonly plan: Plan;
  readonly hash: string;
  /** In the order of the plan. */
  readonly servers: readonly ServerRow[];
  /** What the clocks do to its window, in sentences. */
  readonly remarks: readonly string[];
}

export interface DraftReading {
  /** An emergency's window begins now; its draft needs no date and time. */
  readonly type: ChangeType;
  /** The plan that is edited: what it holds already stays allowed. */
  readonly before?: Plan | null;
}

export const MOST_SERVERS = 50;
/** Characters of what is said of impact and backout. */
const LONGEST_TEXT = 1_000;

/**
 * Reads what a form sent into a plan. It says nothing of conflicts and approvals.
 * Refuses, naming the field and the value: `invalid`, `not-found`, `ambiguous`, `conflict` (a target that is met already).
 */
export async function readDraft(
  app: Pick<ChangeApp, 'zone'>,
  reader: Reader,
  draft: Draft,
  now: Instant,
  { type, before = null }: DraftReading,
): Promise<Result<ReadPlan>> {
  const zone = draft.zone.trim() === '' ? app.zone : draft.zone;
  const asked = type === 'emergency' ? windowFromNow({ ...draft, zone }, now) : readWindow({ ...draft, zone }, now);
  if (!asked.ok) return asked;
  const window = keptWindow(before, asked.value);
  const reason = readReason(draft.reason, SAY_WHY);
  if (!reason.ok) return reason;
  const servers = await readServers(reader, draft, now, before);
  if (!servers.ok) return servers;
  const { planned, rows } = servers.value;
  const chosen = readRisk(draft.risk);
  if (!chosen.ok) return chosen;

  const { adPrep } = draft;
  const texts = readTexts(draft, usualTexts({ servers: planned, adPrep, rows }));
  if (!texts.ok) return texts;
  const plan = judgedPlan(
    { type, servers: planned, window, reason: reason.value, ...texts.value, adPrep },
    rows,
    chosen.value,
  );
  return ok({ plan, hash: planHash(plan), servers: rows, remarks: clockRemarks(plan.window) });
}

/** The same window, though it would be resolved with other time zone data now, is no edit. */
function keptWindow(before: Plan | null, asked: ChangeWindow): ChangeWindow {
  const was = before?.window;
  const same = was && was.start === asked.start && was.end === asked.end && was.local === asked.local;
  return same && was.zone === asked.zone ? was : asked;
}

/** The servers in the order in which they are updated, each with its row at the same place. */
interface ReadServers {
  readonly planned: readonly PlannedServer[];
  readonly rows: readonly ServerRow[];
}

async function readServers(
  reader: Reader,
  draft: Draft,
  now: Instant,
  before: Plan | null,
): Promise<Result<ReadServers>> {
  const inOrder = ordered(draft);
  if (!inOrder.ok) return inOrder;
  const found = await plannedServers(
    reader,
    inOrder.value.map(({ server }) => server),
    now,
  );
  const [unfound] = found.left;
  if (unfound) return { ok: false, refusal: unfound.refusal };
  if (found.rows.length < inOrder.value.length) return twice();
  const catalogue = await currentCatalogue(reader);
  const planned: PlannedServer[] = [];
  for (const [index, { target: text }] of inOrder.value.entries()) {
    const row = found.rows[index];
    if (!row) return twice();
    const target = await readTargetOf(reader, { row, text, catalogue, now, before });
    if (!target.ok) return target;
    planned.push({ server: row.id, target: target.value });
  }
  return ok({ planned, rows: found.rows });
}

async function readTargetOf(
  reader: Reader,
  of: { row: ServerRow; text: string; catalogue: Catalogue; now: Instant; before: Plan | null },
) {
  const { row, text, catalogue, now, before } = of;
  const kept = before?.servers.find(({ server }) => server === row.id)?.target ?? null;
  const replacement = /^\s*retired:(.+)$/s.exec(text)?.[1]?.trim() ?? null;
  const id = replacement === null ? null : await replacementId(reader, replacement, now);
  return readTarget(text, row, { catalogue, kept, replacedBy: id });
}

const FULL_NAME = /^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/;

/** The server that takes another's place need not be there yet: then its full name says which is meant. */
async function replacementId(reader: Reader, text: string, now: Instant): Promise<string | null> {
  const [row] = (await plannedServers(reader, [text], now)).rows;
  return row?.id ?? (text.length <= 253 && FULL_NAME.test(text) ? serverId(text) : null);
}

/** By the numbers that were typed; what has none stays where it stands. */
function ordered(draft: Draft): Result<readonly Draft['servers'][number][]> {
  const servers = draft.servers.filter(({ target }) => target.trim() !== LEFT_OUT.value);
  if (servers.length === 0) return refuse('invalid', 'No server was chosen.', 'Choose at least one.');
  if (servers.length > MOST_SERVERS) {
    return refuse(
      'invalid',
      `${servers.length} servers are too many for one change.`,
      `Plan at most ${MOST_SERVERS} at a time.`,
    );
  }
  const numbered = servers.map((server, index) => ({ server, at: place(server.order, index + 1) }));
  const wrong = numbered.find(({ at }) => at === null);
  if (wrong) {
    return refuse('invalid', `The order can not be ${wrong.server.order.slice(0, 20)}.`, 'Number the servers 1, 2, 3.');
  }
  return ok([...numbered].sort((a, b) => (a.at ?? 0) - (b.at ?? 0)).map(({ server }) => server));
}

function place(order: string, otherwise: number): number | null {
  const text = order.trim();
  if (text === '') return otherwise;
  return /^\d{1,3}(?:\.0*)?$/.test(text) ? Number(text) : null;
}

function twice(): Refused {
  return refuse('invalid', 'A server was chosen twice.', 'Choose each server once.');
}

function readRisk(text: string): Result<Risk | null> {
  const asked = text.trim();
  if (asked === '') return ok(null);
  const risk = risks.find((known) => known === asked);
  if (risk) return ok(risk);
  return refuse(
    'invalid',
    `The risk can not be ${asked.slice(0, 20)}.`,
    'Choose low, medium or high, or leave it as it is.',
  );
}

type Texts = Pick<Plan, 'impact' | 'backout'>;

function readTexts(draft: Draft, usual: Texts): Result<Texts> {
  const impact = textOr('impact', draft.impact, usual.impact);
  if (!impact.ok) return impact;
  const backout = textOr('backout', draft.backout, usual.backout);
  return backout.ok ? ok({ impact: impact.value, backout: backout.value }) : backout;
}

function textOr(field: string, text: string, usual: string): Result<string> {
  return isUsualText(text) ? ok(usual) : readText(field, text, LONGEST_TEXT);
}
