import type { Instant } from '../core/clock.ts';
import { canonicalZone } from '../core/local-time.ts';
import { refuse, type Refusal } from '../core/result.ts';
import type { ServerRow } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { draftOfPlan } from './draft-of-plan.ts';
import { MOST_SERVERS } from './draft.ts';
import { notEditable } from './edit-lock.ts';
import { type FormContent, formAnswer } from './form-answer.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeId, ChangeRequest, Draft } from './model.ts';
import { authorise } from './permissions.ts';
import { plannedServers } from './planned-servers.ts';
import { unknownChange } from './press.ts';
import { loadChange } from './store.ts';
import { viewOf } from './view.ts';

type SlotsCommand = Extract<ChangeCommand, { readonly kind: 'slots' }>;
type FormCommand = Extract<ChangeCommand, { readonly kind: 'form' }>;

/** A change that is edited, with the hash of the plan that its form showed. */
export interface Edits {
  readonly change: ChangeId;
  readonly plan: string;
}

/**
 * The form of a new change, or of one that is edited, filled in with what was said and what is usual. Writes nothing.
 * Refuses: `not-allowed`, `not-found`, `invalid` (no server), and why none of the servers can be planned.
 */
export async function openForm(app: ChangeApp, request: ChangeRequest, command: FormCommand): Promise<ChangeAnswer> {
  return app.database.read(async (reader) => {
    const refusal = await authorise(reader, app, request, command.change === null ? 'propose' : 'edit');
    if (refusal) return refused(refusal);
    return command.change === null ? newForm(app, reader, command) : editForm(app, reader, command, command.change);
  });
}

/**
 * The form as it is filled in, or that of a change, with safe slots to choose from. Writes nothing.
 * Refuses: as `openForm`.
 */
export async function offerInForm(
  app: ChangeApp,
  request: ChangeRequest,
  command: SlotsCommand,
): Promise<ChangeAnswer> {
  const { change: id, draft } = command;
  return formOf(app, request, id, (edits) => ({ draft: draft ?? (edits && draftOfPlan(edits.plan)), offer: true }));
}

/** The form of a change with the newest targets that its servers can come to. Writes nothing. Refuses: as `openForm`. */
export async function retargetForm(app: ChangeApp, request: ChangeRequest, id: ChangeId): Promise<ChangeAnswer> {
  return formOf(app, request, id, (edits) => ({
    draft: edits && newestTargets(draftOfPlan(edits.plan)),
    offer: false,
  }));
}

/** An empty target is filled in with what is usual, and that is the newest. A retirement stays one. */
function newestTargets(draft: Draft): Draft {
  const servers = draft.servers.map((one) => (one.target.startsWith('build:') ? { ...one, target: '' } : one));
  return { ...draft, servers };
}

async function formOf(
  app: ChangeApp,
  request: ChangeRequest,
  id: ChangeId | null,
  content: (edits: Change | null) => { readonly draft: Draft | null; readonly offer: boolean },
): Promise<ChangeAnswer> {
  return app.database.read(async (reader) => {
    const refusal = await authorise(reader, app, request, id === null ? 'propose' : 'edit');
    if (refusal) return refused(refusal);
    const now = app.clock.now();
    const edits = id === null ? null : await loadChange(reader, id);
    if (id !== null && edits === null) return refused(unknownChange(id).refusal);
    const locked = edits && notEditable(edits, app.policy, now);
    if (edits && locked) return lockedView(app, reader, edits, locked, now);
    const { draft, offer } = content(edits);
    return (draft && (await filledIn(app, reader, { draft, edits, offer }, now))) ?? refused(NO_SERVER);
  });
}

async function lockedView(
  app: ChangeApp,
  reader: Reader,
  change: Change,
  locked: Refusal,
  now: Instant,
): Promise<ChangeAnswer> {
  const view = await viewOf(reader, app, change, now);
  return view ? { kind: 'change', view, notice: `${locked.message} ${locked.hint}` } : refused(locked);
}

/** The form as it was filled in, with the reason why it was not taken; null: another plan does not help. */
export async function formAgain(
  app: ChangeApp,
  { draft, edits }: { readonly draft: Draft; readonly edits: Edits | null },
  problem: Refusal,
): Promise<ChangeAnswer | null> {
  return app.database.read(async (reader) => {
    const now = app.clock.now();
    if (edits === null) return filledIn(app, reader, { draft, edits: null, problem }, now);
    const change = await loadChange(reader, edits.change);
    if (!change || notEditable(change, app.policy, now)) return null;
    const isOutdated = change.planHash !== edits.plan;
    return filledIn(app, reader, { draft: isOutdated ? draftOfPlan(change.plan) : draft, edits: change, problem }, now);
  });
}

