import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeAnswer, Conflict, Draft } from '../changes/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room, wholeRooms } from './parts/card.ts';
import { planFields, serverFields } from './parts/change-fields.ts';
import { riskMarks } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { heading, lines, text } from './parts/text.ts';
import { spanForReader } from './parts/when.ts';

export type ChangeForm = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;

/** The form of a plan, a new one or one that is edited: servers with their targets and order, window, reason, risk. */
export function changeFormCard(form: ChangeForm, context: PresentContext): Presented {
  if (context.audience !== 'names') return formCountsCard(context);
  return fitted((room) => {
    const planned = plannedOf(form, room);
    const cut = form.servers.length - planned.length;
    const title = titleOf(form);
    return {
      summary: [`${title}.`, form.problem?.message, form.readBack].filter(Boolean).join(' '),
      body: [
        heading(title),
        ...problemLines(form),
        ...(form.edits
          ? [text('Saving makes every vote on the plan as it was void, and says what changed.', { size: 'Small' })]
          : []),
        ...readBack(form, context, room),
        ...conflictLines(form.conflicts, room),
        ...leftLines(form, room),
        ...(form.servers.length === 0
          ? [text('Name at least one server, for example: plan BER-EX02 saturday 22:00 for 4h')]
          : tooLarge(form, cut)
            ? [
                text('This plan is too large to be edited on a card. Withdraw it and propose smaller ones.', {
                  bold: true,
                }),
              ]
            : [
                ...(cut > 0
                  ? [
                      text(`✖ ${cut} more do not fit into one change here: plan them in another one.`, {
                        bold: true,
                        color: 'Attention',
                      }),
                    ]
                  : []),
                ...serverFields(planned, form.draft, room),
                ...planFields(form, room),
              ]),
      ],
      actions: [
        ...(form.servers.length === 0 || tooLarge(form, cut) ? [] : [send(form, planned, context)]),
        ...emergencyButton(form, planned, context),
        ...(form.edits
          ? [act('Back to the change', { change: { kind: 'show', change: form.edits.change } }, context)]
          : [ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context)]),
      ],
    };
  }, wholeRooms);
}

/** Why what was filled in was not taken. */
function problemLines({ problem }: ChangeForm): CardElementArray {
  if (!problem) return [];
  return [text(`✖ ${clean(problem.message)} ${clean(problem.hint)}`, { bold: true, color: 'Attention' })];
}

/** What the button carries of one server, in bytes, twice with its fallback. */
const MOST_BYTES = 5_600;

/** A button carries every server of its plan: as many as its share of a card holds. */
function plannedOf({ servers, draft }: ChangeForm, room: Room): ChangeForm['servers'] {
  let bytes = 0;
  return servers.slice(0, room.rows).filter((server, index) => {
    bytes += Buffer.byteLength(JSON.stringify(draftServer(server.id, draft, index)), 'utf8');
    return bytes <= MOST_BYTES;
  });
}

/** A plan that is edited may not lose servers on the way. */
function tooLarge({ edits }: ChangeForm, cut: number): boolean {
  return edits !== null && cut > 0;
}

function draftServer(id: string, draft: Draft, index: number): Draft['servers'][number] {
  const planned = draft.servers.find(({ server }) => server === id) ?? draft.servers[index];
  return { server: id, target: planned?.target ?? '', order: planned?.order ?? '' };
}

/** The fields fill in what the button leaves empty. */
function send(form: ChangeForm, planned: ChangeForm['servers'], context: PresentContext) {
  const draft: Draft = {
    type: form.draft.type,
    servers: planned.map((server, index) => draftServer(server.id, form.draft, index)),
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
  const options = { primary: true, withInputs: true };
  return form.edits
    ? act(
        'Save',
        { change: { kind: 'edit', change: form.edits.change, plan: form.edits.plan, draft } },
        context,
        options,
      )
    : act(
        form.draft.type === 'emergency' ? 'Start the emergency' : 'Propose',
        { change: { kind: 'propose', draft } },
        context,
        options,
      );
}

/** Where it may be declared: the same servers, with what was written so far; a day and a time are not asked for. */
function emergencyButton({ edits, types, draft }: ChangeForm, planned: ChangeForm['servers'], context: PresentContext) {
  const may = types.some(({ type, allowed }) => type === 'emergency' && allowed);
  if (edits || !may || draft.type === 'emergency' || planned.length === 0 || planned.length > MOST_NAMED) return [];
  const servers = planned.map(({ id }) => id);
  const form = { kind: 'form', servers, change: null, type: 'emergency' } as const;
  return [act('It is an emergency', { change: form }, context, { withInputs: true })];
}

/** Servers that a second button can carry as well. */
const MOST_NAMED = 10;

function titleOf({ edits, servers, draft }: ChangeForm): string {
  if (edits) return `Edit ${edits.change}`;
  if (draft.type === 'emergency' && servers.length > 0) return `Emergency on ${countText(servers.length, 'server')}`;
  return servers.length === 0
    ? 'Nothing here can be planned'
    : `Plan the update of ${countText(servers.length, 'server')}`;
}

/** The window in its own zone and the reader's, and the risk as it is so far. */
function readBack(form: ChangeForm, context: PresentContext, room: Room): CardElementArray {
  const theirs = form.window ? spanForReader(form.window, form.window.zone, context.zone) : null;
  const why = form.risk.why.slice(0, Math.min(4, room.rows)).map((sentence) => clean(sentence, room.sentence));
  return [
    ...(form.readBack === null
      ? []
      : [text(`Window: ${clean(form.readBack, room.sentence)}`, { bold: true, max: 600 })]),
    ...(theirs === null ? [] : [text(`In your time zone: ${theirs}`, { size: 'Small', spacing: 'None' })]),
    ...(form.servers.length === 0
      ? []
      : [
          text(`Risk so far: ${riskMarks[form.risk.risk]}${why.length > 0 ? `. ${why.join(' ')}` : ''}`, {
            size: 'Small',
            max: 1200,
          }),
        ]),
  ];
}

function conflictLines(conflicts: readonly Conflict[], room: Room): CardElementArray {
  if (conflicts.length === 0) return [];
  const shown = conflicts.slice(0, Math.min(6, room.rows)).map(({ text: said }) => clean(said, room.sentence));
  const left = conflicts.length - shown.length;
  const blocks = conflicts.some((conflict) => conflict.blocks);
  return [
    text(`✖ ${countText(conflicts.length, 'conflict')}${blocks ? ': it can not be proposed like this' : ''}`, {
      bold: true,
      color: 'Attention',
    }),
    lines([...shown, ...(left > 0 ? [`and ${left} more`] : [])], { spacing: 'Small', size: 'Small' }),
  ];
}

function leftLines({ left }: ChangeForm, room: Room): CardElementArray {
  if (left.length === 0) return [];
  const shown = left
    .slice(0, Math.min(20, room.rows))
    .map(
      ({ name, refusal }) =>
        `${clean(name, room.name) || 'a server without a name'}: ${clean(refusal.message, room.sentence)}`,
    );
  const more = left.length - shown.length;
  return [
    text(`✖ Left out: ${left.length}`, { bold: true, color: 'Attention' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { spacing: 'Small', size: 'Small' }),
  ];
}

function formCountsCard(context: PresentContext): Presented {
  return finish({
    summary: 'Planning needs names of servers.',
    body: [heading('Planning needs names of servers'), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
