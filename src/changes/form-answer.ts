import { currentCatalogue } from '../catalogue/current.ts';
import { labelOf } from '../catalogue/lookup.ts';
import { parseBuild } from '../catalogue/build-number.ts';
import type { Catalogue } from '../catalogue/model.ts';
import { type Instant, MINUTE } from '../core/clock.ts';
import { canonicalZone, dayLater, localDay } from '../core/local-time.ts';
import type { Refusal, Result } from '../core/result.ts';
import { LONGEST_WINDOW } from '../maintenance/fields.ts';
import type { Readiness, ServerRow } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { conflictsOf, overridden } from './conflicts/conflicts-of.ts';
import type { Change, ChangeAnswer, ChangeType, ChangeWindow, Draft, Plan, PlannedServer, Target } from './model.ts';
import { hoursText } from './draft-of-plan.ts';
import { minutesOf } from './path.ts';
import { judgeRisk, raisedTo, risks } from './risk.ts';
import type { SlotOffer } from './slots/model.ts';
import { offerSlots } from './slots/offer-slots.ts';
import { aimOf, LEFT_OUT, readTarget, targetsFor, targetValue, usualTarget } from './target.ts';
import { isUsualText, usualBackout, usualImpact } from './usual-texts.ts';
import { readWindow, usualLength, windowFromNow } from './window.ts';
import { clockRemarks, windowText } from './window-words.ts';
import { workOf } from './work.ts';

type Form = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;

/** `rows`: those of `draft.servers`, in the same order. */
export interface FormContent {
  readonly draft: Draft;
  readonly rows: readonly ServerRow[];
  readonly left: Form['left'];
  /** The change that is edited. */
  readonly edits: Change | null;
  readonly problem?: Refusal;
  /** Whether safe slots are looked for; the first one fills in a window that was not chosen. */
  readonly offer?: boolean;
}

/** A form with everything that can be said before it is handed in: choices, risk, conflicts, the window read back. */
export async function formAnswer(app: ChangeApp, reader: Reader, content: FormContent, now: Instant): Promise<Form> {
  const { rows, left, edits, problem } = content;
  const catalogue = await currentCatalogue(reader);
  const targets = rows.map((row, index) => targetOf(content, row, index, catalogue));
  const planned = rows.flatMap(({ id }, index): PlannedServer[] => {
    const target = targets[index]?.target;
    return target ? [{ server: id, target }] : [];
  });
  const timed = withLength(app, withTargets(content.draft, targets), { planned, rows, catalogue });
  const slots = await slotsFor(app, reader, content, { draft: timed, planned, now });
  const written = withSlot(timed, slots);
  const window = windowOf(written, now);
  const chosen = rows.filter(({ id }) => planned.some(({ server }) => server === id));
  const asked = risks.find((risk) => risk === written.risk) ?? null;
  const { risk, why } = raisedTo(asked, judgeRisk({ servers: planned, adPrep: written.adPrep }, chosen));
  const draft = withTexts(written, planned, chosen);
  const plan: Plan | null = window.ok
    ? { ...textsOf(draft), type: typeOf(draft), servers: planned, window: window.value, risk, riskWhy: why }
    : null;
  return {
    kind: 'change-form',
    asOf: now,
    ...(problem && { problem }),
    edits: edits && { change: edits.id, plan: edits.planHash },
    draft,
    servers: rows.map((row) => ({
      id: row.id,
      name: row.name,
      about: aboutOf(row, catalogue),
      choices: choicesOf(row, { catalogue, kept: keptOf(edits, row), several: rows.length > 1 }),
    })),
    left,
    types: await typesOf(app, reader, { plan, edits }),
    readBack: readBackOf(draft, window),
    window: window.ok ? window.value : null,
    risk: { risk, why },
    conflicts: plan ? overridden(await conflictsOf(reader, app, plan, { self: edits?.id ?? null, now }), [], null) : [],
    slots,
  };
}

/** Where no length was said: 90 minutes a server, or what the way to its target takes where that is more. */
function withLength(
  { policy }: Pick<ChangeApp, 'policy'>,
  draft: Draft,
  of: {
    readonly planned: readonly PlannedServer[];
    readonly rows: readonly ServerRow[];
    readonly catalogue: Catalogue;
  },
): Draft {
  if (draft.hours.trim() !== '') return draft;
  const byId = new Map(of.rows.map((row) => [row.id, row]));
  const { minutes } = minutesOf(of.planned, byId, of.catalogue, policy.minutes);
  const needed = Math.ceil((minutes * MINUTE) / HALF_HOUR) * HALF_HOUR;
  return { ...draft, hours: hoursText(Math.min(LONGEST_WINDOW, Math.max(usualLength(of.rows.length), needed))) };
}

/** Where no maintenance rule says when: mail rests then, and people are still awake. */
const USUAL_START = '22:00';
const HALF_HOUR = 30 * MINUTE;

/** Null: none were asked for, or nothing can be looked for yet. */
async function slotsFor(
  app: ChangeApp,
  reader: Reader,
  { offer, edits }: FormContent,
  { draft, planned, now }: { readonly draft: Draft; readonly planned: readonly PlannedServer[]; readonly now: Instant },
): Promise<SlotOffer | null> {
  if (!offer || planned.length === 0 || typeOf(draft) === 'emergency') return null;
  const chosen = readWindow(draft, now);
  const window = chosen.ok ? chosen : readWindow(withUsualTime(draft, now), now);
  if (!window.ok) return null;
  const plan = { type: typeOf(draft), servers: planned, window: window.value };
  return offerSlots(reader, app, plan, { self: edits?.id ?? null, now });
}