async function newForm(app: ChangeApp, reader: Reader, command: FormCommand): Promise<ChangeAnswer> {
  const now = app.clock.now();
  if (command.servers.length === 0) return refused(NO_SERVER);
  const { rows, left } = await named(reader, command.servers, now);
  const [first] = left;
  if (rows.length === 0 && first) return refused(first.refusal);
  const draft: Draft = {
    type: command.type ?? 'normal',
    servers: drafted(rows),
    date: command.date ?? '',
    time: command.time ?? '',
    hours: command.hours ?? '',
    zone: zoneOf(command.zone, app.zone),
    reason: command.reason ?? '',
    risk: '',
    impact: '',
    backout: '',
    adPrep: false,
  };
  return formAnswer(app, reader, { draft, rows, left, edits: null, offer: command.date === undefined }, now);
}

async function editForm(app: ChangeApp, reader: Reader, command: FormCommand, id: ChangeId): Promise<ChangeAnswer> {
  const now = app.clock.now();
  const change = await loadChange(reader, id);
  if (!change) return refused(unknownChange(id).refusal);
  const locked = notEditable(change, app.policy, now);
  if (locked) return lockedView(app, reader, change, locked, now);
  const plan = draftOfPlan(change.plan);
  const { type, date, time, hours, zone, reason } = command;
  const said = Object.fromEntries(
    Object.entries({ type, date, time, hours, zone, reason }).filter(([, value]) => value !== undefined),
  );
  const added = await named(reader, command.servers, now);
  const more = added.rows.filter(({ id: server }) => plan.servers.every((one) => one.server !== server));
  const servers = [...plan.servers, ...drafted(more, plan.servers.length)];
  const form = await filledIn(app, reader, { draft: { ...plan, ...said, servers }, edits: change }, now, added.left);
  return form ?? refused(NO_SERVER);
}

/** The servers of a draft as they are now; those that are gone from the fleet are left out and named. Null: none is left. */
async function filledIn(
  app: ChangeApp,
  reader: Reader,
  of: { readonly draft: Draft; readonly edits: Change | null; readonly problem?: Refusal; readonly offer?: boolean },
  now: Instant,
  alsoLeft: FormContent['left'] = [],
): Promise<ChangeAnswer | null> {
  const { draft, edits, problem, offer = false } = of;
  const asked = draft.servers.slice(0, MOST_SERVERS);
  const { rows, left } = await plannedServers(
    reader,
    asked.map(({ server }) => server),
    now,
  );
  if (rows.length === 0) return null;
  const byId = new Map<string, Draft['servers'][number]>();
  for (const one of asked) byId.set(one.server.trim().toLowerCase(), one);
  const servers = rows.map((row) => {
    const one = byId.get(row.id) ?? byId.get(row.name.toLowerCase());
    return { server: row.id, target: one?.target ?? '', order: one?.order ?? '' };
  });
  const content = { draft: { ...draft, servers }, rows, left: [...left, ...alsoLeft], edits, offer };
  return formAnswer(app, reader, problem ? { ...content, problem } : content, now);
}

async function named(reader: Reader, asked: readonly string[], now: Instant) {
  const found = await plannedServers(reader, asked, now);
  const over = found.rows.slice(MOST_SERVERS).map(({ name }) => ({ name, refusal: TOO_MANY }));
  return { rows: found.rows.slice(0, MOST_SERVERS), left: [...found.left, ...over] };
}

/** Targets are filled in with what is usual. */
function drafted(rows: readonly ServerRow[], after = 0): Draft['servers'] {
  return rows.map(({ id }, index) => ({ server: id, target: '', order: String(after + index + 1) }));
}

/** What was typed stays where it is no zone, so that the form can say so. */
function zoneOf(asked: string | undefined, usual: string): string {
  return asked === undefined || asked.trim() === '' ? usual : (canonicalZone(asked) ?? asked);
}

const NO_SERVER = refuse(
  'invalid',
  'No server is named.',
  'Tick servers in a list, or write: plan BER-EX02 saturday 22:00 for 4h',
).refusal;
const TOO_MANY = refuse(
  'too-large',
  `One change has at most ${MOST_SERVERS} servers.`,
  'Plan the others in a change of their own.',
).refusal;

function refused(refusal: Refusal): ChangeAnswer {
  return { kind: 'refused', refusal };
}
