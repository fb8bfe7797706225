import type { IExecuteAction } from '@microsoft/teams.cards';
import { unborne } from '../../changes/conflicts/unborne.ts';
import type { ChangeAnswer, Draft } from '../../changes/model.ts';
import { act, ask, type PresentContext } from './actions.ts';
import type { Room } from './card.ts';

type ChangeForm = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;

/** What the buttons together carry of the servers, in bytes, twice with their fallbacks. */
const MOST_BYTES = 5_600;
/** What a button carries beside them. */
const BUTTON_BYTES = 320;
/** Servers that the button for an emergency can carry as well. */
const MOST_NAMED = 10;

/** A button carries every server of its plan: as many as its share of a card holds. */
export function plannedOf({ servers, draft }: ChangeForm, room: Room): ChangeForm['servers'] {
  let bytes = 0;
  return servers.slice(0, room.rows).filter((server, index) => {
    bytes += bytesOf(server.id, draft, index);
    return bytes <= MOST_BYTES;
  });
}

/** A plan that is edited may not lose servers on the way. */
export function isTooLarge({ edits }: Pick<ChangeForm, 'edits'>, cut: number): boolean {
  return edits !== null && cut > 0;
}

/** Whether what was sent came back for conflicts that somebody may bear. */
export function mayInsist(form: ChangeForm): boolean {
  return form.problem?.code === 'conflict' && !isEmergency(form) && unborne(form.conflicts).length > 0;
}

/** To send it, to see safe slots, to send it in spite of what blocks; as many as the plan leaves room for. */
export function formButtons(
  form: ChangeForm,
  planned: ChangeForm['servers'],
  context: PresentContext,
): readonly IExecuteAction[] {
  const back = form.edits
    ? act('Back to the change', { change: { kind: 'show', change: form.edits.change } }, context)
    : ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context);
  if (planned.length === 0 || isTooLarge(form, form.servers.length - planned.length)) return [back];
  const draft = carried(form, planned);
  const held = planned.reduce((bytes, { id }, index) => bytes + bytesOf(id, form.draft, index), 0);
  const most = Math.max(1, Math.floor((MOST_BYTES + BUTTON_BYTES) / (held + BUTTON_BYTES)));
  // Of a plan that only one button can carry that one takes conflicts along, unless it is to go into a safe slot.
  const wanted = mayInsist(form)
    ? most === 1 && form.slots?.kind !== 'slots'
      ? [insist(form, draft, context)]
      : [send(form, draft, context), insist(form, draft, context), slots(form, draft, context)]
    : [send(form, draft, context), ...(isEmergency(form) ? [] : [slots(form, draft, context)])];
  return [...wanted.slice(0, most), ...emergencyButton(form, planned, context), back];
}

function isEmergency({ draft, edits }: ChangeForm): boolean {
  return draft.type === 'emergency' && edits === null;
}

/** The fields fill in what the button leaves empty. */
function carried({ draft }: ChangeForm, planned: ChangeForm['servers']): Draft {
  return {
    type: draft.type,
    servers: planned.map((server, index) => draftServer(server.id, draft, index)),
    date: '',
    time: '',
    hours: '',
    zone: '',
    reason: '',
    risk: '',
    impact: '',
    backout: '',
    adPrep: false,
  };
}

function send({ edits, draft: { type } }: ChangeForm, draft: Draft, context: PresentContext): IExecuteAction {
  const options = { primary: true, withInputs: true };
  if (edits) return act('Save', { change: { kind: 'edit', ...edits, draft } }, context, options);
  const title = type === 'emergency' ? 'Start the emergency' : 'Propose';
  return act(title, { change: { kind: 'propose', draft } }, context, options);
}

function insist({ edits }: ChangeForm, draft: Draft, context: PresentContext): IExecuteAction {
  const options = { withInputs: true };
  return edits
    ? act('Save anyway', { change: { kind: 'edit', ...edits, draft, despite: true } }, context, options)
    : act('Propose anyway', { change: { kind: 'propose', draft, despite: true } }, context, options);
}

function slots({ edits }: ChangeForm, draft: Draft, context: PresentContext): IExecuteAction {
  const of = { change: edits?.change ?? null, plan: edits?.plan ?? null };
  return act('Show safe slots', { change: { kind: 'slots', ...of, draft } }, context, { withInputs: true });
}

/** Where it may be declared: the same servers, with what was written so far; a day and a time are not asked for. */
function emergencyButton({ edits, types, draft }: ChangeForm, planned: ChangeForm['servers'], context: PresentContext) {
  const may = types.some(({ type, allowed }) => type === 'emergency' && allowed);
  if (edits || !may || draft.type === 'emergency' || planned.length > MOST_NAMED) return [];
  const servers = planned.map(({ id }) => id);
  const form = { kind: 'form', servers, change: null, type: 'emergency' } as const;
  return [act('It is an emergency', { change: form }, context, { withInputs: true })];
}

function bytesOf(id: string, draft: Draft, index: number): number {
  return Buffer.byteLength(JSON.stringify(draftServer(id, draft, index)), 'utf8');
}

function draftServer(id: string, draft: Draft, index: number): Draft['servers'][number] {
  const planned = draft.servers.find(({ server }) => server === id) ?? draft.servers[index];
  return { server: id, target: planned?.target ?? '', order: planned?.order ?? '' };
}