/** Where no day was chosen: in the evening, from tomorrow on. */
function withUsualTime(draft: Draft, now: Instant): Draft {
  const zone = canonicalZone(draft.zone);
  if (zone === null) return draft;
  const time = draft.time.trim() === '' ? USUAL_START : draft.time;
  return { ...draft, date: dayLater(localDay(now, zone), 1), time };
}

/** The first safe slot where no day was chosen. */
function withSlot(draft: Draft, slots: SlotOffer | null): Draft {
  const [first] = slots?.kind === 'slots' ? slots.slots : [];
  if (!first || draft.date.trim() !== '') return draft;
  const { date, time, hours, zone } = first;
  return { ...draft, date, time, hours, zone };
}

interface ChosenTarget {
  readonly value: string;
  /** Null: none was chosen, or none that can be read. */
  readonly target: Target | null;
}

/** What the draft says; where that is empty, what is usual. */
function targetOf({ draft, edits }: FormContent, row: ServerRow, index: number, catalogue: Catalogue): ChosenTarget {
  const said = draft.servers[index]?.target.trim() ?? '';
  const value = said === '' ? (usualTarget(row, catalogue)?.value ?? '') : said;
  const read = readTarget(value, row, { catalogue, kept: keptOf(edits, row), replacedBy: replacementIn(value) });
  return { value, target: read.ok ? read.value : null };
}

function replacementIn(value: string): string | null {
  return /^retired:(.+)$/.exec(value)?.[1] ?? null;
}

function keptOf(edits: Change | null, { id }: ServerRow): Target | null {
  return edits?.plan.servers.find(({ server }) => server === id)?.target ?? null;
}

function withTargets(draft: Draft, targets: readonly ChosenTarget[]): Draft {
  return {
    ...draft,
    servers: draft.servers.map((server, index) => ({ ...server, target: targets[index]?.value ?? server.target })),
  };
}

function withTexts(draft: Draft, planned: readonly PlannedServer[], rows: readonly ServerRow[]): Draft {
  const works = planned.flatMap(({ target }, index) => rows.slice(index, index + 1).map((row) => workOf(target, row)));
  const dag = rows.some((row) => row.dag !== null);
  return {
    ...draft,
    impact: isUsualText(draft.impact) ? usualImpact(works, dag) : draft.impact,
    backout: isUsualText(draft.backout) ? usualBackout(works, draft) : draft.backout,
  };
}

function textsOf({ reason, impact, backout, adPrep }: Draft): Pick<Plan, 'reason' | 'impact' | 'backout' | 'adPrep'> {
  return { reason, impact, backout, adPrep };
}

function windowOf(draft: Draft, now: Instant): Result<ChangeWindow> {
  return typeOf(draft) === 'emergency' ? windowFromNow(draft, now) : readWindow(draft, now);
}

/** What can't be read is said only of a day and time that were given. */
function readBackOf({ date, time, ...draft }: Draft, window: Result<ChangeWindow>): string | null {
  if (window.ok) {
    const starts = typeOf(draft) === 'emergency' ? 'At once: ' : '';
    return [`${starts}${windowText(window.value)}.`, ...clockRemarks(window.value)].join(' ');
  }
  return date.trim() === '' || time.trim() === '' ? null : window.refusal.message;
}

function typeOf({ type }: Pick<Draft, 'type'>): ChangeType {
  return types.find((known) => known.type === type)?.type ?? 'normal';
}

const types: readonly { readonly type: ChangeType; readonly title: string }[] = [
  { type: 'normal', title: 'Normal: somebody else approves it before it starts' },
  { type: 'standard', title: 'Standard: a maintenance rule approves it beforehand' },
  { type: 'emergency', title: 'Emergency: starts at once, somebody else decides afterwards' },
];

/** Standard where a maintenance rule names the plan as it stands; an emergency is no edit of a plan. */
async function typesOf(
  app: Pick<ChangeApp, 'preApproval'>,
  reader: Reader,
  { plan, edits }: { readonly plan: Plan | null; readonly edits: Change | null },
): Promise<Form['types']> {
  const standard = plan !== null && (await app.preApproval(reader, { ...plan, type: 'standard' })) !== null;
  const allowed: Readonly<Record<ChangeType, boolean>> = { normal: true, standard, emergency: edits === null };
  return types.map(({ type, title }) => ({ type, title, allowed: allowed[type] }));
}

function choicesOf(
  row: ServerRow,
  of: { readonly catalogue: Catalogue; readonly kept: Target | null; readonly several: boolean },
) {
  const choices = targetsFor(row, of.catalogue);
  const { kept } = of;
  const known = kept === null || choices.some(({ value }) => value === targetValue(kept));
  return [
    ...(known || !kept ? [] : [{ value: targetValue(kept), title: aimOf(kept) }]),
    ...choices,
    ...(of.several ? [LEFT_OUT] : []),
  ];
}

const readinessWords: Readonly<Record<Readiness, string>> = {
  ready: 'mitigations ready',
  failing: 'failing',
  unknown: 'unknown',
  notApplicable: 'not applicable',
};

/** `failing, Exchange SE RTM Feb26SU, Berlin, DAG-BER`. */
function aboutOf({ assessment, site, dag }: ServerRow, catalogue: Catalogue): string {
  const build = assessment.build === null ? null : parseBuild(assessment.build);
  const label = build ? labelOf(catalogue, build).text : 'build not known';
  return [readinessWords[assessment.readiness], label, site, dag].filter((part) => part !== null).join(', ');
}
